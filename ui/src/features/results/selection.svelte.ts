/**
 * Which rows are selected: described by the rows that were clicked, so that a million selected rows weigh as much as one.
 * The program resolves the description; here it only says what to draw and how many they are.
 */
import type { Query, Selection } from "$/ipc";

/** A row where it was clicked. */
export interface Spot {
  /** Its place in the query. */
  at: number;
  /** Its number in the list. */
  row: number;
}

interface Stretch {
  from: Spot;
  to: Spot;
  selected: boolean;
}

export class RowSelection {
  #all = $state(false);
  #picks = $state.raw<readonly Stretch[]>([]);
  /** The pick that a stretch begins with: its last one. */
  get #anchor(): Stretch | undefined {
    return this.#picks.at(-1);
  }

  get isEmpty(): boolean {
    return !this.#all && !this.#picks.some(({ selected }) => selected);
  }

  /** Whether there is exactly one row in it, by a click of its own. */
  get single(): Spot | null {
    const [pick, ...others] = this.#picks;
    const alone = !this.#all && pick?.selected && others.length === 0 && pick.from.row === pick.to.row;
    return alone ? pick.from : null;
  }

  clear(): void {
    this.#all = false;
    this.#picks = [];
  }

  selectAll(): void {
    this.#all = true;
    this.#picks = [];
  }

  /** This row alone. */
  only(spot: Spot): void {
    this.#all = false;
    this.#picks = [{ from: spot, to: spot, selected: true }];
  }

  /** Puts a row in or takes it out. */
  toggle(spot: Spot): void {
    this.#picks = [...this.#picks, { from: spot, to: spot, selected: !this.has(spot) }];
  }

  /** Stretches the last pick to a row; where nothing was picked, picks it. */
  stretch(to: Spot): void {
    const anchor = this.#anchor;
    if (!anchor) this.toggle(to);
    else this.#picks = [...this.#picks.slice(0, -1), { ...anchor, to }];
  }

  has({ at, row }: Spot): boolean {
    for (const { from, to, selected } of this.#picks.toReversed()) {
      const single = from.row === to.row;
      const inside = single
        ? from.row === row
        : at >= Math.min(from.at, to.at) && at <= Math.max(from.at, to.at);
      if (inside) return selected;
    }
    return this.#all;
  }

  /** How many rows, of so many that the query has. */
  count(total: number): number {
    if (this.#picks.length === 0) return this.#all ? total : 0;
    // Between two neighbouring ends every row is in the same stretches.
    const ends = new Set([0, total]);
    for (const { from, to } of this.#picks) {
      ends.add(Math.min(from.at, to.at));
      ends.add(Math.max(from.at, to.at) + 1);
    }
    const sorted = [...ends].filter((end) => end <= total).sort((a, b) => a - b);
    let count = 0;
    for (const [n, start] of sorted.entries()) {
      const next = sorted[n + 1];
      if (next !== undefined && this.#holds(start)) count += next - start;
    }
    return count;
  }

  #holds(at: number): boolean {
    const last = this.#picks.findLast(
      ({ from, to }) => at >= Math.min(from.at, to.at) && at <= Math.max(from.at, to.at),
    );
    return last ? last.selected : this.#all;
  }

  /** As the program understands it. */
  describe(query: Query): Selection {
    return {
      query,
      all: this.#all,
      picks: this.#picks.map(({ from, to, selected }) => ({ from: from.row, to: to.row, selected })),
    };
  }
}
