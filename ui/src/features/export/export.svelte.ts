/** An export on its way: what, as what, where to, and what came of it. */
import {
  everything,
  exportEndings,
  faultOf,
  type ExportFormat,
  type ExportOptions,
  type ExportPreview,
  type ExportReport,
  type ExportRequest,
  type Fault,
  type Ipc,
  type ListId,
  type OurColumn,
  type PolicyRow,
  type PresetView,
  type Query,
  type ReportWords,
} from "$/ipc";
import { stem } from "$/shared/paths";
import { texts } from "$/shared/texts";

/** Which rows: all of them, those to be sent to now, or those on screen. */
export type Extent = "all" | "send" | "filtered";

/** Our columns in their order, and what stands before their names. */
const allColumns = () => Object.keys(texts.export.columns) as OurColumn[];
const PREFIX = "mailvet_";

/** What a report says in the language of the window; `null`: what it says by itself, which is English. */
function reportWords(): ReportWords | null {
  if (texts.language === "en") return null;
  return {
    language: texts.language,
    decimal_mark: texts.decimalMark,
    phrases: Object.fromEntries(
      Object.entries(texts.sentences).filter(([code]) => /^(report|next)\./.test(code)),
    ),
    verdicts: texts.verdicts,
    actions: texts.actions,
    reasons: texts.reasons,
  };
}

/** How often it is asked how far a file is. */
const PROGRESS_MS = 300;

export class ExportController {
  isOpen = $state(false);
  extent = $state<Extent>("send");
  format = $state<ExportFormat>("csv");
  writing = $state(false);
  report = $state.raw<ExportReport | null>(null);
  fault = $state.raw<Fault | null>(null);
  /** Rows of each extent; `null` while they are counted. */
  counts = $state.raw<Record<Extent, number> | null>(null);
  /** The shipped presets, then the user's own. */
  presets = $state.raw<PresetView[]>([]);
  /** The one that is used; then it says which rows. */
  preset = $state<string | null>(null);
  /** The one that was just removed; `null`: none was. */
  removed = $state.raw<PresetView | null>(null);
  /** Rows of the preset; `null` while they are counted. */
  presetRows = $state<number | null>(null);
  columns = $state.raw<OurColumn[]>(allColumns());
  prefix = $state(PREFIX);
  forSpreadsheets = $state(false);
  /** The policy that rows get their actions by, where it is not the kept one; then it says which rows. */
  policy = $state.raw<PolicyRow[] | null>(null);
  policyRows = $state<number | null>(null);
  /** The first rows as they would be written; `null` while they are read. */
  preview = $state.raw<ExportPreview | null>(null);
  /** Rows written so far, while a file is. */
  written = $state<number | null>(null);
  #previews = 0;
  #shown = $state.raw<Query>(everything);
  #list: { id: ListId; name: string } | null = null;
  readonly #ipc: Ipc;

  constructor(ipc: Ipc) {
    this.#ipc = ipc;
  }

  get canSave(): boolean {
    return !this.writing && (this.rows ?? 0) > 0;
  }

  /** Rows that would be written; `null` while they are counted. */
  get rows(): number | null {
    if (this.policy !== null) return this.policyRows;
    return this.preset === null ? (this.counts?.[this.extent] ?? null) : this.presetRows;
  }

  /** Opens the dialog for the rows that a policy sends to, though it is not kept. */
  async openFor(list: { id: ListId; name: string }, policy: PolicyRow[]): Promise<void> {
    await this.open(list, everything, false);
    this.extent = "send";
    this.policy = policy;
    try {
      const counts = await this.#ipc.tryPolicy(list.id, policy);
      this.policyRows = counts.find(({ value }) => value === "send")?.count ?? 0;
    } catch (thrown) {
      this.fault = faultOf(thrown, texts.common.unexpected);
    }
  }

  /** Opens the dialog for a list of which `shown` is on screen. */
  async open(list: { id: ListId; name: string }, shown: Query, isFiltered: boolean): Promise<void> {
    this.#list = list;
    this.#shown = shown;
    this.extent = isFiltered ? "filtered" : "all";
    this.format = /\.(xls\w?|ods)$/i.test(list.name) ? "xlsx" : "csv";
    this.report = null;
    this.fault = null;
    this.counts = null;
    this.preset = null;
    this.removed = null;
    this.policy = null;
    this.policyRows = null;
    this.preview = null;
    this.columns = allColumns();
    this.prefix = PREFIX;
    this.forSpreadsheets = false;
    this.isOpen = true;
    try {
      this.presets = await this.#ipc.presets();
      const [filtered, send] = await Promise.all([
        this.#ipc.facets(list.id, shown),
        this.#ipc.facets(list.id, { ...everything, actions: ["send"] }),
      ]);
      this.counts = { all: filtered.total, filtered: filtered.matching, send: send.matching };
    } catch (thrown) {
      this.fault = faultOf(thrown, texts.common.unexpected);
    }
  }

  async choosePreset(id: string | null): Promise<void> {
    const preset = this.presets.find((preset) => preset.id === id);
    this.removed = null;
    this.preset = preset?.id ?? null;
    this.presetRows = null;
    if (!preset || !this.#list) return;
    try {
      const { actions, verdicts } = preset;
      const { matching } = await this.#ipc.facets(this.#list.id, { ...everything, actions, verdicts });
      if (this.preset === preset.id) this.presetRows = matching;
    } catch (thrown) {
      this.fault = faultOf(thrown, texts.common.unexpected);
    }
  }

  toggleColumn(column: OurColumn): void {
    // In the order that they have, whichever was chosen last.
    this.columns = allColumns().filter((other) => this.columns.includes(other) !== (other === column));
  }

  /** Keeps the rows and columns of this export for the next time; whether that worked. */
  async savePreset(title: string): Promise<boolean> {
    const { actions, verdicts } = this.#queryOf(this.extent);
    this.fault = null;
    try {
      const { id } = await this.#ipc.savePreset({
        title,
        actions,
        verdicts,
        columns: this.columns.length === allColumns().length ? null : this.columns,
        prefix: this.prefix === PREFIX ? null : this.prefix,
        for_spreadsheets: this.forSpreadsheets,
      });
      this.presets = await this.#ipc.presets();
      await this.choosePreset(id);
      return true;
    } catch (thrown) {
      this.fault = faultOf(thrown, texts.common.unexpected);
      return false;
    }
  }

  async removePreset(id: string): Promise<void> {
    try {
      const removed = this.presets.find((preset) => preset.id === id) ?? null;
      await this.#ipc.removePreset(id);
      this.presets = await this.#ipc.presets();
      await this.choosePreset(null);
      this.removed = removed;
    } catch (thrown) {
      this.fault = faultOf(thrown, texts.common.unexpected);
    }
  }

  /** Shows the removed preset again, once `undo` has taken that back. */
  async bringBack(undo: () => Promise<void>): Promise<void> {
    const { removed } = this;
    this.removed = null;
    await undo();
    try {
      this.presets = await this.#ipc.presets();
      await this.choosePreset(removed?.id ?? null);
    } catch (thrown) {
      this.fault = faultOf(thrown, texts.common.unexpected);
    }
  }

  /** Reads the first rows as they would be written now. Of several readings only the last one counts. */
  async look(): Promise<void> {
    const list = this.#list;
    if (!list || !this.isOpen || this.writing) return;
    const looking = ++this.#previews;
    try {
      const preview = await this.#ipc.previewExport(this.#request(list.id, `preview.${this.format}`));
      if (looking === this.#previews) this.preview = preview;
    } catch (thrown) {
      if (looking === this.#previews) this.fault = faultOf(thrown, texts.common.unexpected);
    }
  }

  /** Shows what was written in the system's file manager. */
  show = async (): Promise<void> => {
    if (!this.report) return;
    this.fault = null;
    try {
      await this.#ipc.showInFolder(this.report.path);
    } catch (thrown) {
      this.fault = faultOf(thrown, texts.common.unexpected);
    }
  };

  /** Asks where to, then writes. */
  async save(): Promise<void> {
    const list = this.#list;
    if (!list || this.writing) return;
    const { extent, format } = this;
    this.fault = null;
    try {
      const path = await this.#ipc.chooseTarget(
        `${stem(list.name)}-${this.preset ?? texts.export.suffix[extent]}.${exportEndings[format]}`,
        exportEndings[format],
        { title: texts.export.chooseTitle, kind: texts.export.formats[format].name },
      );
      if (path === null) return;
      this.writing = true;
      const watching = setInterval(() => void this.#count(), PROGRESS_MS);
      try {
        this.report = await this.#ipc.exportRows(this.#request(list.id, path));
      } finally {
        clearInterval(watching);
        this.written = null;
      }
    } catch (thrown) {
      this.fault = faultOf(thrown, texts.common.unexpected);
    } finally {
      this.writing = false;
    }
  }

  async #count(): Promise<void> {
    const written = await this.#ipc.exportProgress().catch(() => null);
    if (this.writing) this.written = written;
  }

  #request(list: ListId, path: string): ExportRequest {
    return {
      list,
      query: this.preset === null ? this.#queryOf(this.extent) : everything,
      path,
      format: this.format,
      options: this.#options(),
    };
  }

  /** What is wanted beyond the ordinary. */
  #options(): ExportOptions | null {
    const columns = this.columns.length === allColumns().length ? null : this.columns;
    const prefix = this.prefix === PREFIX ? null : this.prefix;
    const { preset, forSpreadsheets, policy } = this;
    // Only these have a report within.
    const words = ["html", "pdf", "xlsx"].includes(this.format) ? reportWords() : null;
    const isOrdinary = [preset, columns, prefix, policy, words].every((part) => part === null);
    if (isOrdinary && !forSpreadsheets) return null;
    return { preset, columns, prefix, for_spreadsheets: forSpreadsheets, policy, words };
  }

  #queryOf(extent: Extent): Query {
    switch (extent) {
      case "all":
        return everything;
      case "send":
        return { ...everything, actions: ["send"] };
      case "filtered":
        return this.#shown;
    }
  }
}
