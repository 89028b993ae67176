/** The words of what is done with rows: selecting, deciding, marking, copying, sorting, saved filters, taking back. */
import { count } from "$/shared/numbers";

const rows = (n: number) => `${count(n)} ${n === 1 ? "row" : "rows"}`;
const addresses = (n: number) => `${count(n)} ${n === 1 ? "address" : "addresses"}`;
const lines = (n: number) => `${count(n)} ${n === 1 ? "line" : "lines"}`;

export const selected = {
  count: (n: number) => `${rows(n)} selected`,
  menu: (n: number) => `Do something with ${rows(n)}`,
  open: "Show the evidence",
  copy: "Copy",
  copyWithHeader: "Copy with column names",
  copyAddresses: "Copy addresses only",
  copied: (n: number) => `${rows(n)} copied`,
  copyFailed: "The system does not let the clipboard be used.",
  decide: "Decide what to do…",
  withdraw: "Withdraw your decision",
  markGood: "Mark as known good",
  markBad: "Mark as known bad",
  unmark: "Remove the mark",
  suppress: "Add to the suppression list",
  clear: "Select nothing",
  all: "Select all rows shown",
  filterDomain: (domain: string) => `Only rows at ${domain}`,
  filterOperator: (operator: string) => `Only rows whose mail goes to ${operator}`,
  filterReason: (reason: string) => `Only “${reason}”`,
  filterVerdict: (verdict: string) => `Only “${verdict}”`,
  nothing: "Nothing changed: these rows are so already, have no result yet, or hold no address.",
  leftAlone: (n: number) =>
    `${rows(n)} left as they were: without a result yet, without an address, or so already.`,
  failed: "That could not be done",
  decidedByHand: "Decided by hand",
  decidedWith: (note: string) => `Decided by hand: ${note}`,
  knownGood: "Known good",
  knownBad: "Known bad",
  decidedFacet: "Decided by hand",
};

export const decide = {
  title: (n: number) => `Decide about ${rows(n)}`,
  intro: "Your decision stands beside the verdict and its proof, which stay as they are. Exports follow it.",
  action: "What to do",
  note: "Why (goes into the export)",
  notePlaceholder: "Asked by phone on Monday",
  save: "Decide",
  yours: "Your decision",
  policySays: (action: string) => `The policy says: ${action}`,
  withdraw: "Withdraw",
};

export const sorting = {
  title: "Sort",
  hint: "Click a column’s head to sort by it; hold Shift to sort by one more.",
  none: "The rows stand in the order of the file.",
  ascending: "Upwards",
  descending: "Downwards",
  turn: (column: string, way: string) => `${column}: ${way}. Turn around`,
  remove: (column: string) => `Do not sort by ${column}`,
  add: "Then by",
  choose: "Choose a column…",
  place: (n: number) => `sorted by as number ${n}`,
};

export const savedFilters = {
  title: "Saved",
  none: "No filter is saved yet. Filter, search or sort the rows, give that a name, and have it again in every list.",
  name: "Name",
  placeholder: "For example: To look at by hand",
  save: "Save what is shown",
  replace: "Replace",
  apply: (name: string) => `Show ${name}`,
  rename: (name: string) => `Rename ${name}`,
  remove: (name: string) => `Remove ${name}`,
  renameDone: "Rename",
  failed: "The filter was not kept",
  nothingToSave: "Filter, search or sort first: every row in the file’s order needs no name.",
  missing: (columns: string) => `This list has no column ${columns}, so it is not sorted by it.`,
};

export const accuracy = {
  /** `error`: "7.5 %" or "1 of 2". */
  button: (error: string) => `Known addresses: ${error} wrong`,
  undecided: "Known addresses",
  title: "How often the check is wrong",
  intro:
    "The addresses that you marked as known good or known bad are checked blind: nobody told the judge. This is how it did.",
  rate: (error: string, low: string, high: string) =>
    `${error} wrong; with so many known addresses the true share lies between ${low} and ${high}.`,
  noRate: "Of none of your known addresses good or bad was said.",
  operator: "Mail operator",
  noOperator: "No mail operator",
  good: "Good, called bad",
  bad: "Bad, called good",
  undecidedCount: "Neither said",
  error: "Wrong",
  wrongTitle: "Judged wrongly",
  share: (wrong: number, of: number) => `${count(wrong)} of ${count(of)}`,
};

export const history = {
  undo: "Undo",
  redo: "Redo",
  undoOf: (change: string) => `Undo: ${change}`,
  redoOf: (change: string) => `Redo: ${change}`,
  done: (change: string) => change,
  undone: (change: string) => `Taken back: ${change}`,
  redone: (change: string) => `Done again: ${change}`,
  failed: "It could not be taken back",
  dismiss: "Dismiss",
  changes: {
    decided: (n: number, action: string) => `“${action}” for ${rows(n)}`,
    withdrew: (n: number) => `Decisions withdrawn for ${rows(n)}`,
    marked_good: (n: number) => `${addresses(n)} marked as known good`,
    marked_bad: (n: number) => `${addresses(n)} marked as known bad`,
    unmarked: (n: number) => `Mark removed from ${addresses(n)}`,
    suppressed: (n: number) => `${lines(n)} added to the suppression list`,
    unsuppressed: (n: number) => `${lines(n)} taken off the suppression list`,
    policy: "Policy changed",
    setting: (name: string) => `Setting ${name} changed`,
    saved_filter: (name: string) => `Filter “${name}” saved`,
    renamed_filter: (name: string) => `Filter renamed to “${name}”`,
    removed_filter: (name: string) => `Filter “${name}” removed`,
    saved_preset: (name: string) => `Export preset “${name}” saved`,
    removed_preset: (name: string) => `Export preset “${name}” removed`,
  },
};
