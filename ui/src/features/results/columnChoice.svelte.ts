/**
 * Which columns of a list are shown, in which order, how wide and which of them stay in view: the user's choice, kept on
 * this machine for each list. The row's number and its address always stay on the left.
 */
import { columnsKey, type Listed, type Memory } from "$/shared/columnMemory";
import type { Column } from "./columns";

interface Kept {
  hidden: string[];
  pinned: string[];
  /** Ids in their order; empty: as they come. */
  order: string[];
  /** In rem. */
  widths: Record<string, number>;
}

const asTheyCome: Kept = { hidden: [], pinned: [], order: [], widths: {} };

/** Narrower, a column shows nothing; wider, it hides everything else. In rem. */
export const NARROWEST = 3;
export const WIDEST = 60;

export interface Columns {
  pinned: Column[];
  others: Column[];
}

export class ColumnChoice {
  #kept = $state.raw<Kept>(asTheyCome);
  /** `null`: nobody has said of which list it is, so nothing is kept. */
  #key: string | null = null;
  readonly #memory: Memory | undefined;

  constructor(memory: Memory | undefined = globalThis.localStorage) {
    this.#memory = memory;
  }

  /** Takes up the choice for a list, once that is known. */
  of(list: Listed): this {
    const key = columnsKey(list);
    if (key === this.#key) return this;
    this.#key = key;
    let kept = asTheyCome;
    try {
      const text = this.#memory?.getItem(key);
      if (text) kept = { ...asTheyCome, ...(JSON.parse(text) as Partial<Kept>) };
    } catch {
      // What cannot be read is no choice.
    }
    this.#kept = kept;
    return this;
  }

  get isChanged(): boolean {
    return this.#kept !== asTheyCome;
  }

  isHidden = (id: string): boolean => this.#kept.hidden.includes(id);
  isPinned = (id: string): boolean => this.#kept.pinned.includes(id);

  /** The columns that can be moved, in their order, hidden ones included. */
  ordered({ others }: Columns): Column[] {
    const place = (id: string) => {
      const at = this.#kept.order.indexOf(id);
      return at < 0 ? Infinity : at;
    };
    return this.#kept.order.length === 0 ? others : others.toSorted((a, b) => place(a.id) - place(b.id) || 0);
  }

  /** The columns as they are shown. */
  arrange(columns: Columns): Columns {
    const sized = (column: Column) => ({ ...column, width: this.#kept.widths[column.id] ?? column.width });
    const shown = this.ordered(columns).filter(({ id }) => !this.isHidden(id));
    return {
      pinned: [...columns.pinned, ...shown.filter(({ id }) => this.isPinned(id))].map(sized),
      others: shown.filter(({ id }) => !this.isPinned(id)).map(sized),
    };
  }

  toggle = (id: string) => this.#keep({ hidden: toggled(this.#kept.hidden, id) });

  pin = (id: string) => this.#keep({ pinned: toggled(this.#kept.pinned, id) });

  /** Moves a column among the others by so many places. */
  move(columns: Columns, id: string, by: number): void {
    const order = this.ordered(columns).map((column) => column.id);
    const from = order.indexOf(id);
    const to = Math.min(order.length - 1, Math.max(0, from + by));
    if (from >= 0) this.#keep({ order: order.toSpliced(from, 1).toSpliced(to, 0, id) });
  }

  resize(id: string, width: number): void {
    const fitting = Math.min(WIDEST, Math.max(NARROWEST, width));
    this.#keep({ widths: { ...this.#kept.widths, [id]: fitting } });
  }

  reset = () => {
    this.#kept = asTheyCome;
    if (this.#key !== null) this.#memory?.removeItem(this.#key);
  };

  #keep(change: Partial<Kept>): void {
    this.#kept = { ...this.#kept, ...change };
    if (this.#key === null) return;
    try {
      this.#memory?.setItem(this.#key, JSON.stringify(this.#kept));
    } catch {
      // A full storage keeps nothing; the choice holds while the list is open.
    }
  }
}

const toggled = (ids: string[], id: string): string[] =>
  ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id];
