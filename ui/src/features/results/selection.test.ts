// @vitest-environment node
import { describe, expect, it } from "vitest";
import { everything } from "$/ipc";
import { RowSelection, type Spot } from "./selection.svelte";

/** Rows stand backwards: at place 0 row 99. */
const spot = (at: number): Spot => ({ at, row: 99 - at });
const held = (selection: RowSelection) =>
  Array.from({ length: 100 }, (_, at) => at).filter((at) => selection.has(spot(at)));

describe("a selection", () => {
  it("is one row after a click, and a stretch after a click with Shift", () => {
    const selection = new RowSelection();
    selection.only(spot(10));
    expect(selection.single).toEqual(spot(10));
    selection.stretch(spot(13));
    expect([held(selection), selection.count(100), selection.single]).toEqual([[10, 11, 12, 13], 4, null]);
    // The other end stays where it was.
    selection.stretch(spot(8));
    expect(held(selection)).toEqual([8, 9, 10]);
  });

  it("takes single rows in and out", () => {
    const selection = new RowSelection();
    selection.only(spot(1));
    selection.toggle(spot(5));
    selection.stretch(spot(7));
    selection.toggle(spot(6));
    expect([held(selection), selection.count(100)]).toEqual([[1, 5, 7], 3]);
  });

  it("of everything is two words, whatever the length, and goes on by exceptions", () => {
    const selection = new RowSelection();
    selection.selectAll();
    expect(selection.count(1_000_000)).toBe(1_000_000);
    selection.toggle(spot(3));
    expect(selection.count(1_000_000)).toBe(999_999);
    expect(selection.describe(everything)).toEqual({
      query: everything,
      all: true,
      picks: [{ from: 96, to: 96, selected: false }],
    });
  });

  it("counts what overlaps once", () => {
    const selection = new RowSelection();
    selection.only(spot(0));
    selection.stretch(spot(9));
    selection.toggle(spot(20));
    selection.stretch(spot(5));
    expect(selection.count(100)).toBe(21);
    selection.clear();
    expect([selection.isEmpty, selection.count(100)]).toEqual([true, 0]);
  });
});
