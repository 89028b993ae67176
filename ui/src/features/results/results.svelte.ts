/** The results of a list: a query, its rows and its counts, changed and refreshed together. */
import { everything, type Facets, type Ipc, type ListId, type Query } from "$/ipc";
import { ColumnChoice } from "./columnChoice.svelte";
import { Filters } from "./filters.svelte";
import { MailOperators } from "./operators.svelte";
import { Rows } from "./rows.svelte";
import { RowSelection } from "./selection.svelte";

export class ResultsController {
  readonly columns = new ColumnChoice();
  readonly filters: Filters;
  readonly operators: MailOperators;
  readonly rows: Rows;
  readonly selection = new RowSelection();
  facets = $state.raw<Facets | null>(null);
  readonly #ipc: Ipc;
  readonly #list: ListId;
  #countings = 0;
  #isCounting = false;
  #countAgain = false;

  constructor(ipc: Ipc, list: ListId) {
    this.operators = new MailOperators(ipc, list);
    this.#ipc = ipc;
    this.#list = list;
    this.rows = new Rows((query, offset, limit) => ipc.page(list, query, offset, limit));
    this.filters = new Filters((query) => this.#show(query));
  }

  open(): void {
    void this.operators.load();
    this.#show(everything);
  }

  /** The user has decided about rows: where the query goes by that, other rows may stand where the selected ones stood. */
  reread(): void {
    const { actions, decided, sort } = this.filters.query;
    if (actions.length > 0 || decided || sort.some(({ by }) => by === "action")) this.selection.clear();
    this.refresh();
  }

  /** Reads what is on screen again; twice a second is enough. */
  refresh(): void {
    this.rows.refresh();
    this.#recount();
  }

  #show(query: Query): void {
    // A selection is one of the rows of a query.
    this.selection.clear();
    this.rows.show(query);
    void this.#count(query);
  }

  async #count(query: Query): Promise<void> {
    const counting = ++this.#countings;
    this.#isCounting = true;
    try {
      const facets = await this.#ipc.facets(this.#list, query);
      if (counting === this.#countings) this.facets = facets;
    } catch {
      // The rows say what is wrong with the database; counts that are a moment old do no harm.
    }
    if (counting !== this.#countings) return;
    this.#isCounting = false;
    if (this.#countAgain) this.#recount();
  }

  /** Counting a long list may take longer than the next refresh needs to come: one at a time, and the last one counts. */
  #recount(): void {
    this.#countAgain = this.#isCounting;
    if (!this.#isCounting) void this.#count(this.filters.query);
  }
}
