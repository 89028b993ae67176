/** The grid's state: where it is scrolled to, how large it is, which row has the cursor. The component only draws it. */
import { clampTop, scaleOf, scrollOfTop, topOfScroll, topThatShows, visibleRows } from "./scroll";

const OVERSCAN = 6;

export class GridController {
  rows = $state(0);
  rowHeight = $state(32);
  viewport = $state(0);
  /** The row with the cursor, as its place in the query. */
  cursor = $state<number | null>(null);
  #top = $state(0);
  scale = $derived(scaleOf(this.rows, this.rowHeight, this.viewport));
  /** Where the view is to stand. */
  top = $derived(clampTop(this.#top, this.scale));
  #drawn = $state(0);
  /** Where the rows stand that are drawn: at the top, or where they were while those of the top are being fetched. */
  drawn = $derived(clampTop(this.#drawn, this.scale));
  visible = $derived(this.rowsAt(this.drawn));
  /** Where the scrollbar was set to last by us; its own echo is no news. */
  #echo = -1;

  /** The rows to draw where the view stands at a top. */
  rowsAt(top: number): { first: number; last: number } {
    return visibleRows(top, this.rows, this.rowHeight, this.viewport, OVERSCAN);
  }

  /** Draws the rows of a top. */
  draw(top: number): void {
    this.#drawn = top;
  }

  /** The scrollbar stands somewhere else now. */
  scrolled(scroll: number): void {
    if (Math.abs(scroll - this.#echo) <= 1) return;
    this.#echo = -1;
    this.#top = topOfScroll(scroll, this.scale);
  }

  /** Goes to a top; returns where the scrollbar has to stand. */
  goTo(top: number): number {
    this.#top = clampTop(top, this.scale);
    const scroll = scrollOfTop(this.#top, this.scale);
    // In an unscaled list the scrollbar is the truth; in a scaled one its pixels are too coarse for a wheel's steps.
    this.#echo = this.scale.scaled ? scroll : -1;
    return scroll;
  }

  wheel(pixels: number): number {
    return this.goTo(this.top + pixels);
  }

  /** Puts the cursor on a row and shows it. */
  select(row: number): number {
    this.cursor = Math.min(Math.max(0, row), Math.max(0, this.rows - 1));
    return this.goTo(topThatShows(this.cursor, this.top, this.rowHeight, this.viewport, this.scale));
  }

  /** Moves the cursor by a key; `null` where the key is none of ours. */
  key(key: string): number | null {
    if (this.rows === 0) return null;
    const at = this.cursor;
    const page = Math.max(1, Math.floor(this.viewport / this.rowHeight) - 1);
    const first = Math.ceil(this.top / this.rowHeight);
    const steps: Record<string, number> = {
      ArrowDown: at === null ? first : at + 1,
      j: at === null ? first : at + 1,
      ArrowUp: at === null ? first : at - 1,
      k: at === null ? first : at - 1,
      PageDown: (at ?? first) + page,
      PageUp: (at ?? first) - page,
      Home: 0,
      End: this.rows - 1,
    };
    const to = steps[key];
    return to === undefined ? null : this.select(to);
  }

  /** Back to the top, for other rows. */
  reset(): number {
    this.cursor = null;
    return this.goTo(0);
  }
}
