// @vitest-environment node
import { expect, it } from "vitest";
import type { Query } from "../bindings";
import { everything } from "../query";
import { Fake } from ".";

it("the made-up program agrees with itself: facets count what pages show", async () => {
  const fake = new Fake({ rows: 3_000, latency: 0 });
  const list = (await fake.home()).lists.find(({ rows }) => rows === 3_000)!.id;
  const { verdicts, total } = await fake.facets(list, everything);
  expect(verdicts.reduce((sum, { count }) => sum + count, 0)).toBe(total);
  for (const { value, count } of verdicts) {
    const page = await fake.page(
      list,
      { ...everything, verdicts: [value as Query["verdicts"][number]] },
      0,
      10,
    );
    expect(page.total).toBe(count);
    expect(page.rows.every(({ result }) => result?.verdict === value)).toBe(true);
  }
});
