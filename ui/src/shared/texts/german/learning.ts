/** Die Worte darüber, was aus früherer Post gelernt wurde. */
import { count } from "$/shared/numbers";
import type { Texts } from "$/shared/texts";

const addresses = (n: number) => `${count(n)} ${n === 1 ? "Adresse" : "Adressen"}`;
const outcomesOf = (n: number) => `${count(n)} ${n === 1 ? "Ergebnis" : "Ergebnisse"}`;

export const learning: Texts["learning"] = {
  title: "Was gelernt wurde",
  intro:
    "Was aus Ihrer früheren Post wurde, sagt über eine Domain, die alles annimmt, mehr als jeder Server. Mailvet liest es aus Dateien, behält es auf diesem Rechner und sendet nichts.",
  failed: "Das Gelernte lässt sich nicht zeigen",
  outcomes: {
    delivered: "Zugestellt",
    replied: "Beantwortet",
    clicked: "Angeklickt",
    opened: "Geöffnet",
    hard_bounce: "Endgültig zurückgekommen",
    soft_bounce: "Vorläufig zurückgekommen",
    mailbox_full: "Postfach voll",
    complained: "Als Spam gemeldet",
    unsubscribed: "Abgemeldet",
    left: "Nicht mehr im Haus",
  },
  weights: {
    world: "Wie viel Post überhaupt ankommt",
    trees: "Wie die Adresse zu Domain und Zeile passt",
    "rates.domain": "Was bei der Domain zurückkam",
    "rates.operator": "Was beim Mailanbieter zurückkam",
    "rates.source": "Was aus derselben Quelle zurückkam",
    "own.history": "Frühere Post an die Adresse selbst",
    presence: "Jemand ist unter der Adresse bekannt",
    "registry.trouble": "Mit der Registrierung der Domain stimmt etwas nicht",
    "registry.parked": "Die Domain ist geparkt",
    "domain.spf": "Die Domain hat eine SPF-Regel",
    "domain.no_spf": "Die Domain hat keine SPF-Regel",
    "domain.dmarc": "Die Domain hat eine DMARC-Regel",
    "domain.implicit_mx": "Die Domain nennt keinen Mailserver",
    "domain.typo": "Die Domain sieht nach einem Tippfehler aus",
    "local.role": "Eine Funktionsadresse wie info@",
    "local.gibberish": "Sie sieht nach zufälligen Tasten aus",
    "asked.nobody": "Niemand wurde gefragt",
    "asked.refused_to_say": "Der Server wollte nichts sagen",
  },

  choose: "Datei wählen…",
  chooseTitle: "Export von Rückläufern oder Zustellungen wählen",
  files: "Exporte und Rückläufer (CSV, Excel, JSON, mbox, EML)",
  dropHint:
    "Lassen Sie hier einen Export Ihres Versandsystems oder Rückläufer fallen: Mailchimp, SendGrid, Brevo, HubSpot, Amazon SES, Postmark, jede Tabelle mit einer Ergebnisspalte, mbox oder EML.",
  reading: "Liest…",
  unread: "Die Datei wurde nicht gelernt",

  preview: "Gelesen als: ",
  rows: (n) => `${count(n)} Zeilen oder Nachrichten`,
  columns: "Spalten",
  columnNames: { address: "Adresse", outcome: "Ergebnis", detail: "Was der Server sagte", at: "Wann" },
  saysNothing: (n) => `${count(n)} sagen nichts über ein Postfach`,
  notUnderstood: (n) => `${count(n)} wurden nicht verstanden`,
  row: (n) => `Zeile ${count(n)}`,
  undated: (n) => `${outcomesOf(n)} ohne Datum zählen ab heute`,
  before: (name) => `Das wurde schon gelernt, als ${name}. Es käme nichts hinzu.`,
  learn: (n) => `${outcomesOf(n)} lernen`,
  learning: "Lernt…",
  learnt: (added, known) => `${outcomesOf(added)} neu gelernt, ${count(known)} schon bekannt.`,
  nothingTold: "Die Datei nennt kein Ergebnis.",

  judgeAgain: "Meine Listen neu beurteilen",
  judging: "Beurteilt…",
  judgeHint: "Aus den vorhandenen Belegen; niemand wird gefragt.",
  judged: (lists, changed) =>
    `${count(lists)} ${lists === 1 ? "Liste" : "Listen"} neu beurteilt: ${addresses(changed)} mit anderem Urteil.`,

  batches: "Gelernte Dateien",
  noBatches: "Noch nichts gelernt.",
  batch: (added, rows) => `${outcomesOf(added)} aus ${count(rows)} Zeilen`,
  incomplete: "nicht bis zum Ende gelernt",
  undo: "Zurücknehmen",
  undoOf: (name) => `${name} zurücknehmen`,
  exportAll: "Exportieren…",
  forget: "Alles vergessen",
  forgetTitle: "Alles Gelernte vergessen?",
  forgetText:
    "Jedes Ergebnis und jede Markierung wird endgültig gelöscht. Ihre Listen bleiben, wie sie sind.",
  exported: (n) => `${outcomesOf(n)} geschrieben.`,

  summary: (all, good, bad) =>
    `Ergebnisse von ${addresses(all)}; ${count(good)} als bekannt gut markiert, ${count(bad)} als bekannt schlecht.`,
  conflicts: (n) => `Bei ${addresses(n)} kam Post an und Post zurück; das Neueste zählt.`,

  reliability: "Punkte gegen das, was geschah",
  reliabilityHint:
    "Adressen, die Punkte hatten, bevor ihr Ergebnis kam. Auf der Linie heißen 70 Punkte: 70 von 100 kamen an.",
  noReliability: "Keine Adresse hatte Punkte, bevor ihr Ergebnis kam.",
  predicted: "Punkte",
  observed: "Angekommen",
  interval: "Möglich",
  cases: "Adressen",
  chart: (bins) => `Vorhergesagt gegen beobachtet, in ${count(bins)} Gruppen; die Tabelle sagt dasselbe.`,
  range: (from, to) => `${from} bis ${to}`,

  rates: "Wie oft Post zurückkommt",
  operator: "Mailanbieter",
  domain: "Domain",
  source: "Quelle der Listen",
  everything: "Alles",
  cameBack: "Zurück",
  of: "Von",

  weighing: "Wie die Punkte gewichtet werden",
  fitted: (n) => `An ${outcomesOf(n)} von Ihnen angepasst.`,
  shipped: (have, needed, each) =>
    `Wie ausgeliefert. Nötig sind ${count(needed)} Ergebnisse, mindestens ${count(each)} von jeder Art, zu Adressen, die eine Prüfung offen lassen musste; bisher ${have === 1 ? "ist es" : "sind es"} ${count(have)}.`,
  weight: "Was zählt",
  asShipped: "Ausgeliefert",
  now: "Jetzt",

  askTitle: (name) => `Wozu dient ${name}?`,
  askText: (layout) =>
    `Das sieht nach einem Export von Rückläufern oder Zustellungen aus (${layout}). Mailvet kann daraus lernen oder die Adressen als Liste prüfen.`,
  askLearn: "Daraus lernen",
  askList: "Als Liste einlesen",

  accuracy: "Gemessen an Adressen, die Sie kennen",
  accuracyHint:
    "Adressen, die Sie als bekannt gut oder schlecht markiert haben, werden beurteilt, als kennte sie niemand; so messen sie, wie oft eine Prüfung irrt.",
  accuracyNone: "Keine Adresse dieser Liste ist markiert.",
  wrong: "Falsch",
  decided: "Entschieden",
  undecided: "Offen gelassen",
  noOperator: "Kein Mailanbieter",
  wrongOnes: "Falsch beurteilt",

  history: "Was über diese Adresse bekannt ist",
  historyNone: "Nichts von früher oder aus anderen Listen.",
  markedGood: "Sie haben sie als bekannt gut markiert. Sie wird beurteilt, als wüsste das niemand.",
  markedBad: "Sie haben sie als bekannt schlecht markiert. Sie wird beurteilt, als wüsste das niemand.",
  fromFile: (file) => `aus ${file}`,
  fromList: (name, score) => `${name}, ${score} Punkte`,
  together: (score) => `Zusammen: ${score} von 100`,
};
