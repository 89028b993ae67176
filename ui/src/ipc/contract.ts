/**
 * What the window asks of the program, whoever answers: the real one over Tauri (`client.ts`) or a made-up one in a plain
 * browser (`fake.ts`). Every method may throw a `Fault`.
 */
import type {
  About,
  AccuracyReport,
  Action,
  CopiedRows,
  CopyRequest,
  DisclosureQuery,
  AddressHistory,
  Batch,
  BatchId,
  Background,
  DoctorCheck,
  DoctorPlan,
  DoctorReport,
  DoctorRequest,
  EvidenceView,
  Explanation,
  ExplainRequest,
  ExportPreview,
  ExportReport,
  ExportRequest,
  FacetCount,
  Facets,
  FilterId,
  HistoryView,
  FileNature,
  Home,
  ImportReport,
  ImportRequest,
  InspectRequest,
  LedgerPage,
  JudgedAgain,
  Known,
  LearnReport,
  LearnRequest,
  ListId,
  ListSummary,
  Mark,
  NewPreset,
  OperatorView,
  Page,
  PolicyRow,
  PolicyView,
  PresetView,
  Preview,
  Purged,
  PurgeRequest,
  Query,
  ReadOptions,
  ReportFigures,
  RunMode,
  RunSnapshot,
  RunSummary,
  SavedFilter,
  Selection,
  SettingsView,
  Stored,
  SuppressionLine,
  SuppressionReport,
  Touched,
  Tradeoff,
  TrayWords,
} from "./bindings";

/** What a drag of files over the window is doing. */
export type FileDrag =
  | { kind: "over" }
  | { kind: "left" }
  /** The files' paths, at least one. */
  | { kind: "dropped"; paths: string[] };

/** A menu of the window's own bar. */
export interface NativeMenu {
  id: string;
  title: string;
  items: { id: string; title: string; keys?: string; enabled: boolean }[];
}

/** What a menu calls undoing and redoing within a text field, beside the steps of the window. */
export interface TypingWords {
  undo: string;
  redo: string;
}

export interface Ipc {
  home(): Promise<Home>;
  sample(): Promise<Preview>;
  preview(path: string, options: ReadOptions): Promise<Preview>;
  /** Counts what is in a file; writes the rows without a sound address where `rejects` says. */
  inspect(request: InspectRequest): Promise<ImportReport>;
  /** The list that came from this very file; `null`: none did. */
  knownList(request: ImportRequest): Promise<ListSummary | null>;
  /** The user's own suppression list. */
  suppressions(): Promise<SuppressionLine[]>;
  suppress(entries: string[]): Promise<SuppressionReport>;
  suppressFile(path: string): Promise<SuppressionReport>;
  /** How many entries stood on it. */
  unsuppress(entries: string[]): Promise<number>;
  /** The shipped presets of an export, then the user's own. */
  presets(): Promise<PresetView[]>;
  savePreset(preset: NewPreset): Promise<PresetView>;
  removePreset(id: string): Promise<void>;
  /** Keeps a pasted text as a file that can be previewed and brought in under this name; answers its path. */
  paste(name: string, text: string): Promise<string>;
  /** Checks one address at once; nothing of it is kept. */
  checkAddress(
    address: string,
    practice: boolean,
    onSeen: (seen: EvidenceView) => void,
  ): Promise<EvidenceView>;
  /** Ends the check of one address that is under way: what is known counts. */
  stopCheck(): Promise<void>;
  /** Writes the evidence of one address as JSON. */
  saveEvidence(evidence: string, path: string): Promise<void>;
  /** Shows a file in the system's file manager. */
  showInFolder(path: string): Promise<void>;
  importList(request: ImportRequest): Promise<ListSummary>;
  listSummary(list: ListId): Promise<ListSummary>;
  /** Without a mode: as it was begun, or as the settings say. `onlyStale` keeps what is known and fresh of an earlier run. */
  startRun(list: ListId, mode?: RunMode | null, onlyStale?: boolean): Promise<RunSummary>;
  stopRun(list: ListId): Promise<void>;
  finishRun(list: ListId): Promise<void>;
  /** Resolves when the run has ended, or at once where nobody works on it. */
  followRun(list: ListId, onSnapshot: (snapshot: RunSnapshot) => void): Promise<void>;
  page(list: ListId, query: Query, offset: number, limit: number): Promise<Page>;
  facets(list: ListId, query: Query): Promise<Facets>;
  /** `further`: of which address in a further column; `null`: of the row's own. */
  evidence(list: ListId, row: number, further: number | null): Promise<EvidenceView>;
  /** Which operator takes mail for a row's address, as a facet names it; `null`: nobody knows. */
  mailOperator(list: ListId, row: number): Promise<string | null>;
  countSelected(list: ListId, selection: Selection): Promise<number>;
  copySelected(list: ListId, request: CopyRequest): Promise<CopiedRows>;
  /** `null`: withdraws what was decided. */
  decide(list: ListId, selection: Selection, action: Action | null, note: string): Promise<Touched>;
  /** `null`: takes marks away. */
  markSelected(list: ListId, selection: Selection, mark: Mark | null): Promise<Touched>;
  suppressSelected(list: ListId, selection: Selection): Promise<Touched>;
  /** How known addresses were judged; `null`: there are none, or no run. */
  accuracy(list: ListId): Promise<AccuracyReport | null>;
  history(): Promise<HistoryView>;
  undo(): Promise<HistoryView>;
  redo(): Promise<HistoryView>;
  savedFilters(): Promise<SavedFilter[]>;
  saveFilter(list: ListId, name: string, query: Query): Promise<SavedFilter>;
  renameFilter(filter: FilterId, name: string): Promise<SavedFilter>;
  removeFilter(filter: FilterId): Promise<void>;
  exportRows(request: ExportRequest): Promise<ExportReport>;
  /** The first rows of an export as they would be written. */
  previewExport(request: ExportRequest): Promise<ExportPreview>;
  /** How many rows of the export that is under way are taken; `null`: none is. */
  exportProgress(): Promise<number | null>;
  deleteList(list: ListId): Promise<void>;
  /** What the replies of a text mean; nothing is kept. */
  explain(request: ExplainRequest): Promise<Explanation>;
  /** The mail operators that the tables know, by name. */
  operators(): Promise<OperatorView[]>;
  /** Whom the doctor would contact; nobody is contacted. */
  doctorPlan(practice: boolean): Promise<DoctorPlan>;
  /** Looks at the connection; `null`: it was stopped. */
  doctor(request: DoctorRequest, onCheck: (check: DoctorCheck) => void): Promise<DoctorReport | null>;
  stopDoctor(): Promise<void>;
  /** The last whole report on the real connection; nobody is contacted. */
  lastDoctor(): Promise<DoctorReport | null>;
  settings(): Promise<SettingsView>;
  /** The language that the settings name, also where they cannot be used otherwise; `null`: there is no saying. */
  namedLanguage(): Promise<string | null>;
  /** `null`: back to the default. */
  setSetting(key: string, value: string | null): Promise<SettingsView>;
  policy(): Promise<PolicyView>;
  /** How many rows would get each action; nothing is changed. */
  tryPolicy(list: ListId, rows: PolicyRow[]): Promise<FacetCount[]>;
  setPolicy(rows: PolicyRow[]): Promise<PolicyView>;
  applyPolicy(list: ListId): Promise<void>;
  /** Providers, ages and expected bounces of a list. */
  reportFigures(list: ListId): Promise<ReportFigures>;
  /** What a mailing would come to under a policy, and with a line at each score. */
  tradeoff(list: ListId, rows: PolicyRow[]): Promise<Tradeoff>;
  /** A policy with a line at a score; nothing is kept. */
  drawLine(rows: PolicyRow[], fromScore: number): Promise<PolicyRow[]>;
  /** A stretch of the ledger, the newest first, searched. */
  disclosures(query: DisclosureQuery): Promise<LedgerPage>;
  /** Writes the ledger of a list, or all of it, to a file. */
  exportLedger(list: ListId | null, path: string): Promise<ExportReport>;
  /** What is kept, how old it is, and how long it is used again. */
  stored(): Promise<Stored>;
  /** What a purge would delete; nothing is deleted. */
  wouldPurge(request: PurgeRequest): Promise<Purged>;
  purge(request: PurgeRequest): Promise<Purged>;
  about(): Promise<About>;
  /** The runs that are under way. */
  workingOn(): Promise<RunSnapshot[]>;

  /** Whether a file is a list or tells what became of mail. */
  recognise(path: string): Promise<FileNature>;
  /** Reads a file of outcomes; keeps what it tells only where `keep` says so. */
  learn(request: LearnRequest): Promise<LearnReport>;
  /** What was learnt. */
  known(): Promise<Known>;
  undoLearning(batch: BatchId): Promise<Batch>;
  /** Forgets everything that was learnt, marks included. */
  forgetLearnt(): Promise<void>;
  /** Writes every outcome to a file; how many. */
  exportLearnt(path: string): Promise<number>;
  /** Judges a list again from the evidence that is kept; nobody is asked. */
  judgeAgain(list: ListId): Promise<JudgedAgain>;
  /** What is known of the address of a row from before and from other lists. */
  addressHistory(list: ListId, row: number, further: number | null): Promise<AddressHistory>;

  /** Lets the user choose a list; `null`: thought better of it. */
  chooseList(words: { title: string; lists: string; all: string }): Promise<string | null>;
  /** Lets the user choose a file of outcomes; `null`: thought better of it. */
  chooseOutcomes(words: { title: string; files: string; all: string }): Promise<string | null>;
  /** Lets the user choose where to write; `null`: thought better of it. */
  chooseTarget(name: string, ending: string, words: { title: string; kind: string }): Promise<string | null>;
  /** Gives the window its menus; `chosen` hears the id of what is chosen. */
  setMenu(menus: NativeMenu[], typing: TypingWords, chosen: (id: string) => void): Promise<void>;
  setTitle(title: string): Promise<void>;
  /** How far all checks together are, from 0 to 1, for the task bar; `null`: none is under way. */
  showProgress(share: number | null): Promise<void>;
  /** Lets the system show that the window has news. */
  callAttention(): Promise<void>;
  /** The lists that were opened from outside since this was last asked. */
  takeOpened(): Promise<string[]>;
  /** Hears that such lists wait. */
  onOpened(hear: () => void): Promise<() => void>;
  /** Where the window can go while a check goes on. */
  possibleBackground(): Promise<Background>;
  /** Sends it there; answers where it really went. */
  goToBackground(to: Background, words: TrayWords): Promise<Background>;
  /** Shows a notice of the system, where the settings want any. */
  notify(title: string, text: string): Promise<void>;
  /** Asks before the window is closed. */
  onCloseAsked(mayClose: () => Promise<boolean>): Promise<() => void>;
  /** Hears of files dragged over the window, from now on; resolves once it is listening, with how to stop. */
  onFileDrag(hear: (drag: FileDrag) => void): Promise<() => void>;
}
