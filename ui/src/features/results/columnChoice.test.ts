// @vitest-environment node
import { describe, expect, it } from "vitest";
import { columnsKey } from "$/shared/columnMemory";
import { memory } from "$/testing/memory";
import { ColumnChoice, NARROWEST, WIDEST } from "./columnChoice.svelte";
import { columnsOf } from "./columns";

const columns = columnsOf({
  columns: ["no", "email", "city"],
  email_column: 1,
  more_email_columns: [],
  rows: 10,
});
const ids = (list: { id: string }[]) => list.map(({ id }) => id);

const [first, second] = [
  { id: 1, imported_at: 1_000 },
  { id: 2, imported_at: 1_000 },
];

describe("the columns of a list", () => {
  it("stand as they come where nobody chose", () => {
    expect(new ColumnChoice(memory()).of(first).arrange(columns)).toEqual(columns);
  });

  it("can be hidden, moved, pinned and sized, and stay so for this list alone", () => {
    const kept = memory();
    const choice = new ColumnChoice(kept).of(first);
    choice.toggle("score");
    choice.move(columns, "cell-2", -9);
    choice.pin("reason");
    choice.resize("verdict", 12);
    for (const again of [choice, new ColumnChoice(kept).of(first)]) {
      const { pinned, others } = again.arrange(columns);
      expect(ids(pinned)).toEqual(["row", "cell-1", "reason"]);
      expect(ids(others)).toEqual(["cell-2", "verdict", "action", "cell-0", "sentence"]);
      expect(others.find(({ id }) => id === "verdict")!.width).toBe(12);
    }
    expect(new ColumnChoice(kept).of(second).arrange(columns)).toEqual(columns);
    choice.reset();
    expect(choice.arrange(columns)).toEqual(columns);
    expect(kept.kept.size).toBe(0);
  });

  it("never get too narrow to be grasped nor wider than a window", () => {
    const choice = new ColumnChoice(memory()).of(first);
    choice.resize("verdict", 0.1);
    choice.resize("reason", 999);
    const widths = choice.arrange(columns).others.map(({ width }) => width);
    expect(Math.min(...widths)).toBeGreaterThanOrEqual(NARROWEST);
    expect(Math.max(...widths)).toBeLessThanOrEqual(WIDEST);
  });

  it("a choice that cannot be read is none", () => {
    const broken = memory();
    broken.setItem(columnsKey(first), "{nonsense");
    expect(new ColumnChoice(broken).of(first).isChanged).toBe(false);
  });

  it("are not those of another data folder's list of the same number", () => {
    const kept = memory();
    const choice = new ColumnChoice(kept).of(first);
    choice.toggle("score");
    const fresh = { ...first, imported_at: 2_000 };
    expect(new ColumnChoice(kept).of(fresh).isChanged).toBe(false);
    expect(choice.of(fresh).isHidden("score")).toBe(false);
    expect(choice.of(first).isHidden("score")).toBe(true);
  });

  it("are kept for no list while nobody knows which it is", () => {
    const kept = memory();
    const choice = new ColumnChoice(kept);
    choice.toggle("score");
    choice.reset();
    expect(kept.kept.size).toBe(0);
  });
});
