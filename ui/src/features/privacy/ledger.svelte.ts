/** The ledger a page at a time, the newest first. Of several readings under way only the last one counts. */
import {
  faultOf,
  type ExportReport,
  type Fault,
  type Ipc,
  type LedgerEntry,
  type LedgerId,
  type LedgerPage,
  type ListId,
  type ListSummary,
} from "$/ipc";
import { texts } from "$/shared/texts";

export const LEDGER_PAGE = 50;

export class LedgerController {
  page = $state.raw<LedgerPage | null>(null);
  lists = $state.raw<ListSummary[]>([]);
  list = $state<ListId | null>(null);
  search = $state("");
  fault = $state.raw<Fault | null>(null);
  exported = $state.raw<ExportReport | null>(null);
  /** Where the pages before this one began. */
  #before = $state.raw<(LedgerId | null)[]>([]);
  #from = $state<LedgerId | null>(null);
  readonly #ipc: Ipc;
  #readings = 0;

  constructor(ipc: Ipc) {
    this.#ipc = ipc;
  }

  /** Number of the first entry shown, from 1. */
  get first(): number {
    return this.#before.length * LEDGER_PAGE + 1;
  }

  get hasNewer(): boolean {
    return this.#before.length > 0;
  }

  get hasOlder(): boolean {
    return this.page !== null && this.first - 1 + this.page.entries.length < this.page.total;
  }

  /** What it was told for: a list by its name, or what works for none. */
  reasonOf({ list, learnt }: LedgerEntry): string {
    const words = texts.privacy.ledger;
    if (list !== null) return this.lists.find(({ id }) => id === list)?.name ?? words.gone;
    return learnt === "own" ? words.doctor : words.single;
  }

  async load(): Promise<void> {
    try {
      this.lists = (await this.#ipc.home()).lists;
    } catch {
      // Then lists have no names; the ledger itself says what is wrong.
    }
    await this.read();
  }

  /** From the newest on. */
  read(): Promise<void> {
    this.#before = [];
    return this.#go(null);
  }

  find(text: string): Promise<void> {
    this.search = text;
    return this.read();
  }

  choose(list: ListId | null): Promise<void> {
    this.list = list;
    return this.read();
  }

  older = (): Promise<void> => {
    const last = this.page?.entries.at(-1);
    if (!last || !this.hasOlder) return Promise.resolve();
    this.#before = [...this.#before, this.#from];
    return this.#go(last.id);
  };

  newer = (): Promise<void> => {
    const from = this.#before.at(-1) ?? null;
    this.#before = this.#before.slice(0, -1);
    return this.#go(from);
  };

  /** Writes the whole ledger of what is chosen where the user wants it; the search narrows what is shown, not what is told. */
  async export(): Promise<void> {
    const words = texts.privacy.ledger;
    try {
      const path = await this.#ipc.chooseTarget(`mailvet-${words.fileName}.csv`, "csv", {
        title: words.export,
        kind: "CSV",
      });
      if (path !== null) this.exported = await this.#ipc.exportLedger(this.list, path);
    } catch (thrown) {
      this.fault = faultOf(thrown, texts.common.unexpected);
    }
  }

  async #go(before: LedgerId | null): Promise<void> {
    const reading = ++this.#readings;
    this.#from = before;
    try {
      const { list, search } = this;
      const page = await this.#ipc.disclosures({ list, search, before, most: LEDGER_PAGE });
      if (reading !== this.#readings) return;
      this.page = page;
      this.fault = null;
    } catch (thrown) {
      if (reading !== this.#readings) return;
      this.fault = faultOf(thrown, texts.common.unexpected);
    }
  }
}
