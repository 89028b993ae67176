/** Wie eine Prüfung verläuft. */
import { count } from "$/shared/numbers";
import type { Texts } from "$/shared/texts";

const addresses = (n: number) => `${count(n)} ${n === 1 ? "Adresse" : "Adressen"}`;

export const course: Texts["course"] = {
  show: "Diagramm und Protokoll",
  hide: "Diagramm und Protokoll verbergen",
  chart: "Antworten in der Minute",
  chartLabel: (now, verdicts) => `Antworten in der Minute, zurzeit ${now}: ${verdicts}`,
  chartEmpty: "Die ersten Antworten sind unterwegs.",
  peak: (n) => `höchstens ${n}`,
  present: (n) => `jetzt ${n}`,
  bar: (from, counts) => `${from}: ${counts}`,
  log: "Was geschah",
  logEmpty: "Bis jetzt nichts Ungewöhnliches.",
  since: "Seit dieses Fenster geöffnet wurde.",
  rate: (perSecond) => `${perSecond} in der Sekunde`,

  begun: (open) => `Die Prüfung läuft; ${addresses(open)} zu klären.`,
  firstAnswers: "Jede Adresse hat ihre erste Antwort.",
  putOff: (n) => `${addresses(n)} von den Servern vertröstet; sie werden zu ihrer Zeit wieder gefragt.`,
  slowed: (exchange, why) => `${exchange} wird langsamer gefragt. ${why}`,
  resting: (exchange, until, why) => `${exchange} wird bis ${until} in Ruhe gelassen. ${why}`,
  goesOn: (exchange) => `${exchange} wird wieder wie gewohnt gefragt.`,
  guardOver: "Der Schutz Ihres Rufs lässt alles wieder wie gewohnt laufen.",
  troubleOver: "Mailserver sind wieder zu erreichen.",
  finished: "Fertig.",
  paused: "Angehalten. Alles bisher Gehörte bleibt erhalten.",

  notices: {
    finished: (name) => `${name} ist geprüft`,
    finishedText: (n) => `${addresses(n)} geklärt. Die Ergebnisse sind da.`,
    paused: (name) => `Die Prüfung von ${name} ist angehalten`,
    pausedText:
      "Alles bisher Gehörte bleibt erhalten. Öffnen Sie Mailvet, um den Grund zu sehen oder weiterzumachen.",
    needed: (name) => `Die Prüfung von ${name} braucht Sie`,
  },

  close: {
    tray: "Mailvet kann ohne sein Fenster weitermachen; Sie finden es im Infobereich. Wenn Sie es schließen, verabschiedet es sich von den Mailservern und macht weiter, wo es war, sobald Sie es wieder öffnen. Nichts Gehörtes geht verloren.",
    taskBar:
      "Diese Oberfläche hat keinen Infobereich, also kann Mailvet mit minimiertem Fenster weitermachen. Wenn Sie es schließen, verabschiedet es sich von den Mailservern und macht weiter, wo es war, sobald Sie es wieder öffnen. Nichts Gehörtes geht verloren.",
    toTray: "Im Infobereich weitermachen",
    toTaskBar: "Minimieren und weitermachen",
  },
  tray: { open: "Mailvet öffnen", pause: "Prüfungen anhalten", quit: "Mailvet beenden" },
};
