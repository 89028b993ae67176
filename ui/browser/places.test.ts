import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { AxeResults } from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { launch, open } from "./chromium";
import { places } from "./views";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Where pictures go, where somebody wants them: `scripts/pictures`. */
const folder = process.env.MAILVET_PICTURES;

const LARGE = { width: 1920, height: 1080 };

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
  if (folder) mkdirSync(folder, { recursive: true });
});
afterAll(() => browser.close());

/** What is still changing its colour or its place has others on the way, and what inherits them may follow after it. */
const atRest = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const passing = () =>
      document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
    await frame();
    // A run that goes on is never at rest.
    for (let round = 0; round < 5 && passing().length > 0; round++) {
      await Promise.allSettled(passing().map(({ finished }) => finished));
      await frame();
    }
  });

async function violations(page: Page): Promise<string[]> {
  await atRest(page);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run: () => Promise<AxeResults> } }).axe.run(),
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
  );
}

/** What is wider than the window, though nothing there is meant to scroll sideways. */
async function tooWide(page: Page): Promise<string[]> {
  await atRest(page);
  return page.evaluate(() =>
    [...document.querySelectorAll("main, header, [role=dialog], body")]
      .filter((element) => element.scrollWidth > element.clientWidth + 1)
      .map(
        (element) => `${element.tagName} ${element.getAttribute("data-testid") ?? ""} ${element.scrollWidth}`,
      ),
  );
}

async function picture(page: Page, name: string): Promise<void> {
  if (!folder) return;
  await atRest(page);
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

describe.each(places)("$name", ({ name, go, fake }) => {
  it("is without fault to axe in light and dark, and fits a small window and a large one", async () => {
    const { page, complaints } = await open(browser, inject("pages"), { fake });
    await go(page);
    await page.evaluate(axe);
    expect.soft(await tooWide(page)).toEqual([]);
    expect.soft(await violations(page)).toEqual([]);
    await picture(page, `${name}-light-1024`);

    await page.emulateMedia({ colorScheme: "dark" });
    expect.soft(await violations(page)).toEqual([]);
    await picture(page, `${name}-dark-1024`);

    await page.setViewportSize(LARGE);
    expect.soft(await tooWide(page)).toEqual([]);
    await picture(page, `${name}-dark-1920`);
    if (folder) {
      await page.emulateMedia({ colorScheme: "light" });
      await picture(page, `${name}-light-1920`);
    }
    expect(complaints).toEqual([]);
    await page.close();
  });

  it("fits a small window in German, and with text twice as large", async () => {
    const { page } = await open(browser, inject("pages"), { language: "de-DE", fake });
    await go(page);
    expect.soft(await tooWide(page)).toEqual([]);
    await picture(page, `${name}-german-1024`);
    await page.evaluate(() => (document.documentElement.style.fontSize = "32px"));
    expect.soft(await tooWide(page)).toEqual([]);
    await picture(page, `${name}-twice-1024`);
    await page.close();
  });
});

it("with more contrast wanted, axe finds nothing wrong with a list", async () => {
  const { page } = await open(browser, inject("pages"), { contrast: "more", theme: "dark" });
  await places.find(({ name }) => name === "evidence")!.go(page);
  await page.evaluate(axe);
  expect(await violations(page)).toEqual([]);
  await page.close();
});
