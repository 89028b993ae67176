import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { asItIs, type EvidenceView, type ListSummary, type ResultRow, type RowResult } from "$/ipc";
import AddressSwitch from "./AddressSwitch.svelte";
import { subjectOf } from "./addresses";

const list: ListSummary = {
  id: 1,
  name: "list.csv",
  path: null,
  imported_at: 0,
  columns: ["home", "name", "work", "other"],
  email_column: 0,
  more_email_columns: [2, 3],
  duplicates: "case",
  rows: 1,
  addresses: 2,
  practice: false,
  run: null,
  verdicts: [],
};

const result = (verdict: RowResult["verdict"]): RowResult => ({
  verdict,
  reason: "mailbox_accepted",
  action: "send",
  decision: null,
  score: 90,
  confidence: 0.9,
  flags: { yes: [], unknown: [] },
  suggestion: null,
  sentence: asItIs("It is so."),
  checked_at: 0,
  retry_at: null,
});

const row: ResultRow = {
  row: 0,
  cells: ["ann@home.example", "Ann", "", "ann@other.example"],
  address: "ann@home.example",
  address_id: 1,
  result: result("valid"),
  mark: null,
  more: [null, { address: "ann@other.example", address_id: 2, result: result("invalid") }],
};

it("offers the addresses that a row has, each with its column and its verdict, and tells which one is counted", async () => {
  const onchoose = vi.fn();
  render(AddressSwitch, { list, row, chosen: null, onchoose });
  const offered = screen.getAllByRole("radio");
  expect(offered.map((radio) => radio.closest("label")?.textContent?.replaceAll(/\s+/g, " ").trim())).toEqual(
    ["home ann@home.example Valid", "other ann@other.example Invalid"],
  );
  expect((offered[0] as HTMLInputElement).checked).toBe(true);
  expect(screen.getByTestId("address-switch").textContent).toContain("go by “home”");
  await userEvent.setup().click(offered[1]!);
  expect(onchoose).toHaveBeenCalledWith(1);
});

it("is about the address that the program says, and not about the row's own", () => {
  const view = { row, further: 1 } as EvidenceView;
  expect(subjectOf(view)).toMatchObject({ address: "ann@other.example", result: { verdict: "invalid" } });
  expect(subjectOf({ ...view, further: null }).address).toBe("ann@home.example");
});
