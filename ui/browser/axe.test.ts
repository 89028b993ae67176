import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { launch, open } from "./chromium";
import { places } from "./views";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let browser: Browser;
beforeAll(async () => void (browser = await launch()));
afterAll(() => browser.close());

/** What is still changing its colour has one of its own on the way. */
async function atRest(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const passing = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(passing.map(({ finished }) => finished));
  });
}

async function violations(page: Page): Promise<string[]> {
  await atRest(page);
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run: () => Promise<AxeResults> } }).axe.run(),
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
  );
}

describe.each(["light", "dark"] as const)("in the %s, axe finds nothing wrong", (theme) => {
  it.each(places)("with $name", async ({ go, fake }) => {
    const { page, complaints } = await open(browser, inject("pages"), { theme, fake });
    await go(page);
    expect(await violations(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.close();
  });
});

it("with more contrast wanted, axe finds nothing wrong with a list", async () => {
  const { page } = await open(browser, inject("pages"), { contrast: "more", theme: "dark" });
  await places.find(({ name }) => name === "evidence")!.go(page);
  expect(await violations(page)).toEqual([]);
  await page.close();
});
