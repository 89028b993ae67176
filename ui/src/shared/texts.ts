/**
 * Every word of the window, in one place: what it says by itself, and `sentences`, what the program says by code and parts. This is the English catalogue; the German one, `texts/german/german.ts`, has its shape, so that a
 * missing text does not compile, and a test finds those that nothing says any more. To add one: write it here and there,
 * and say it as `texts.section.key`, within a component or a function. A large section has a file of its own in `texts/`.
 */
import {
  phrases,
  type Action,
  type DuplicateRule,
  type ExportFormat,
  type Flag,
  type Mending,
  type OurColumn,
  type PhraseCode,
  type Reason,
  type RunState,
  type Speaker,
  type Verdict,
} from "$/ipc";
import { count } from "./numbers";
import { about } from "./texts/about";
import { commands } from "./texts/commands";
import { course } from "./texts/course";
import { doctor } from "./texts/doctor";
import { explain } from "./texts/explain";
import { foresight } from "./texts/foresight";
import { further } from "./texts/further";
import { german } from "./texts/german/german";
import { privacy } from "./texts/privacy";
import { learning } from "./texts/learning";
import { report } from "./texts/report";
import { accuracy, decide, history, savedFilters, selected, sorting } from "./texts/rows";
import { settings } from "./texts/settings";
import { signals } from "./texts/signals";
import { single } from "./texts/single";
import { suppression } from "./texts/suppression";

const rows = (n: number) => `${count(n)} ${n === 1 ? "row" : "rows"}`;
const addresses = (n: number) => `${count(n)} ${n === 1 ? "address" : "addresses"}`;

const verdicts: Record<Verdict, string> = {
  valid: "Valid",
  likely_valid: "Likely valid",
  risky: "Risky",
  unknown: "Unknown",
  likely_invalid: "Likely invalid",
  invalid: "Invalid",
};

const verdictMeanings: Record<Verdict, string> = {
  valid: "Accepted, where made-up ones are refused.",
  likely_valid: "The server will not tell; the signs are good.",
  risky: "May take mail; do not send to it blindly.",
  unknown: "No proof either way. Never taken for a no.",
  likely_invalid: "The server will not tell; the signs are bad.",
  invalid: "Proof that it takes no mail.",
};

const reasons: Record<Reason, string> = {
  mailbox_accepted: "Mailbox accepted",
  catch_all: "Catch-all domain",
  accepts_unproven: "Accepted, unproven",
  probe_refused: "Probe refused",
  not_probed: "Not probed",
  mailbox_full: "Mailbox full",
  recipient_restricted: "Recipient restricted",
  disposable: "Disposable address",
  trap_like: "Trap-like address",
  syntax: "Not an address",
  domain_not_found: "Domain not found",
  domain_takes_no_mail: "Domain takes no mail",
  null_mx: "Domain declares no mail",
  mailbox_not_found: "No such mailbox",
  mailbox_disabled: "Mailbox disabled",
  mailbox_moved: "Mailbox moved",
  greylisted: "Greylisted",
  rate_limited: "Rate limited",
  server_busy: "Server busy",
  us_refused: "Server refuses us",
  auth_required: "Login required",
  tls_required: "Encryption required",
  no_connection: "No connection",
  timed_out: "Timed out",
  connection_dropped: "Connection dropped",
  dns_failed: "DNS failed",
  port_25_blocked: "Port 25 blocked",
  protocol_error: "Protocol error",
  needs_smtputf8: "Needs SMTPUTF8",
  cancelled: "Cancelled",
  suppressed: "On a suppression list",
  internal_error: "Internal error",
};

const actions: Record<Action, string> = {
  send: "Send",
  caution: "Send with caution",
  retry: "Check again",
  review: "Review",
  suppress: "Suppress",
};

const flags: Record<Flag, string> = {
  disposable: "Disposable",
  alias: "Forwarding alias",
  role: "Role address",
  free: "Free provider",
  catch_all: "Catch-all",
  tagged: "Tagged",
  no_reply: "No-reply",
  trap_like: "Trap-like",
  typo: "Probable typo",
  international: "International",
  gibberish: "Gibberish",
};

const runStates: Record<RunState, string> = {
  queued: "Not started",
  running: "Checking",
  pausing: "Pausing",
  paused: "Paused",
  stopping: "Finishing early",
  finished: "Finished",
};

const speakers: Record<Speaker, string> = { client: "Mailvet", server: "Server", event: "Event" };

const formats: Record<ExportFormat, { name: string; about: string }> = {
  csv: { name: "CSV", about: "For mail services; keeps your file’s delimiter." },
  xlsx: { name: "Excel workbook", about: "Typed cells, so that no spreadsheet alters an address." },
  jsonl: { name: "JSON lines", about: "One object a line, for programs." },
  html: { name: "Report", about: "Counts and charts on one page, no rows." },
  pdf: { name: "Report as PDF", about: "The same report, to print or to pass on." },
  zip: { name: "One file a verdict", about: "Text files for each verdict in one archive." },
};

const english = {
  verdicts,
  verdictMeanings,
  reasons,
  actions,
  flags,
  runStates,
  speakers,
  rows,

  language: "en",
  /** What stands before tenths. */
  decimalMark: ".",
  time: {
    justNow: "just now",
    anyMoment: "any moment",
    inSeconds: (n: number) => `in ${n} s`,
    inMinutes: (n: number) => `in ${n} min`,
    at: (when: string) => `at ${when}`,
    seconds: (n: number) => `${n} s`,
    minutes: (n: number) => `${n} min`,
    hours: (n: number) => `${n} h`,
    hoursMinutes: (h: number, m: number) => `${h} h ${m} min`,
    days: (n: number) => `${n} days`,
  },

  common: {
    appName: "Mailvet",
    cancel: "Cancel",
    close: "Close",
    back: "Back",
    retry: "Try again",
    details: "Details",
    copy: "Copy",
    copied: "Copied",
    notCopied: "Not copied",
    loading: "Loading…",
    practice: "Practice",
    practiceAbout: "This list is checked against simulated mail servers on this machine.",
    unexpected: "Something went wrong inside Mailvet. Nothing of your list is lost; please try again.",
  },

  drop: {
    title: "Drop to open this list",
    hint: "CSV, TSV, TXT, XLSX, XLS or ODS",
    severalFiles: (n: number) =>
      `You dropped ${n} files. Mailvet takes one list at a time and opened the first.`,
  },

  home: {
    title: "Lists",
    chooseTitle: "Choose a list",
    listFiles: "Lists (CSV, TXT, Excel, ODS)",
    allFiles: "All files",
    dropTitle: "Drop a list here",
    dropHint:
      "A CSV, text or Excel file with e-mail addresses. You see what was understood before anything is checked.",
    choose: "Choose a file…",
    sample: "Try it with a sample list",
    sampleHint: "200 invented addresses, simulated servers, half a minute.",
    recent: "Recent lists",
    tools: "Connection and replies",
    explain: "Explain a reply",
    explainHint: "Got a bounce? See what the server meant.",
    openList: (name: string) => `Open ${name}`,
    goOn: "Go on",
    pausedAt: (percent: string) => `Paused at ${percent}`,
    runningAt: (percent: string) => `Checking, ${percent}`,
    notStarted: "Not started",
    finished: (when: string) => `Finished ${when}`,
    imported: (when: string) => `imported ${when}`,
    valid: (share: string) => `${share} valid`,
    delete: "Delete list",
    deleteTitle: (name: string) => `Delete “${name}”?`,
    deleteText:
      "Mailvet forgets the list, its results and every conversation with a mail server about it. Your own file stays where it is. This cannot be undone.",
    deleteConfirm: "Delete list",
    welcome: "Find out which addresses take mail",
    welcomeText:
      "Mailvet asks the mail servers behind your list, from your own machine, and tells you address by address what they said.",
    does: "What it does",
    doesItems: [
      "Reads your file as it is and keeps every column.",
      "Checks the address, its domain and, politely, the mail server.",
      "Shows the proof behind each verdict, word for word.",
    ],
    doesNot: "What it will not do",
    doesNotItems: [
      "Send a message. The conversation ends before one could be.",
      "Upload your list. It stays on this machine.",
      "Call an address dead because a server was busy.",
    ],
    verdictsTitle: "What comes back",
    version: (v: string) => `Mailvet ${v}`,
    dataFolder: (path: string) => `Data in ${path}`,
    loadFailed: "Your lists cannot be shown",
    deleteFailed: "The list was not deleted",
  },

  import: {
    title: "Check what was understood",
    reading: (name: string) => `Reading ${name}…`,
    failed: (name: string) => `${name} cannot be used as a list`,
    chooseOther: "Choose another file…",
    emailColumn: "E-mail column",
    noColumn: "Choose a column",
    unnamed: (n: number) => `Column ${n}`,
    header: "First row",
    headerYes: "Column names",
    headerNo: "Already an address",
    delimiter: "Separated by",
    delimiters: { ",": "Comma", ";": "Semicolon", "\t": "Tab", "|": "Pipe" } as Record<string, string>,
    noDelimiter: "Nothing (one column)",
    encoding: "Encoding",
    sheet: "Sheet",
    toCheck: "Rows with an address",
    duplicates: "Repeated addresses",
    duplicatesHint: "Asked about once, kept in your file.",
    without: "Rows without an address",
    withoutHint: "Kept in your file, nothing to check.",
    faulty: "Rows with a faulty address",
    unwrapped: "Taken out of names, quotes or links",
    foresight,
    remarks: "Worth a look",
    preview: (shown: number, total: number) => `First ${count(shown)} of ${rows(total)}`,
    moreColumns: (n: number) => `and ${count(n)} more ${n === 1 ? "column" : "columns"}`,
    checkToo: (name: string) => `Check the addresses in “${name}” too`,
    checkNoMore: (name: string) => `Do not check “${name}”`,
    sameAddress: "Counts as a duplicate when",
    rules: {
      exact: "it is the same to the letter",
      case: "upper and lower case are the same",
      gmail_dots: "… and dots at Gmail do not count",
      plus_tags: "… and a +tag does not count",
    } satisfies Record<DuplicateRule, string>,
    ruleWithCount: (rule: string, n: number) => `${rule} (${count(n)} repeated)`,
    goesTo: "Goes into",
    newList: "A list of its own",
    appendTo: (name: string) => `Add to “${name}”`,
    suppress: "Leave out the addresses of a file…",
    suppressTitle: "Choose a file of addresses and domains to leave alone",
    unsuppress: (name: string) => `Do not leave out “${name}”`,
    suppressed: (n: number) => `${rows(n)} will not be asked about`,
    faults: (n: number) => `${rows(n)} without a sound address`,
    saveRejects: "Save these rows…",
    rejectsSuffix: "without-address",
    rejectsSaved: (path: string) => `Written to ${path}.`,
    mendings: {
      suggested: (n) => `${rows(n)}: an address that was probably meant is suggested with the result.`,
      one_row_each: (n) =>
        `${rows(n)}: several addresses in one cell are not taken apart; give each a row of its own.`,
      by_hand: (n) => `${rows(n)}: only somebody who knows the address can mend it.`,
    } satisfies Record<Mending, (n: number) => string>,
    example: (row: number, cell: string) => `Row ${count(row)}: ${cell || "(empty)"}`,
    known: (when: string) => `This very file was checked ${when}`,
    knownChoice: "What to check",
    onlyStale: "Check only what is stale or unknown; keep the other results",
    allAnew: "Bring it in as a new list and check everything",
    useColumn: (name: string) => `Use “${name}” as the e-mail column`,
    isEmail: "E-mail addresses",
    empty: "There are no rows in this file.",
    practice: "This sample runs in the practice world",
    practiceText:
      "Simulated mail servers on this machine answer it, so no address leaves your computer and nobody is asked. Everything else is the real thing.",
    what: "For each address Mailvet reads its spelling, looks its domain up and asks the mail server whether the mailbox exists. No message is sent.",
    start: (n: number | null) => (n === null ? "Check" : `Check ${addresses(n)}`),
    starting: "Bringing the list in…",
    needColumn: "Which column has the e-mail addresses?",
    needColumnText: "No column looks like it. Choose it below, or click its head in the table.",
  },

  run: {
    pause: "Pause",
    goOn: "Go on",
    start: "Start",
    finish: "Finish early",
    finishTitle: "Finish this check now?",
    finishText:
      "Addresses that are not settled become “unknown”, or keep what is known so far. To go on later instead, pause.",
    finishConfirm: "Finish now",
    progress: (done: string, total: string) => `${done} of ${total} addresses`,
    progressLabel: "Addresses settled",
    rate: (perSecond: string) => `${perSecond} a second`,
    firstAnswers: "First answers",
    withRetries: "With retries",
    timeLeft: (time: string) => `${time} left`,
    firstAnswersDone: "all in",
    estimating: "working it out…",
    waiting: (n: number) => `${addresses(n)} put off by the server`,
    nextRetry: (when: string) => `next asked again ${when}`,
    domains: (done: number, of: number) => `${count(done)} of ${count(of)} domains looked up`,
    connections: (n: number) => `${count(n)} ${n === 1 ? "connection" : "connections"} open`,
    lookups: (done: number, of: number) => `${count(done)} of ${count(of)} looked up`,
    activity: "Who is being asked",
    heldBackCount: (n: number) => `${count(n)} held back`,
    exchangeStates: { asking: "Asked now", slowed: "Slowed", resting: "Left alone", queued: "In line" },
    goesOn: (when: string) => `Goes on ${when}.`,
    left: (n: number) => `${count(n)} left`,
    kept: "Everything heard so far is kept.",
    pausing: "Taking leave of the mail servers…",
    stopping: "Taking leave of the mail servers; what is open becomes unknown.",
    queued: "This list has not been checked yet.",
    finished: (total: number, time: string) => `${addresses(total)} checked in ${time}`,
    finishedPlain: (total: number) => `${addresses(total)} checked`,
    sendable: (n: number, percent: string) => `${rows(n)} (${percent}) ready to send`,
    failure: "The check stopped by itself",
    clickFailed: "That did not work",
    listFailed: "This list cannot be shown",
    closeTitle: "A check is under way",
    closeConfirm: "Close Mailvet",
    checkAgain: "Check again",
    checkAgainTitle: "Check this list once more?",
    checkAgainText:
      "Every address is asked about anew, and the results you see now are replaced. Export them first if you need them.",
  },

  further,

  results: {
    grid: "Results",
    search: "Search in every column",
    clearSearch: "Clear search",
    filter: "Filter",
    clearFilters: "Clear filters",
    verdictFilter: "Filter by verdict",
    unsettled: "To check",
    matching: (n: number, total: number) => (n === total ? rows(total) : `${count(n)} of ${rows(total)}`),
    groups: {
      reasons: "Reason",
      actions: "What to do",
      flags: "Flag",
      operators: "Mail operator (20 largest)",
      domains: "Domain (20 largest)",
    },
    noFacets: "Nothing yet",
    removeFilter: (name: string) => `Remove filter ${name}`,
    columns: {
      row: "#",
      verdict: "Verdict",
      reason: "Reason",
      score: "Score",
      action: "What to do",
      sentence: "What was found",
    },
    columnMenu: {
      title: "Columns",
      hint: "Drag the edge of a head to make its column wider.",
      reset: "As they come",
      earlier: (column: string) => `Move ${column} to the left`,
      later: (column: string) => `Move ${column} to the right`,
      pin: (column: string) => `Keep ${column} in view`,
      width: (column: string) => `Width of ${column}`,
    },
    pending: "Not checked yet",
    retryAt: (when: string) => `asked again ${when}`,
    noRows: "No row matches",
    noRowsHint: "Loosen the search or the filters to see rows again.",
    emptyList: "This list has no rows.",
    failed: "The rows cannot be read",
    sortBy: (column: string) => `Sort by ${column}`,
  },

  evidence: {
    title: "Evidence",
    close: "Close evidence",
    save: "Save as JSON…",
    saved: (path: string) => `Written to ${path}.`,
    saveFailed: "The evidence was not written",
    scoreHint: "Chance in percent that a message would be accepted",
    confidence: "Certainty",
    action: "What to do",
    nextStep: "Next step",
    suggestion: "Did you mean",
    stages: "How it was found out",
    stageTitles: {
      syntax: "Address",
      domain: "Domain",
      mailbox: "Mailbox",
      control: "Counter-check",
      signals: "Signals",
      lookups: "Further look-ups",
    } as Record<string, string>,
    conversation: "What was said",
    conversationWith: (host: string, ip: string | null) => (ip ? `${host} (${ip})` : host),
    noConversation: "No mail server was asked about this address.",
    meaning: "What it means",
    contributions: "What moved the score",
    disclosures: "Who learnt what",
    noDisclosures: "Nobody was told anything about this address.",
    explain: (words: string) => `Explain: ${words}`,
    explainShort: "Explain",
    learnt: (who: string, what: string) => `${who} learnt ${what}`,
    maybe: (flag: string) => `${flag}: not known`,
    record: "Your columns",
    checked: "Checked",
    flags: "Flags",
    retryAt: (when: string) => `Provisional: asked again ${when}.`,
    pending: "Not checked yet",
    pendingText: "The evidence appears here as soon as the first answer is in.",
    failed: "The evidence cannot be shown",
    moods: { good: "speaks for it", bad: "speaks against it", warn: "take care", neutral: "says nothing" },
  },

  selected,

  decide,

  sorting,

  savedFilters,

  accuracy,

  history,
  course,

  doctor,

  explain,
  learning,

  report,

  settings,

  commands,

  about,

  privacy,

  suppression,

  signals,

  single,

  /** What the program says, by its codes. */
  sentences: phrases as Record<PhraseCode, string>,

  export: {
    button: "Export…",
    title: "Export rows",
    intro: "Every column of your file comes back as it was, with Mailvet’s columns behind.",
    what: "Which rows",
    all: "All rows",
    send: "Ready to send",
    sendHint: "Rows whose advice is “Send”.",
    filtered: "Rows shown now",
    filteredHint: "As filtered and sorted in the table.",
    format: "As",
    formats,
    preset: "For",
    noPreset: "Rows that I choose",
    removePreset: "Remove",
    presetName: "Keep this choice as",
    savePreset: "Keep",
    shape: "Columns and names",
    ourColumns: "Mailvet’s columns",
    columns: {
      verdict: "Verdict",
      reason: "Reason",
      action: "Advice",
      score: "Score",
      confidence: "Confidence",
      flags: "Flags",
      suggestion: "Suggestion",
      detail: "Detail",
      checked_at: "Checked at",
    } satisfies Record<OurColumn, string>,
    prefix: "Before their names",
    forSpreadsheets: "Text for spreadsheet programs: no cell is taken for a formula",
    chooseTitle: "Export rows",
    save: "Choose where to save…",
    writing: "Writing the file…",
    written: (n: number, of: number) => `${count(n)} of ${count(of)}…`,
    show: "Show in folder",
    notShown: "The folder was not opened",
    byPolicy: "that the policy in front of you sends to, though it is not kept yet.",
    preview: { title: "The first rows, as they will be written" },
    done: (n: number) => `${rows(n)} written`,
    failed: "The file was not written",
    doneButton: "Done",
    again: "Export more",
    nothing: "There are no such rows.",
    unfinished: "The check is not finished: rows without a verdict are exported with empty result columns.",
    suffix: { all: "checked", send: "send", filtered: "filtered" },
  },
};

export type Texts = typeof english;

/** The languages that the window speaks, by their codes. */
export const languages = { en: english, de: german } satisfies Record<string, Texts>;

export type Language = keyof typeof languages;

export const isLanguage = (code: string): code is Language => code in languages;

/** What the window says now. It changes with the language, so nobody keeps a part of it outside a function. */
export let texts: Texts = english;

export function sayIn(language: Language): void {
  texts = languages[language];
}
