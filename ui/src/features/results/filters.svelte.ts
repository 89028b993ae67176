/** Which rows are shown and in which order: one query, changed by one step at a time. */
import { everything, type Query, type Sort, type SortBy, type Verdict } from "$/ipc";

/** The filters that are lists of codes. */
export type Facet = "verdicts" | "reasons" | "actions" | "flags" | "domains" | "operators";

/** The facets of the filter menu; verdicts have a place of their own. */
export const menuFacets = ["actions", "reasons", "flags", "operators", "domains"] as const satisfies Facet[];
export type MenuFacet = (typeof menuFacets)[number];

export const sameSort = (a: SortBy, b: SortBy): boolean =>
  typeof a === "object" && typeof b === "object" ? a.column === b.column : a === b;

export class Filters {
  query = $state.raw<Query>(everything);
  readonly #onchange: (query: Query) => void;

  constructor(onchange: (query: Query) => void) {
    this.#onchange = onchange;
  }

  #set(change: Partial<Query>): void {
    this.query = { ...this.query, ...change };
    this.#onchange(this.query);
  }

  /** Filters chosen in the menu. */
  get inMenu(): { facet: Facet; value: string }[] {
    return menuFacets.flatMap((facet) => this.query[facet].map((value) => ({ facet, value })));
  }

  get isFiltered(): boolean {
    const { verdicts, unsettled, decided, search } = this.query;
    return verdicts.length > 0 || unsettled || decided || search !== "" || this.inMenu.length > 0;
  }

  has(facet: Facet, value: string): boolean {
    return (this.query[facet] as string[]).includes(value);
  }

  toggle(facet: Facet, value: string): void {
    const chosen = this.query[facet] as string[];
    const next = chosen.includes(value) ? chosen.filter((other) => other !== value) : [...chosen, value];
    // Rows without any verdict and rows of a verdict exclude each other.
    this.#set({ [facet]: next, ...(facet === "verdicts" ? { unsettled: false } : {}) });
  }

  toggleVerdict(verdict: Verdict): void {
    this.toggle("verdicts", verdict);
  }

  toggleDecided(): void {
    this.#set({ decided: !this.query.decided });
  }

  /** Of this kind this value alone. */
  only(facet: Facet, value: string): void {
    this.#set({ [facet]: [value], ...(facet === "verdicts" ? { unsettled: false } : {}) });
  }

  /** Everything at once, as it was saved. */
  show(query: Query): void {
    this.#set(query);
  }

  toggleUnsettled(): void {
    this.#set({ unsettled: !this.query.unsettled, verdicts: [] });
  }

  search(text: string): void {
    if (text !== this.query.search) this.#set({ search: text });
  }

  /** First click: upwards; second: downwards; third: not at all. Alone, or beside the orders that are there. */
  sortBy(by: SortBy, beside = false): void {
    const { sort } = this.query;
    const others = beside ? sort : sort.filter((order) => sameSort(order.by, by));
    const own = others.find((order) => sameSort(order.by, by));
    if (!own) this.#set({ sort: [...others, { by, descending: false }] });
    else if (own.descending) this.unsort(by, others);
    else this.turnSort(by, others);
  }

  turnSort(by: SortBy, among: Sort[] = this.query.sort): void {
    const turned = (order: Sort) => (sameSort(order.by, by) ? { by, descending: !order.descending } : order);
    this.#set({ sort: among.map(turned) });
  }

  unsort(by: SortBy, among: Sort[] = this.query.sort): void {
    this.#set({ sort: among.filter((order) => !sameSort(order.by, by)) });
  }

  clear(): void {
    this.#set({ ...everything, sort: this.query.sort });
  }
}
