import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { tick } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { everything, type Ipc, type ListSummary, type ResultRow } from "$/ipc";
import { later, stubIpc } from "$/testing/stub";
import { Filters } from "./filters.svelte";
import { ColumnChoice } from "./columnChoice.svelte";
import { MailOperators } from "./operators.svelte";
import { RowActions } from "./rowActions.svelte";
import { RowSelection } from "./selection.svelte";
import { columnsOf } from "./columns";
import GridCell from "./GridCell.svelte";
import ResultsGrid from "./ResultsGrid.svelte";
import { Rows } from "./rows.svelte";

const list: ListSummary = {
  id: 1,
  name: "list.csv",
  path: null,
  imported_at: 0,
  columns: ["name", "email"],
  email_column: 1,
  more_email_columns: [],
  duplicates: "case",
  rows: 0,
  addresses: 0,
  practice: false,
  run: null,
  verdicts: [],
};

const rowOf = (n: number): ResultRow => ({
  row: n,
  cells: [`Person ${n}`, `p${n}@example.com`],
  address: `p${n}@example.com`,
  address_id: n,
  result: null,
  mark: null,
  more: [],
});

/** jsdom lays nothing out: the grid is told that it is 1000 by 674 pixels. */
beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(674);
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(1_000);
});
afterEach(() => vi.restoreAllMocks());

async function gridOf(
  total: number,
  wait: (offset: number) => Promise<void> | undefined = () => undefined,
  answers: Partial<Ipc> = {},
) {
  const rows = new Rows(async (_, offset, limit) => {
    await wait(offset);
    return {
      total,
      offset,
      rows: Array.from({ length: Math.min(limit, total - offset) }, (_, n) => rowOf(offset + n)),
    };
  });
  const opened: number[] = [];
  const closed = vi.fn();
  rows.show(everything);
  const filters = new Filters((query) => rows.show(query));
  const selection = new RowSelection();
  const actions = new RowActions(stubIpc(answers), 1, {
    selection,
    filters,
    operators: new MailOperators(stubIpc({ mailOperator: async () => "google", ...answers }), 1),
    total: () => rows.total,
    onchange: () => {},
  });
  render(ResultsGrid, {
    list: { ...list, rows: total },
    rows,
    filters,
    choice: new ColumnChoice(),
    actions,
    open: null,
    onopen: (row: ResultRow) => opened.push(row.row),
    onclose: closed,
  });
  await arrived();
  return { grid: screen.getByRole("grid"), opened, rows, filters, actions, selection };
}

const arrived = async () => {
  for (let n = 0; n < 6; n++) await tick();
};

const drawn = () =>
  screen
    .getAllByRole("row")
    .map((row) => row.dataset.row)
    .filter((row) => row !== undefined)
    .map(Number);

it("marks an address in a further column with its own verdict", () => {
  const work = columnsOf({ ...list, columns: ["email", "work"], email_column: 0, more_email_columns: [1] });
  const column = work.others.find(({ cell }) => cell === 1)!;
  const more = [{ address: "w@example.com", address_id: 9, result: null }];
  render(GridCell, { column, row: { ...rowOf(1), cells: ["p1@example.com", "w@example.com"], more } });
  const cell = screen.getByText("w@example.com").parentElement!;
  expect(cell.dataset.further).toBe("none");
  expect(cell.textContent?.replaceAll(/\s+/g, " ").trim()).toBe("w@example.com (Not checked yet)");
});

describe("the grid", () => {
  it("draws only the rows in view and says how many there are", async () => {
    const { grid } = await gridOf(20_000);
    expect(drawn()).toEqual(Array.from({ length: drawn().length }, (_, n) => n));
    expect(drawn().length).toBeLessThan(40);
    expect(grid.getAttribute("aria-rowcount")).toBe("20001");
    expect(screen.getByText("p3@example.com")).toBeTruthy();
  });

  it("shows the last of two million rows on End", async () => {
    const { grid } = await gridOf(2_000_000);
    await fireEvent.keyDown(grid, { key: "End" });
    await arrived();
    expect(drawn().at(-1)).toBe(1_999_999);
    expect(screen.getByText("p1999999@example.com")).toBeTruthy();
    expect(grid.getAttribute("aria-activedescendant")).toBe("grid-row-1999999");
    expect(document.getElementById("grid-row-1999999")?.getAttribute("aria-rowindex")).toBe("2000001");
  });

  it("keeps its rows while others are fetched, and shows skeletons where that takes long", async () => {
    const hold = later<void>();
    const { grid, rows } = await gridOf(20_000, (offset) => (offset > 0 ? hold.promise : undefined));
    grid.scrollTop = 200_000;
    await fireEvent.scroll(grid);
    expect(rows.at(6_250)).toBeUndefined();
    expect(grid.querySelectorAll(".skeleton").length).toBe(0);
    expect(drawn()).toContain(0);
    await waitFor(() => expect(grid.querySelectorAll(".skeleton").length).toBeGreaterThan(0));
    hold.answer();
    await arrived();
    expect(grid.querySelectorAll(".skeleton").length).toBe(0);
    expect(drawn()).toContain(6_250);
  });

  it("opens the row under the pointer, and the row with the cursor on Enter", async () => {
    const { grid, opened } = await gridOf(100);
    await fireEvent.click(screen.getByText("p2@example.com"));
    await fireEvent.keyDown(grid, { key: "ArrowDown" });
    await fireEvent.keyDown(grid, { key: "Enter" });
    await fireEvent.keyDown(grid, { key: " " });
    expect(opened).toEqual([2, 3, 3]);
  });

  it("sorts by a click on a column's head and says so", async () => {
    const { filters } = await gridOf(100);
    await fireEvent.click(screen.getByTestId("sort-score"));
    await fireEvent.click(screen.getByTestId("sort-score"));
    expect(filters.query.sort).toEqual([{ by: "score", descending: true }]);
    expect(screen.getByTestId("sort-score").parentElement?.getAttribute("aria-sort")).toBe("descending");
  });

  it("sorts by one more column with Shift, and numbers them", async () => {
    const { filters } = await gridOf(100);
    await fireEvent.click(screen.getByTestId("sort-verdict"));
    await fireEvent.click(screen.getByTestId("sort-score"), { shiftKey: true });
    await fireEvent.keyDown(screen.getByTestId("sort-score"), { key: "Enter", shiftKey: true });
    expect(filters.query.sort).toEqual([
      { by: "verdict", descending: false },
      { by: "score", descending: true },
    ]);
    expect(screen.getAllByTestId("sort-place").map(({ textContent }) => textContent)).toEqual(["1", "2"]);
    expect(screen.getByTestId("sort-score").textContent).toContain("sorted by as number 2");
  });

  const selectedRows = () =>
    screen
      .getAllByRole("row")
      .filter((row) => row.getAttribute("aria-selected") === "true")
      .map((row) => Number(row.dataset.row));

  it("selects by click, with Control and with Shift", async () => {
    const { opened } = await gridOf(100);
    await fireEvent.click(screen.getByText("p2@example.com"));
    await fireEvent.click(screen.getByText("p4@example.com"), { ctrlKey: true });
    await fireEvent.click(screen.getByText("p6@example.com"), { shiftKey: true });
    await fireEvent.click(screen.getByText("p5@example.com"), { ctrlKey: true });
    expect(selectedRows()).toEqual([2, 4, 6]);
    expect(opened).toEqual([2]);
  });

  it("selects by the keyboard: with the cursor, up to it, and everything", async () => {
    const { grid, selection, rows } = await gridOf(1_000_000);
    await fireEvent.keyDown(grid, { key: "ArrowDown" });
    await fireEvent.keyDown(grid, { key: "ArrowDown" });
    expect(selectedRows()).toEqual([1]);
    await fireEvent.keyDown(grid, { key: "ArrowDown", shiftKey: true });
    await fireEvent.keyDown(grid, { key: "ArrowDown", shiftKey: true });
    expect(selectedRows()).toEqual([1, 2, 3]);
    await fireEvent.keyDown(grid, { key: "a", ctrlKey: true });
    expect(selection.count(rows.total)).toBe(1_000_000);
    expect(grid.getAttribute("aria-multiselectable")).toBe("true");
    await fireEvent.keyDown(grid, { key: "Escape" });
    expect(selection.isEmpty).toBe(true);
  });

  it("selects up to rows that are still being fetched, once they are there", async () => {
    const hold = later<void>();
    const { grid, selection } = await gridOf(20_000, (offset) => (offset > 0 ? hold.promise : undefined));
    await fireEvent.click(screen.getByText("p2@example.com"));
    await fireEvent.keyDown(grid, { key: "End", shiftKey: true });
    expect(selection.count(20_000)).toBe(1);
    hold.answer();
    await arrived();
    expect(selection.count(20_000)).toBe(19_998);
  });

  it("marks and decides by letters, about what is selected", async () => {
    const markSelected = vi.fn(async () => ({ changed: 1, left_alone: 0 }));
    const { grid, actions } = await gridOf(100, undefined, { markSelected });
    await fireEvent.keyDown(grid, { key: "o" });
    expect(actions.deciding).toBe(false);
    await fireEvent.click(screen.getByText("p2@example.com"));
    await fireEvent.keyDown(grid, { key: "g" });
    const picks = [{ from: 2, to: 2, selected: true }];
    expect(markSelected).toHaveBeenCalledWith(1, { query: everything, all: false, picks }, "good");
    await fireEvent.keyDown(grid, { key: "o" });
    expect([actions.deciding, actions.about]).toEqual([true, 1]);
  });

  it("opens its menu by the keyboard and by the other button of the mouse", async () => {
    const { grid, actions, selection } = await gridOf(100);
    await fireEvent.keyDown(grid, { key: "ArrowDown" });
    await fireEvent.keyDown(grid, { key: "F10", shiftKey: true });
    expect(actions.row?.row).toBe(0);
    expect(await screen.findByTestId("row-menu")).toBeTruthy();
    actions.menu = null;
    await fireEvent.contextMenu(screen.getByText("p7@example.com"));
    expect(actions.row?.row).toBe(7);
    expect(selection.single?.row).toBe(7);
    expect(actions.operator).toBe("google");
  });

  it("goes back to the top for another query", async () => {
    const { grid, filters } = await gridOf(20_000);
    await fireEvent.keyDown(grid, { key: "End" });
    filters.search("p1");
    await arrived();
    expect(drawn()[0]).toBe(0);
    expect(grid.hasAttribute("aria-activedescendant")).toBe(false);
  });
});
