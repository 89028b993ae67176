// @vitest-environment node
import { describe, expect, it } from "vitest";
import {
  MAX_SPACER,
  scaleOf,
  scrollOfTop,
  topOfScroll,
  topThatShows,
  visibleColumns,
  visibleRows,
} from "./scroll";

const ROW = 32;
const VIEW = 600;
/** What WebKitGTK still paints. */
const PAINTED = 2 ** 24;

describe("the scaled scroller", () => {
  it("scrolls a short list pixel by pixel", () => {
    const scale = scaleOf(1_000, ROW, VIEW);
    expect(scale.scaled).toBe(false);
    expect(scale.spacer).toBe(32_000);
    expect(topOfScroll(4_321, scale)).toBe(4_321);
  });

  it.each([300_000, 1_000_000, 2_000_000, 50_000_000])(
    "never makes %i rows higher than what is painted",
    (rows) => {
      expect(scaleOf(rows, ROW, VIEW).spacer).toBe(MAX_SPACER);
      expect(MAX_SPACER).toBeLessThan(PAINTED);
    },
  );

  it("reaches the last of two million rows at the end of the scrollbar", () => {
    const rows = 2_000_000;
    const scale = scaleOf(rows, ROW, VIEW);
    const top = topOfScroll(scale.maxScroll, scale);
    expect(top + VIEW).toBe(rows * ROW);
    expect(visibleRows(top, rows, ROW, VIEW, 0).last).toBe(rows);
    expect(topOfScroll(0, scale)).toBe(0);
  });

  it("finds the way back from every place of the scrollbar", () => {
    const scale = scaleOf(2_000_000, ROW, VIEW);
    for (const part of [0, 0.1, 0.5, 0.77, 1]) {
      const top = part * scale.maxTop;
      expect(topOfScroll(scrollOfTop(top, scale), scale)).toBeCloseTo(top, 3);
    }
  });

  it("stands still where everything fits", () => {
    const scale = scaleOf(3, ROW, VIEW);
    expect(scale.maxTop).toBe(0);
    expect(topOfScroll(50, scale)).toBe(0);
    expect(scrollOfTop(50, scale)).toBe(0);
    expect(visibleRows(0, 3, ROW, VIEW, 6)).toEqual({ first: 0, last: 3 });
  });

  it("draws the rows in view and a few around them", () => {
    expect(visibleRows(3_200, 10_000, ROW, VIEW, 4)).toEqual({ first: 96, last: 123 });
  });

  it("draws nothing of an empty list", () => {
    expect(visibleRows(0, 0, ROW, VIEW, 6)).toEqual({ first: 0, last: 0 });
  });

  it("moves no further than needed to show a row", () => {
    const scale = scaleOf(1_000, ROW, VIEW);
    expect(topThatShows(10, 200, ROW, VIEW, scale)).toBe(200);
    expect(topThatShows(2, 200, ROW, VIEW, scale)).toBe(64);
    expect(topThatShows(100, 200, ROW, VIEW, scale)).toBe(101 * ROW - VIEW);
    expect(topThatShows(999, 200, ROW, VIEW, scale)).toBe(scale.maxTop);
  });
});

describe("the columns in view", () => {
  const widths = [100, 50, 200, 80];

  it("are those that touch the view", () => {
    expect(visibleColumns(widths, 0, 120)).toEqual({ first: 0, last: 2, before: 0 });
    expect(visibleColumns(widths, 120, 100)).toEqual({ first: 1, last: 3, before: 100 });
  });

  it("stay few among ten thousand", () => {
    const many = new Array<number>(10_000).fill(144);
    const { first, last, before } = visibleColumns(many, 720_000, 1_000);
    expect(before).toBe(first * 144);
    expect(last - first).toBeLessThan(10);
  });
});
