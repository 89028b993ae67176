/**
 * What the grid draws while it is scrolled. A step is drawn at once. After a leap the rows that were there stay until those
 * of the new place have come, so that whoever drags the scrollbar sees rows go by and no empty ones; only where they take
 * long the place is drawn without them. Who goes on while rows are being fetched sees those that were asked for, and the
 * next ones are asked for where the view stands then.
 */
import { untrack } from "svelte";
import type { GridController } from "./grid.svelte";
import type { Rows } from "./rows.svelte";

/** So long the old rows may stay after a leap, in milliseconds. */
export const PATIENCE = 300;

export class Follower {
  readonly #grid: GridController;
  readonly #rows: Rows;
  /** The top whose rows are awaited. */
  #asked: number | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(grid: GridController, rows: Rows) {
    this.#grid = grid;
    this.#rows = rows;
  }

  /** The view is to stand at `top`, or rows have come. */
  follow(top: number, drawn: number): void {
    if (Math.abs(top - drawn) <= this.#grid.viewport || this.#holds(top)) this.#draw(top);
    else if (this.#asked === null) this.#ask(top);
    else if (this.#holds(this.#asked)) {
      this.#draw(this.#asked);
      this.#ask(top);
    }
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#asked = null;
  }

  #holds(top: number): boolean {
    const { first, last } = this.#grid.rowsAt(top);
    return this.#rows.holds(first, last);
  }

  #draw(top: number): void {
    this.stop();
    this.#grid.draw(top);
    this.#want(top);
  }

  #ask(top: number): void {
    this.#asked = top;
    this.#want(top);
    this.#timer = setTimeout(() => this.#draw(this.#grid.top), PATIENCE);
  }

  #want(top: number): void {
    const { first, last } = this.#grid.rowsAt(top);
    untrack(() => this.#rows.want(first, last));
  }
}
