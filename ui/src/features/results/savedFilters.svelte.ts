/** The filters that the user has given a name, as the program keeps them. */
import { faultOf, type Fault, type Ipc, type ListSummary, type Query, type SavedFilter } from "$/ipc";
import { texts } from "$/shared/texts";

/** A saved query over this list: its columns are found by their names, and orders by missing ones are left out. */
export function fitted({ query, columns }: SavedFilter, own: string[]): { query: Query; missing: string[] } {
  const missing: string[] = [];
  const sort = query.sort.flatMap((order) => {
    if (typeof order.by !== "object") return [order];
    const name = columns[order.by.column] ?? "";
    const here = columns.join("\n") === own.join("\n") ? order.by.column : own.indexOf(name);
    if (here < 0) missing.push(name);
    return here < 0 ? [] : [{ ...order, by: { column: here } }];
  });
  return { query: { ...query, sort }, missing };
}

export class SavedFilters {
  all = $state.raw<SavedFilter[]>([]);
  fault = $state.raw<Fault | null>(null);
  /** What of the last one does not fit the list. */
  remark = $state("");
  readonly #ipc: Ipc;

  constructor(ipc: Ipc) {
    this.#ipc = ipc;
  }

  async load(): Promise<void> {
    // Where they cannot be read the rows say what is wrong with the database.
    this.all = await this.#ipc.savedFilters().catch(() => this.all);
  }

  /** The query of one for a list. */
  apply(filter: SavedFilter, list: ListSummary): Query {
    const { query, missing } = fitted(filter, list.columns);
    this.remark = missing.length > 0 ? texts.savedFilters.missing(missing.join(", ")) : "";
    return query;
  }

  save = (list: ListSummary, name: string, query: Query) =>
    this.#change(() => this.#ipc.saveFilter(list.id, name, query));
  rename = (filter: SavedFilter, name: string) => this.#change(() => this.#ipc.renameFilter(filter.id, name));
  remove = (filter: SavedFilter) => this.#change(() => this.#ipc.removeFilter(filter.id));

  async #change(call: () => Promise<unknown>): Promise<boolean> {
    this.fault = null;
    try {
      await call();
    } catch (thrown) {
      this.fault = faultOf(thrown, texts.common.unexpected);
      return false;
    }
    await this.load();
    return true;
  }
}
