// @vitest-environment node
import { expect, it } from "vitest";
import { memory } from "$/testing/memory";
import { columnsKey, forgetColumns } from "./columnMemory";

const [first, second, elsewhere] = [
  { id: 1, imported_at: 1_000 },
  { id: 2, imported_at: 2_000 },
  { id: 1, imported_at: 3_000 },
];

it("forgets the columns of the lists that are gone, and of those alone", () => {
  const remembered = memory();
  for (const list of [first, second, elsewhere]) remembered.setItem(columnsKey(list), "{}");
  forgetColumns([first], remembered);
  expect([...remembered.kept.keys()]).toEqual([columnsKey(second), columnsKey(elsewhere)]);
});

it("forgets the columns of every list, and nothing else", () => {
  const remembered = memory();
  remembered.setItem("mailvet.other", "kept");
  for (const list of [first, second, elsewhere]) remembered.setItem(columnsKey(list), "{}");
  forgetColumns("all", remembered);
  expect([...remembered.kept.keys()]).toEqual(["mailvet.other"]);
});
