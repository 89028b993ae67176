/**
 * A list on its way in: it is read, shown, read again whenever the user corrects a guess, and brought in at the end. Of
 * several readings under way only the last one counts.
 */
import {
  faultOf,
  type Fault,
  type Ipc,
  type ListId,
  type Preview,
  type ReadOptions,
  type RunMode,
} from "$/ipc";
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
};

export class ImportController {
  preview = $state.raw<Preview | null>(null);
  options = $state.raw<ReadOptions>(guessAll);
  reading = $state(false);
  starting = $state(false);
  fault = $state.raw<Fault | null>(null);
  /** How thoroughly to look; `null`: as the settings say. */
  mode = $state<RunMode | null>(null);
  readonly source: ImportSource;
  readonly #ipc: Ipc;
  #readings = 0;

  constructor(ipc: Ipc, source: ImportSource) {
    this.#ipc = ipc;
    this.source = source;
  }

  get practice(): boolean {
    return this.source.kind === "sample";
  }

  /** Distinct addresses that a run will ask about. */
  get toCheck(): number {
    const preview = this.preview;
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
    } catch (thrown) {
      if (reading !== this.#readings) return;
      this.fault = faultOf(thrown, texts.common.unexpected);
    }
    this.reading = false;
  }

  /** Corrects a guess. What decides which columns there are makes the e-mail column be guessed anew. */
  async correct(change: Partial<ReadOptions>): Promise<void> {
    const reshapes = "delimiter" in change || "sheet" in change || "encoding" in change;
    this.options = { ...this.options, ...(reshapes ? { email_column: null } : {}), ...change };
    await this.read();
  }

  /** Brings the list in and starts to vet it; `null` where that failed and the fault says why. */
  async start(): Promise<ListId | null> {
    if (!this.canStart || !this.preview) return null;
    this.starting = true;
    try {
      const { path } = this.preview;
      const list = await this.#ipc.importList({
        path,
        options: this.#decided(this.preview),
        practice: this.practice,
      });
      await this.#ipc.startRun(list.id, this.mode).catch(() => {
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

  /** What was shown is what is read: every guess of the preview becomes a decision. */
  #decided(preview: Preview): ReadOptions {
    return {
      encoding: preview.encoding,
      delimiter: preview.delimiter,
      header: preview.header,
      sheet: preview.sheet,
      email_column: preview.email_column,
    };
  }
}
