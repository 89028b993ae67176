// @vitest-environment node
import { describe, expect, it } from "vitest";
import { ColumnChoice, NARROWEST, WIDEST, type Memory } from "./columnChoice.svelte";
import { columnsOf } from "./columns";

const columns = columnsOf({
  columns: ["no", "email", "city"],
  email_column: 1,
  more_email_columns: [],
  rows: 10,
});
const ids = (list: { id: string }[]) => list.map(({ id }) => id);

function memory(): Memory & { kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

describe("the columns of a list", () => {
  it("stand as they come where nobody chose", () => {
    expect(new ColumnChoice(1, memory()).arrange(columns)).toEqual(columns);
  });

  it("can be hidden, moved, pinned and sized, and stay so for this list alone", () => {
    const kept = memory();
    const choice = new ColumnChoice(1, kept);
    choice.toggle("score");
    choice.move(columns, "cell-2", -9);
    choice.pin("reason");
    choice.resize("verdict", 12);
    for (const again of [choice, new ColumnChoice(1, kept)]) {
      const { pinned, others } = again.arrange(columns);
      expect(ids(pinned)).toEqual(["row", "cell-1", "reason"]);
      expect(ids(others)).toEqual(["cell-2", "verdict", "action", "cell-0", "sentence"]);
      expect(others.find(({ id }) => id === "verdict")!.width).toBe(12);
    }
    expect(new ColumnChoice(2, kept).arrange(columns)).toEqual(columns);
    choice.reset();
    expect(choice.arrange(columns)).toEqual(columns);
    expect(kept.kept.size).toBe(0);
  });

  it("never get too narrow to be grasped nor wider than a window", () => {
    const choice = new ColumnChoice(1, memory());
    choice.resize("verdict", 0.1);
    choice.resize("reason", 999);
    const widths = choice.arrange(columns).others.map(({ width }) => width);
    expect(Math.min(...widths)).toBeGreaterThanOrEqual(NARROWEST);
    expect(Math.max(...widths)).toBeLessThanOrEqual(WIDEST);
  });

  it("a choice that cannot be read is none", () => {
    const broken = memory();
    broken.setItem("mailvet.columns.1", "{nonsense");
    expect(new ColumnChoice(1, broken).isChanged).toBe(false);
  });
});
