// @vitest-environment node
import { describe, expect, it } from "vitest";
import { GridController } from "./grid.svelte";

function gridOf(rows: number): GridController {
  const grid = new GridController();
  grid.rows = rows;
  grid.rowHeight = 32;
  grid.viewport = 640;
  return grid;
}

describe("the grid's cursor", () => {
  it("starts at the first row in view", () => {
    const grid = gridOf(1_000);
    grid.scrolled(3_200);
    grid.key("ArrowDown");
    expect(grid.cursor).toBe(100);
  });

  it("moves by rows, by pages and to the ends", () => {
    const grid = gridOf(1_000);
    grid.select(10);
    grid.key("j");
    grid.key("ArrowUp");
    expect(grid.cursor).toBe(10);
    grid.key("PageDown");
    expect(grid.cursor).toBe(29);
    grid.key("PageUp");
    expect(grid.cursor).toBe(10);
    grid.key("End");
    expect(grid.cursor).toBe(999);
    expect(grid.top).toBe(1_000 * 32 - 640);
    grid.key("Home");
    expect([grid.cursor, grid.top]).toEqual([0, 0]);
  });

  it("stops at the ends", () => {
    const grid = gridOf(3);
    grid.select(2);
    grid.key("ArrowDown");
    expect(grid.cursor).toBe(2);
    grid.key("PageUp");
    expect(grid.cursor).toBe(0);
  });

  it("leaves other keys alone, and every key where there are no rows", () => {
    expect(gridOf(10).key("x")).toBeNull();
    expect(gridOf(0).key("End")).toBeNull();
  });

  it("shows the last of two million rows", () => {
    const grid = gridOf(2_000_000);
    grid.key("End");
    expect(grid.rowsAt(grid.top).last).toBe(2_000_000);
    expect(grid.top).toBe(2_000_000 * 32 - 640);
  });
});

describe("the wheel in a scaled list", () => {
  it("keeps steps that are smaller than a pixel of the scrollbar", () => {
    const grid = gridOf(2_000_000);
    for (let n = 0; n < 40; n++) {
      // The browser rounds what it is told and says so in an event of its own.
      grid.scrolled(Math.round(grid.wheel(1)));
    }
    expect(grid.top).toBeCloseTo(40, 6);
  });

  it("gives way to a drag of the scrollbar", () => {
    const grid = gridOf(2_000_000);
    grid.wheel(100);
    grid.scrolled(grid.scale.maxScroll / 2);
    expect(grid.top).toBeCloseTo(grid.scale.maxTop / 2, 0);
  });

  it("does not go past the ends", () => {
    const grid = gridOf(2_000_000);
    expect(grid.wheel(-500)).toBe(0);
    expect(grid.top).toBe(0);
  });
});

it("a list that shrinks under the view takes the view with it", () => {
  const grid = gridOf(10_000);
  grid.key("End");
  grid.rows = 50;
  expect(grid.top).toBe(50 * 32 - 640);
  expect(grid.rowsAt(grid.top).last).toBe(50);
});
