/** How a check goes, minute by minute: its chart, its log, what the system is told, and what becomes of it with the window. */
import { count } from "$/shared/numbers";

const addresses = (n: number) => `${count(n)} ${n === 1 ? "address" : "addresses"}`;

export const course = {
  show: "Chart and log",
  hide: "Hide chart and log",
  chart: "Answers a minute",
  chartLabel: (now: string, verdicts: string) => `Answers a minute, at present ${now}: ${verdicts}`,
  chartEmpty: "The first answers are on their way.",
  peak: (n: string) => `most ${n}`,
  present: (n: string) => `now ${n}`,
  bar: (from: string, counts: string) => `${from}: ${counts}`,
  log: "What happened",
  logEmpty: "Nothing out of the ordinary yet.",
  since: "Since this window was opened.",
  rate: (perSecond: string) => `${perSecond} a second`,

  begun: (open: number) => `The check is under way; ${addresses(open)} to settle.`,
  firstAnswers: "Every address has had its first answer.",
  putOff: (n: number) => `${addresses(n)} put off by the servers; they are asked again in time.`,
  slowed: (exchange: string, why: string) => `${exchange} is asked more slowly. ${why}`,
  resting: (exchange: string, until: string, why: string) =>
    `${exchange} is left alone until ${until}. ${why}`,
  goesOn: (exchange: string) => `${exchange} is asked as usual again.`,
  guardOver: "The guard of your reputation lets everything go on as usual.",
  troubleOver: "Mail servers can be reached again.",
  finished: "Finished.",
  paused: "Paused. Everything heard so far is kept.",

  notices: {
    finished: (name: string) => `${name} is checked`,
    finishedText: (n: number) => `${addresses(n)} settled. The results are ready.`,
    paused: (name: string) => `The check of ${name} is paused`,
    pausedText: "Everything heard so far is kept. Open Mailvet to see why, or to go on.",
    needed: (name: string) => `The check of ${name} needs you`,
  },

  close: {
    tray: "Mailvet can go on without its window; you find it in the tray. If you close it, it takes leave of the mail servers and goes on where it was when you open it again. Nothing that was heard is lost.",
    taskBar:
      "This desktop has no tray, so Mailvet can go on with its window minimised. If you close it, it takes leave of the mail servers and goes on where it was when you open it again. Nothing that was heard is lost.",
    toTray: "Go on in the tray",
    toTaskBar: "Minimise and go on",
  },
  tray: { open: "Open Mailvet", pause: "Pause checks", quit: "Quit Mailvet" },
};
