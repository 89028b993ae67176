/** An export on its way: what, as what, where to, and what came of it. */
import {
  exportEndings,
  faultOf,
  type ExportFormat,
  type ExportReport,
  type Fault,
  type Ipc,
  type ListId,
  type Query,
} from "$/ipc";
import { stem } from "$/shared/paths";
import { texts } from "$/shared/texts";

/** Which rows: all of them, those to be sent to now, or those on screen. */
export type Extent = "all" | "send" | "filtered";

const all: Query = {
  verdicts: [],
  reasons: [],
  actions: [],
  flags: [],
  domains: [],
  unsettled: false,
  search: "",
  sort: null,
};

export class ExportController {
  isOpen = $state(false);
  extent = $state<Extent>("send");
  format = $state<ExportFormat>("csv");
  writing = $state(false);
  report = $state.raw<ExportReport | null>(null);
  fault = $state.raw<Fault | null>(null);
  /** Rows of each extent; `null` while they are counted. */
  counts = $state.raw<Record<Extent, number> | null>(null);
  #shown = $state.raw<Query>(all);
  #list: { id: ListId; name: string } | null = null;
  readonly #ipc: Ipc;

  constructor(ipc: Ipc) {
    this.#ipc = ipc;
  }

  get canSave(): boolean {
    return !this.writing && this.counts !== null && this.counts[this.extent] > 0;
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
    this.isOpen = true;
    try {
      const [filtered, send] = await Promise.all([
        this.#ipc.facets(list.id, shown),
        this.#ipc.facets(list.id, { ...all, actions: ["send"] }),
      ]);
      this.counts = { all: filtered.total, filtered: filtered.matching, send: send.matching };
    } catch (thrown) {
      this.fault = faultOf(thrown, texts.common.unexpected);
    }
  }

  /** Asks where to, then writes. */
  async save(): Promise<void> {
    const list = this.#list;
    if (!list || this.writing) return;
    const { extent, format } = this;
    this.fault = null;
    try {
      const path = await this.#ipc.chooseTarget(
        `${stem(list.name)}-${texts.export.suffix[extent]}.${exportEndings[format]}`,
        format,
        { title: texts.export.chooseTitle, kind: texts.export.formats[format].name },
      );
      if (path === null) return;
      this.writing = true;
      this.report = await this.#ipc.exportRows({
        list: list.id,
        query: this.#queryOf(extent),
        path,
        format,
        options: null,
      });
    } catch (thrown) {
      this.fault = faultOf(thrown, texts.common.unexpected);
    } finally {
      this.writing = false;
    }
  }

  #queryOf(extent: Extent): Query {
    switch (extent) {
      case "all":
        return all;
      case "send":
        return { ...all, actions: ["send"] };
      case "filtered":
        return this.#shown;
    }
  }
}
