// @vitest-environment node
import { describe, expect, it } from "vitest";
import { everything, type Query } from "$/ipc";
import { Filters } from "./filters.svelte";

function filters(): { filters: Filters; asked: Query[] } {
  const asked: Query[] = [];
  return { filters: new Filters((query) => asked.push(query)), asked };
}

describe("filters", () => {
  it("of one kind add up and a second click takes one back", () => {
    const { filters: f, asked } = filters();
    f.toggleVerdict("valid");
    f.toggleVerdict("risky");
    expect(asked.at(-1)?.verdicts).toEqual(["valid", "risky"]);
    f.toggleVerdict("valid");
    expect(asked.at(-1)?.verdicts).toEqual(["risky"]);
  });

  it("for a verdict and for none exclude each other", () => {
    const { filters: f } = filters();
    f.toggleVerdict("valid");
    f.toggleUnsettled();
    expect(f.query).toMatchObject({ verdicts: [], unsettled: true });
    f.toggleVerdict("invalid");
    expect(f.query).toMatchObject({ verdicts: ["invalid"], unsettled: false });
  });

  it("are cleared together, and the order stays", () => {
    const { filters: f } = filters();
    f.sortBy("score");
    f.search("anna");
    f.toggle("domains", "example.com");
    expect(f.isFiltered).toBe(true);
    f.clear();
    expect(f.query).toEqual({ ...everything, sort: [{ by: "score", descending: false }] });
    expect(f.isFiltered).toBe(false);
  });

  it("do not ask again for the same search", () => {
    const { filters: f, asked } = filters();
    f.search("anna");
    f.search("anna");
    expect(asked).toHaveLength(1);
  });
});

describe("a column's head", () => {
  it("sorts upwards, downwards, and not at all", () => {
    const { filters: f } = filters();
    f.sortBy({ column: 2 });
    expect(f.query.sort).toEqual([{ by: { column: 2 }, descending: false }]);
    f.sortBy({ column: 2 });
    expect(f.query.sort).toEqual([{ by: { column: 2 }, descending: true }]);
    f.sortBy({ column: 2 });
    expect(f.query.sort).toEqual([]);
  });

  it("takes the order over from another", () => {
    const { filters: f } = filters();
    f.sortBy({ column: 2 });
    f.sortBy({ column: 3 });
    expect(f.query.sort).toEqual([{ by: { column: 3 }, descending: false }]);
  });

  it("stands behind the others with Shift, where it turns around and goes by itself", () => {
    const { filters: f } = filters();
    f.sortBy("verdict");
    f.sortBy("score", true);
    f.sortBy("address", true);
    f.sortBy("score", true);
    expect(f.query.sort).toEqual([
      { by: "verdict", descending: false },
      { by: "score", descending: true },
      { by: "address", descending: false },
    ]);
    f.sortBy("score", true);
    expect(f.query.sort.map(({ by }) => by)).toEqual(["verdict", "address"]);
    f.sortBy("address");
    expect(f.query.sort).toEqual([{ by: "address", descending: true }]);
  });
});
