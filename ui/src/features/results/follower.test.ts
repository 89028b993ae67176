// @vitest-environment node
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { everything, type Page, type ResultRow } from "$/ipc";
import { Follower, PATIENCE } from "./follower";
import { GridController } from "./grid.svelte";
import { BLOCK, Rows } from "./rows.svelte";

const TOTAL = 100_000;
const HEIGHT = 32;

const row = (n: number): ResultRow => ({
  row: n,
  cells: [],
  address: `a${n}@example.com`,
  address_id: n,
  result: null,
  mark: null,
  more: [],
});

/** A grid over rows that come when the test says so. */
class Scene {
  readonly asked: { offset: number; answer: (page: Page) => void }[] = [];
  readonly rows = new Rows((_query, offset) => new Promise((answer) => this.asked.push({ offset, answer })));
  readonly grid = new GridController();
  readonly follower = new Follower(this.grid, this.rows);

  async open(): Promise<this> {
    this.rows.show(everything);
    await this.arrive();
    this.grid.rows = TOTAL;
    this.grid.rowHeight = HEIGHT;
    this.grid.viewport = 20 * HEIGHT;
    this.#follow();
    return this;
  }

  /** The view is scrolled to a row. */
  to(first: number): void {
    this.grid.goTo(first * HEIGHT);
    this.#follow();
  }

  /** Everything that was asked for comes. */
  async arrive(): Promise<void> {
    for (const { offset, answer } of this.asked.splice(0)) {
      const rows = Array.from({ length: BLOCK }, (_, n) => row(offset + n));
      answer({ total: TOTAL, offset, rows });
    }
    await Promise.resolve();
    await Promise.resolve();
    this.#follow();
  }

  get drawn(): number {
    return this.grid.drawn / HEIGHT;
  }

  get wholly(): boolean {
    const { first, last } = this.grid.visible;
    return this.rows.holds(first, last);
  }

  #follow(): void {
    this.follower.follow(this.grid.top, this.grid.drawn);
  }
}

describe("the grid", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it("draws a step at once, whether its rows are there or not", async () => {
    const scene = await new Scene().open();
    scene.to(BLOCK - 30);
    scene.to(BLOCK - 15);
    expect(scene.drawn).toBe(BLOCK - 15);
    scene.to(BLOCK + 1);
    expect([scene.drawn, scene.wholly]).toEqual([BLOCK + 1, false]);
  });

  it("keeps the rows that are there after a leap until the new ones have come", async () => {
    const scene = await new Scene().open();
    scene.to(50_000);
    expect([scene.drawn, scene.wholly]).toEqual([0, true]);
    await scene.arrive();
    expect([scene.drawn, scene.wholly]).toEqual([50_000, true]);
  });

  it("shows whole rows all the way while it is dragged, and ends where the drag ends", async () => {
    const scene = await new Scene().open();
    const places = new Set<number>();
    for (let step = 1; step <= 60; step++) {
      scene.to(step * 1_000);
      if (step % 3 === 0) await scene.arrive();
      expect(scene.wholly).toBe(true);
      places.add(scene.drawn);
    }
    expect(places.size).toBeGreaterThan(15);
    await scene.arrive();
    await scene.arrive();
    expect([scene.drawn, scene.wholly]).toEqual([60_000, true]);
  });

  it("goes back to rows that it has while others are awaited", async () => {
    const scene = await new Scene().open();
    scene.to(50_000);
    scene.to(0);
    expect(scene.drawn).toBe(0);
    await scene.arrive();
    vi.advanceTimersByTime(PATIENCE);
    expect(scene.drawn).toBe(0);
  });

  it("draws the place without its rows where they take long", async () => {
    const scene = await new Scene().open();
    scene.to(50_000);
    scene.to(60_000);
    vi.advanceTimersByTime(PATIENCE);
    expect([scene.drawn, scene.wholly]).toEqual([60_000, false]);
    await scene.arrive();
    await scene.arrive();
    expect([scene.drawn, scene.wholly]).toEqual([60_000, true]);
  });
});
