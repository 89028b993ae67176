/** Die Worte für alles, was mit Zeilen geschieht: auswählen, entscheiden, markieren, kopieren, sortieren, zurücknehmen. */
import { count } from "$/shared/numbers";
import type { Texts } from "$/shared/texts";

const rows = (n: number) => `${count(n)} ${n === 1 ? "Zeile" : "Zeilen"}`;
const addresses = (n: number) => `${count(n)} ${n === 1 ? "Adresse" : "Adressen"}`;
const entries = (n: number) => `${count(n)} ${n === 1 ? "Eintrag" : "Einträge"}`;

export const selected: Texts["selected"] = {
  count: (n) => `${rows(n)} ausgewählt`,
  menu: (n) => `Etwas mit ${rows(n)} tun`,
  open: "Belege zeigen",
  copy: "Kopieren",
  copyWithHeader: "Mit Spaltennamen kopieren",
  copyAddresses: "Nur Adressen kopieren",
  copied: (n) => `${rows(n)} kopiert`,
  copyFailed: "Das System lässt die Zwischenablage nicht zu.",
  decide: "Entscheiden, was zu tun ist…",
  withdraw: "Ihre Entscheidung zurückziehen",
  markGood: "Als bekannt gut markieren",
  markBad: "Als bekannt schlecht markieren",
  unmark: "Markierung entfernen",
  suppress: "Auf die Sperrliste setzen",
  clear: "Nichts auswählen",
  all: "Alle gezeigten Zeilen auswählen",
  filterDomain: (domain) => `Nur Zeilen bei ${domain}`,
  filterOperator: (operator) => `Nur Zeilen, deren Mail an ${operator} geht`,
  filterReason: (reason) => `Nur „${reason}“`,
  filterVerdict: (verdict) => `Nur „${verdict}“`,
  nothing: "Nichts geändert: diese Zeilen sind schon so, noch ohne Ergebnis oder ohne Adresse.",
  leftAlone: (n) => `${rows(n)} unverändert: noch ohne Ergebnis, ohne Adresse oder schon so.`,
  failed: "Das ging nicht",
  decidedByHand: "Von Hand entschieden",
  decidedWith: (note) => `Von Hand entschieden: ${note}`,
  knownGood: "Bekannt gut",
  knownBad: "Bekannt schlecht",
  decidedFacet: "Von Hand entschieden",
};

export const decide: Texts["decide"] = {
  title: (n) => `Über ${rows(n)} entscheiden`,
  intro:
    "Ihre Entscheidung steht neben dem Urteil und seinem Beweis, die bleiben, wie sie sind. Exporte folgen ihr.",
  action: "Was zu tun ist",
  note: "Warum (kommt in den Export)",
  notePlaceholder: "Am Montag angerufen",
  save: "Entscheiden",
  yours: "Ihre Entscheidung",
  policySays: (action) => `Die Regeln sagen: ${action}`,
  withdraw: "Zurückziehen",
};

export const sorting: Texts["sorting"] = {
  title: "Sortieren",
  hint: "Ein Klick auf den Kopf einer Spalte sortiert nach ihr; mit Umschalt nach einer weiteren.",
  none: "Die Zeilen stehen in der Reihenfolge der Datei.",
  ascending: "Aufwärts",
  descending: "Abwärts",
  turn: (column, way) => `${column}: ${way}. Umkehren`,
  remove: (column) => `Nicht nach ${column} sortieren`,
  add: "Dann nach",
  choose: "Spalte wählen…",
  place: (n) => `sortiert als Nummer ${n}`,
};

export const savedFilters: Texts["savedFilters"] = {
  title: "Gespeichert",
  none: "Noch ist kein Filter gespeichert. Filtern, suchen oder sortieren Sie, geben Sie dem einen Namen, und er ist in jeder Liste wieder da.",
  name: "Name",
  placeholder: "Zum Beispiel: Von Hand ansehen",
  save: "Was gezeigt wird, speichern",
  replace: "Ersetzen",
  apply: (name) => `${name} zeigen`,
  rename: (name) => `${name} umbenennen`,
  remove: (name) => `${name} entfernen`,
  renameDone: "Umbenennen",
  failed: "Der Filter wurde nicht behalten",
  nothingToSave:
    "Erst filtern, suchen oder sortieren: alle Zeilen in der Reihenfolge der Datei brauchen keinen Namen.",
  missing: (columns) => `Diese Liste hat keine Spalte ${columns}, deshalb wird nicht nach ihr sortiert.`,
};

export const accuracy: Texts["accuracy"] = {
  button: (percent) => `Bekannte Adressen: ${percent} falsch`,
  undecided: "Bekannte Adressen",
  title: "Wie oft die Prüfung irrt",
  intro:
    "Die Adressen, die Sie als bekannt gut oder schlecht markiert haben, werden blind geprüft: dem Urteil sagt das niemand. So hat es sich geschlagen.",
  rate: (percent, low, high) =>
    `${percent} falsch; bei so vielen bekannten Adressen liegt der wahre Anteil zwischen ${low} und ${high}.`,
  noRate: "Von keiner Ihrer bekannten Adressen wurde gut oder schlecht gesagt.",
  operator: "Mailanbieter",
  noOperator: "Kein Mailanbieter",
  good: "Gute, schlecht genannt",
  bad: "Schlechte, gut genannt",
  undecidedCount: "Keins von beiden",
  error: "Falsch",
  wrongTitle: "Falsch beurteilt",
  share: (wrong, of) => `${count(wrong)} von ${count(of)}`,
};

export const history: Texts["history"] = {
  undo: "Rückgängig",
  redo: "Wiederholen",
  undoOf: (change) => `Rückgängig: ${change}`,
  redoOf: (change) => `Wiederholen: ${change}`,
  done: (change) => change,
  undone: (change) => `Zurückgenommen: ${change}`,
  redone: (change) => `Wiederholt: ${change}`,
  failed: "Das ließ sich nicht zurücknehmen",
  dismiss: "Schließen",
  changes: {
    decided: (n, action) => `„${action}“ für ${rows(n)}`,
    withdrew: (n) => `Entscheidungen zurückgezogen für ${rows(n)}`,
    marked_good: (n) => `${addresses(n)} als bekannt gut markiert`,
    marked_bad: (n) => `${addresses(n)} als bekannt schlecht markiert`,
    unmarked: (n) => `Markierung entfernt von ${addresses(n)}`,
    suppressed: (n) => `${entries(n)} auf die Sperrliste gesetzt`,
    unsuppressed: (n) => `${entries(n)} von der Sperrliste genommen`,
    policy: "Regeln geändert",
    setting: (name) => `Einstellung ${name} geändert`,
    saved_filter: (name) => `Filter „${name}“ gespeichert`,
    renamed_filter: (name) => `Filter umbenannt in „${name}“`,
    removed_filter: (name) => `Filter „${name}“ entfernt`,
    saved_preset: (name) => `Exportvorlage „${name}“ gespeichert`,
    removed_preset: (name) => `Exportvorlage „${name}“ entfernt`,
  },
};
