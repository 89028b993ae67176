/**
 * A list on its way in: it is read, shown, read again whenever the user corrects a guess, and brought in at the end. Of
 * several readings under way only the last one counts.
 */
import {
  faultOf,
  type DuplicateRule,
  type Fault,
  type ImportReport,
  type ImportRequest,
  type Ipc,
  type ListId,
  type ListSummary,
  type Preview,
  type ReadOptions,
  type RunMode,
} from "$/ipc";
import { stem } from "$/shared/paths";
import { texts } from "$/shared/texts";

export type ImportSource =
  | { kind: "sample" }
  /** `others`: files dropped beside this one. */
  | { kind: "file"; path: string; others: number };

const guessAll: ReadOptions = {
  encoding: null,
  delimiter: null,
  header: null,
  sheet: null,
  email_column: null,
  more_email_columns: null,
};

export class ImportController {
  preview = $state.raw<Preview | null>(null);
  options = $state.raw<ReadOptions>(guessAll);
  reading = $state(false);
  starting = $state(false);
  fault = $state.raw<Fault | null>(null);
  /** How thoroughly to look; `null`: as the settings say. */
  mode = $state<RunMode | null>(null);
  /** What is in the file, counted; `null` while that is under way. */
  report = $state.raw<ImportReport | null>(null);
  /** When two rows have the same address. */
  duplicates = $state<DuplicateRule>("case");
  /** Files with addresses and domains that nobody is to be asked about. */
  suppress = $state.raw<string[]>([]);
  /** The list that the rows are added to; `null`: a new one. */
  appendTo = $state<ListId | null>(null);
  /** The list that came from this very file. */
  known = $state.raw<ListSummary | null>(null);
  /** Whether only what is stale or unknown of it is asked about. */
  onlyStale = $state(true);
  /** Where the rows without a sound address were written. */
  rejects = $state<string | null>(null);
  readonly source: ImportSource;
  readonly #ipc: Ipc;
  #readings = 0;
  /** Whether the user chose the rule; else the settings do. */
  #ruleChosen = false;

  constructor(ipc: Ipc, source: ImportSource) {
    this.#ipc = ipc;
    this.source = source;
  }

  get practice(): boolean {
    return this.source.kind === "sample";
  }

  /** Distinct addresses that a run will ask about; `null`: nobody has said in which column they are. */
  get toCheck(): number | null {
    const preview = this.preview;
    if (preview?.email_column === null) return null;
    const counted = this.report?.duplicates.find(({ rule }) => rule === this.duplicates);
    if (counted) return counted.addresses;
    return preview ? Math.max(0, preview.total_rows - preview.without_address - preview.duplicates) : 0;
  }

  get canStart(): boolean {
    const preview = this.preview;
    return (
      preview !== null &&
      preview.email_column !== null &&
      preview.total_rows > 0 &&
      !this.reading &&
      !this.starting
    );
  }

  async read(): Promise<void> {
    const reading = ++this.#readings;
    this.reading = true;
    try {
      const path = this.preview?.path ?? (this.source.kind === "file" ? this.source.path : null);
      const preview = path === null ? await this.#ipc.sample() : await this.#ipc.preview(path, this.options);
      if (reading !== this.#readings) return;
      this.preview = preview;
      this.fault = null;
      this.reading = false;
      await this.#count(reading);
    } catch (thrown) {
      if (reading !== this.#readings) return;
      this.fault = faultOf(thrown, texts.common.unexpected);
      this.reading = false;
    }
  }

  /** Counts what is in the file; it can be started meanwhile. */
  async #count(reading: number): Promise<void> {
    this.report = null;
    this.known = null;
    if (!this.preview || this.preview.email_column === null) return;
    const request = this.#request(this.preview);
    const { path, options, suppress } = request;
    const duplicates = this.duplicates;
    const [report, known] = await Promise.all([
      this.#ipc.inspect({ path, options, suppress, duplicates, rejects: null }),
      this.practice ? null : this.#ipc.knownList(request),
    ]);
    if (reading !== this.#readings) return;
    this.report = report;
    this.known = known?.run ? known : null;
  }

  async chooseRule(rule: DuplicateRule): Promise<void> {
    this.duplicates = rule;
    this.#ruleChosen = true;
    if (this.suppress.length > 0) await this.read();
  }

  /** Lets the user choose a file of addresses and domains that nobody is to be asked about. */
  async addSuppression(): Promise<void> {
    const { suppressTitle } = texts.import;
    const { listFiles, allFiles } = texts.home;
    const path = await this.#ipc.chooseList({ title: suppressTitle, lists: listFiles, all: allFiles });
    if (path === null || this.suppress.includes(path)) return;
    const before = this.suppress;
    this.suppress = [...before, path];
    await this.read();
    // A file that is no such list is not kept: the run would fail on it.
    if (this.fault) this.suppress = before;
  }

  async removeSuppression(path: string): Promise<void> {
    this.suppress = this.suppress.filter((other) => other !== path);
    await this.read();
  }

  /** Writes the rows without a sound address where the user wants them. */
  async saveRejects(): Promise<void> {
    const preview = this.preview;
    if (!preview) return;
    try {
      const format = preview.kind === "workbook" ? "xlsx" : "csv";
      const rejects = await this.#ipc.chooseTarget(
        `${stem(preview.name)}-${texts.import.rejectsSuffix}.${format}`,
        format,
        { title: texts.import.saveRejects, kind: texts.export.formats[format].name },
      );
      if (rejects === null) return;
      const { path, options, suppress } = this.#request(preview);
      await this.#ipc.inspect({ path, options, suppress, duplicates: this.duplicates, rejects });
      this.rejects = rejects;
    } catch (thrown) {
      this.fault = faultOf(thrown, texts.common.unexpected);
    }
  }

  /** Checks a further column of addresses too, or no more. */
  async toggleColumn(column: number): Promise<void> {
    const preview = this.preview;
    if (!preview) return;
    const more = preview.more_email_columns;
    await this.correct({
      email_column: preview.email_column,
      more_email_columns: more.includes(column)
        ? more.filter((other) => other !== column)
        : [...more, column],
    });
  }

  /** Corrects a guess. What decides which columns there are makes the e-mail column be guessed anew. */
  async correct(change: Partial<ReadOptions>): Promise<void> {
    const reshapes = "delimiter" in change || "sheet" in change || "encoding" in change;
    this.options = {
      ...this.options,
      ...(reshapes ? { email_column: null, more_email_columns: null } : {}),
      ...change,
    };
    await this.read();
  }

  /** Brings the list in and starts to vet it; `null` where that failed and the fault says why. */
  async start(): Promise<ListId | null> {
    if (!this.canStart || !this.preview) return null;
    this.starting = true;
    try {
      const again = this.appendTo === null && this.onlyStale ? this.known : null;
      const list = again ?? (await this.#ipc.importList(this.#request(this.preview)));
      const onlyStale = again !== null || this.appendTo !== null;
      await this.#ipc.startRun(list.id, this.mode, onlyStale).catch(() => {
        // The list is in; its own view says that it has not been started, and why when it is tried again.
      });
      return list.id;
    } catch (thrown) {
      this.fault = faultOf(thrown, texts.common.unexpected);
      return null;
    } finally {
      this.starting = false;
    }
  }

  #request(preview: Preview): ImportRequest {
    return {
      path: preview.path,
      options: this.#decided(preview),
      practice: this.practice,
      duplicates: this.#ruleChosen ? this.duplicates : null,
      suppress: this.suppress,
      append_to: this.appendTo,
    };
  }

  /** What was shown is what is read: every guess of the preview becomes a decision. */
  #decided(preview: Preview): ReadOptions {
    return {
      encoding: preview.encoding,
      delimiter: preview.delimiter,
      header: preview.header,
      sheet: preview.sheet,
      email_column: preview.email_column,
      more_email_columns: preview.more_email_columns,
    };
  }
}
