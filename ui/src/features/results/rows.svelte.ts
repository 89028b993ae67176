/**
 * The rows of a query, fetched in blocks as they come into view. Old rows stay on screen until the first block of a new
 * query is there; a refresh replaces what is seen and forgets nothing else; answers to an earlier query are dropped.
 */
import { faultOf, type Fault, type Page, type Query, type ResultRow } from "$/ipc";
import { texts } from "$/shared/texts";

export const BLOCK = 200;
const MOST_AT_ONCE = 2;
const MOST_BLOCKS = 60;

export type FetchPage = (query: Query, offset: number, limit: number) => Promise<Page>;

export class Rows {
  total = $state(0);
  /** Whether the rows on screen are not yet those of the present query. */
  loading = $state(true);
  fault = $state.raw<Fault | null>(null);
  /** Grows with every new query: the grid goes back to the top. */
  queries = $state(0);
  #arrivals = $state(0);
  #query: Query | null = null;
  #blocks = new Map<number, ResultRow[]>();
  #stale = new Set<number>();
  #inFlight = new Set<number>();
  #wanted = { first: 0, last: 0 };
  #generation = 0;
  readonly #fetch: FetchPage;

  constructor(fetch: FetchPage) {
    this.#fetch = fetch;
  }

  /** The row at a place of the query; nothing while it is being fetched. */
  at(index: number): ResultRow | undefined {
    void this.#arrivals;
    return this.#blocks.get(Math.floor(index / BLOCK))?.[index % BLOCK];
  }

  /** Whether the rows from `first` on are there, `last` not included. */
  holds(first: number, last: number): boolean {
    void this.#arrivals;
    for (let block = Math.floor(first / BLOCK); block * BLOCK < last; block++)
      if (!this.#blocks.has(block)) return false;
    return true;
  }

  show(query: Query): void {
    this.#query = query;
    this.#generation++;
    this.#inFlight.clear();
    this.#wanted = { first: 0, last: 0 };
    this.loading = true;
    this.fault = null;
    this.queries++;
    void this.#load(0);
  }

  /** Says which rows are in view, `last` not included. */
  want(first: number, last: number): void {
    this.#wanted = { first, last };
    this.#pump();
  }

  /** Fetches what is seen again, because results may have changed. */
  refresh(): void {
    if (!this.#query || this.loading) return;
    for (const block of this.#blocks.keys()) this.#stale.add(block);
    for (const block of this.#inFlight) this.#stale.add(block);
    this.#pump();
  }

  retry(): void {
    if (!this.#query) return;
    if (this.loading) this.show(this.#query);
    else {
      this.fault = null;
      this.#pump();
    }
  }

  #pump(): void {
    if (!this.#query || this.loading || this.fault) return;
    const { first, last } = this.#wanted;
    // An empty view still wants to hear when the first rows match.
    const from = Math.floor(first / BLOCK);
    const to = Math.max(from, Math.floor((last - 1) / BLOCK));
    for (let block = from; block <= to && this.#inFlight.size < MOST_AT_ONCE; block++) {
      const fresh = this.#blocks.has(block) && !this.#stale.has(block);
      if (!fresh && !this.#inFlight.has(block)) void this.#load(block);
    }
  }

  async #load(block: number): Promise<void> {
    const query = this.#query;
    if (!query) return;
    const generation = this.#generation;
    this.#inFlight.add(block);
    this.#stale.delete(block);
    try {
      const page = await this.#fetch(query, block * BLOCK, BLOCK);
      if (generation !== this.#generation) return;
      if (this.loading) {
        this.#blocks.clear();
        this.#stale.clear();
        this.loading = false;
      }
      this.#blocks.set(block, page.rows);
      this.total = page.total;
      this.#arrivals++;
      this.#forgetFar(block);
    } catch (thrown) {
      if (generation !== this.#generation) return;
      this.fault = faultOf(thrown, texts.common.unexpected);
    }
    this.#inFlight.delete(block);
    this.#pump();
  }

  #forgetFar(near: number): void {
    if (this.#blocks.size <= MOST_BLOCKS) return;
    const far = [...this.#blocks.keys()].sort((a, b) => Math.abs(b - near) - Math.abs(a - near))[0];
    if (far !== undefined) {
      this.#blocks.delete(far);
      this.#stale.delete(far);
    }
  }
}
