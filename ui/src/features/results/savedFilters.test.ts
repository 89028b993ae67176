// @vitest-environment node
import { expect, it } from "vitest";
import { everything, type SavedFilter } from "$/ipc";
import { fitted } from "./savedFilters.svelte";

const saved: SavedFilter = {
  id: 1,
  name: "By city",
  columns: ["email", "city", "age"],
  query: {
    ...everything,
    verdicts: ["risky"],
    sort: [
      { by: { column: 1 }, descending: true },
      { by: "score", descending: false },
      { by: { column: 2 }, descending: false },
    ],
  },
};

it("a saved filter finds its columns by their names in another list", () => {
  const { query, missing } = fitted(saved, ["age", "name", "email", "city"]);
  expect(query.sort).toEqual([
    { by: { column: 3 }, descending: true },
    { by: "score", descending: false },
    { by: { column: 0 }, descending: false },
  ]);
  expect([query.verdicts, missing]).toEqual([["risky"], []]);
});

it("what a list does not have is named and left out", () => {
  const { query, missing } = fitted(saved, ["email", "age"]);
  expect(query.sort.map(({ by }) => by)).toEqual(["score", { column: 1 }]);
  expect(missing).toEqual(["city"]);
});

it("in a list of the same columns each stands where it stood, names or not", () => {
  const nameless = { ...saved, columns: ["", "", ""] };
  expect(fitted(nameless, ["", "", ""]).query).toEqual(saved.query);
});
