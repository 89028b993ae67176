// @vitest-environment node
import { expect, it } from "vitest";
import type { Facets, Query } from "$/ipc";
import { later, settled, stubIpc } from "$/testing/stub";
import { ResultsController } from "./results.svelte";

const facets = (matching: number): Facets => ({
  matching,
  total: 100,
  unsettled: 0,
  decided: 0,
  verdicts: [],
  reasons: [],
  actions: [],
  flags: [],
  domains: [],
  operators: [],
});

function slowCounts() {
  const counts: { query: Query; answer: (facets: Facets) => void }[] = [];
  const ipc = stubIpc({
    operators: async () => [],
    page: async (_, __, offset) => ({ total: 0, offset, rows: [] }),
    facets: (_, query) => {
      const { promise, answer } = later<Facets>();
      counts.push({ query, answer });
      return promise;
    },
  });
  return { results: new ResultsController(ipc, 7), counts };
}

it("counts once at a time while a run goes on, and once more for what came meanwhile", async () => {
  const { results, counts } = slowCounts();
  results.open();
  results.refresh();
  results.refresh();
  expect(counts).toHaveLength(1);
  counts[0]?.answer(facets(1));
  await settled();
  expect(counts).toHaveLength(2);
  counts[1]?.answer(facets(2));
  await settled();
  expect(counts).toHaveLength(2);
  expect(results.facets?.matching).toBe(2);
});

it("selects nothing any more where a decision moves rows, and the same rows where it does not", async () => {
  const { results } = slowCounts();
  results.open();
  results.selection.selectAll();
  results.reread();
  expect(results.selection.isEmpty).toBe(false);
  results.filters.only("actions", "send");
  results.selection.selectAll();
  results.reread();
  expect(results.selection.isEmpty).toBe(true);
});

it("counts a new query at once and forgets the count of the old one", async () => {
  const { results, counts } = slowCounts();
  results.open();
  results.filters.search("anna");
  expect(counts.map(({ query }) => query.search)).toEqual(["", "anna"]);
  counts[1]?.answer(facets(3));
  await settled();
  counts[0]?.answer(facets(100));
  await settled();
  expect(results.facets?.matching).toBe(3);
});
