/** The words about what was learnt of earlier mail. */
import type { Happened } from "$/ipc";
import { count } from "$/shared/numbers";

const outcomes: Record<Happened, string> = {
  delivered: "Delivered",
  replied: "Answered",
  clicked: "Clicked",
  opened: "Opened",
  hard_bounce: "Came back for good",
  soft_bounce: "Came back for now",
  mailbox_full: "Mailbox full",
  complained: "Called spam",
  unsubscribed: "Unsubscribed",
  left: "Has left",
};

/** What each weight of the judge is for, by its stable name. */
const weights: Record<string, string> = {
  world: "How much mail arrives at all",
  trees: "How the address fits its domain and its row",
  "rates.domain": "What came back at the domain",
  "rates.operator": "What came back at the mail operator",
  "rates.source": "What came back of the list’s source",
  "own.history": "Earlier mail to the address itself",
  presence: "Somebody is known under the address",
  "registry.trouble": "The domain’s registration is in trouble",
  "registry.parked": "The domain is parked",
  "domain.spf": "The domain has an SPF policy",
  "domain.no_spf": "The domain has no SPF policy",
  "domain.dmarc": "The domain has a DMARC policy",
  "domain.implicit_mx": "The domain names no mail host",
  "domain.typo": "The domain looks like a slip",
  "local.role": "A role address such as info@",
  "local.gibberish": "It looks like random keys",
  "asked.nobody": "Nobody was asked",
  "asked.refused_to_say": "The server refused to say",
};

const addresses = (n: number) => `${count(n)} ${n === 1 ? "address" : "addresses"}`;
const outcomesOf = (n: number) => `${count(n)} ${n === 1 ? "outcome" : "outcomes"}`;

export const learning = {
  title: "What was learnt",
  intro:
    "What became of mail that you sent says more about a catch-all domain than any server does. Mailvet reads it from files, keeps it on this machine and sends nothing.",
  failed: "What was learnt cannot be shown",
  outcomes,
  weights,

  choose: "Choose a file…",
  chooseTitle: "Choose a bounce or delivery export",
  files: "Exports and bounces (CSV, Excel, JSON, mbox, EML)",
  dropHint:
    "Drop an export of your mailing system or bounces here: Mailchimp, SendGrid, Brevo, HubSpot, Amazon SES, Postmark, any table with a column of outcomes, mbox or EML.",
  reading: "Reading…",
  unread: "The file was not learnt",

  preview: "Read as: ",
  rows: (n: number) => `${count(n)} rows or messages`,
  columns: "Columns",
  columnNames: { address: "Address", outcome: "Outcome", detail: "What the server said", at: "When" },
  saysNothing: (n: number) => `${count(n)} say nothing of a mailbox`,
  notUnderstood: (n: number) => `${count(n)} were not understood`,
  row: (n: number) => `Row ${count(n)}`,
  undated: (n: number) => `${outcomesOf(n)} without a date count from today`,
  before: (name: string) => `This was learnt before, as ${name}. Nothing would be added.`,
  learn: (n: number) => `Learn ${outcomesOf(n)}`,
  learning: "Learning…",
  learnt: (added: number, known: number) =>
    `${count(added)} new ${added === 1 ? "outcome" : "outcomes"} learnt, ${count(known)} known before.`,
  nothingTold: "The file tells of no outcome.",

  judgeAgain: "Judge my lists again",
  judging: "Judging…",
  judgeHint: "From the evidence that is kept; nobody is asked.",
  judged: (lists: number, changed: number) =>
    `${count(lists)} ${lists === 1 ? "list" : "lists"} judged again: ${addresses(changed)} with another verdict.`,

  batches: "Learnt files",
  noBatches: "Nothing was learnt yet.",
  batch: (added: number, rows: number) => `${outcomesOf(added)} of ${count(rows)} rows`,
  incomplete: "not learnt to its end",
  undo: "Take back",
  undoOf: (name: string) => `Take back ${name}`,
  exportAll: "Export…",
  forget: "Forget everything",
  forgetTitle: "Forget everything that was learnt?",
  forgetText: "Every outcome and every mark is deleted for good. Your lists stay as they are.",
  exported: (n: number) => `${outcomesOf(n)} written.`,

  summary: (all: number, good: number, bad: number) =>
    `Outcomes of ${addresses(all)}; ${count(good)} marked as known good, ${count(bad)} as known bad.`,
  conflicts: (n: number) => `Of ${addresses(n)} mail arrived and came back; the newest counts.`,

  reliability: "Scores against what happened",
  reliabilityHint:
    "Addresses that were scored before their outcome came. On the line, a score of 70 means that 70 of 100 arrived.",
  noReliability: "No address was scored before its outcome came.",
  predicted: "Score",
  observed: "Arrived",
  interval: "May be",
  cases: "Addresses",
  chart: (bins: number) => `Predicted against observed, in ${count(bins)} groups; the table says the same.`,
  range: (from: number | string, to: number | string) => `${from} to ${to}`,

  rates: "How often mail comes back",
  operator: "Mail operator",
  domain: "Domain",
  source: "Source of lists",
  everything: "Everything",
  cameBack: "Came back",
  of: "Of",

  weighing: "How scores are weighed",
  fitted: (n: number) => `Fitted to ${outcomesOf(n)} of yours.`,
  shipped: (have: number, needed: number, each: number) =>
    `As shipped. It takes ${count(needed)} outcomes, at least ${count(each)} of either kind, of addresses that a check had to leave open; so far there ${have === 1 ? "is" : "are"} ${count(have)}.`,
  weight: "What counts",
  asShipped: "As shipped",
  now: "Now",

  askTitle: (name: string) => `What is ${name} for?`,
  askText: (layout: string) =>
    `This looks like a bounce or delivery export (${layout}). Mailvet can learn from it, or check its addresses as a list.`,
  askLearn: "Learn from it",
  askList: "Import as a list",

  accuracy: "Measured on addresses you know",
  accuracyHint:
    "Addresses that you marked as known good or bad are judged as if nobody knew them, so they measure how often a check is wrong.",
  accuracyNone: "No address of this list is marked.",
  wrong: "Wrong",
  decided: "Decided",
  undecided: "Left open",
  noOperator: "No mail operator",
  wrongOnes: "Judged wrongly",

  history: "What is known of this address",
  historyNone: "Nothing from before or from other lists.",
  markedGood: "You marked it as known good. It is judged as if nobody knew.",
  markedBad: "You marked it as known bad. It is judged as if nobody knew.",
  fromFile: (file: string) => `from ${file}`,
  fromList: (name: string, score: number) => `${name}, score ${score}`,
  together: (score: number) => `Together: ${score} of 100`,
};
