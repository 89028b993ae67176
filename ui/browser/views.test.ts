/**
 * Every view and every dialog, once the way there is gone: axe finds nothing wrong, and nothing is wider than the window, in
 * every look. One page is looked at in all of them, as a user's window is, and for a language of long words a second one.
 */
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

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
  if (folder) mkdirSync(folder, { recursive: true });
});
afterAll(() => browser.close());

/** Until what was asked for is shown and nothing changes its colour or place any more. */
async function atRest(page: Page): Promise<void> {
  await page.locator("[role=grid][aria-busy=true]").waitFor({ state: "detached" });
  await page.evaluate(async () => {
    const frame = () => new Promise(requestAnimationFrame);
    const passing = () =>
      document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
    await frame();
    // A run that goes on is never at rest.
    for (let round = 0; round < 5 && passing().length > 0; round++) {
      await Promise.allSettled(passing().map(({ finished }) => finished));
      await frame();
    }
  });
}

/** What axe complains of. */
async function violations(page: Page): Promise<string[]> {
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run: () => Promise<AxeResults> } }).axe.run(),
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
  );
}

/** What is wider than the window, though nothing there is meant to scroll sideways. */
const tooWide = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll("main, header, [role=dialog], body")]
      .filter((element) => element.scrollWidth > element.clientWidth + 1)
      .map(
        (element) => `${element.tagName} ${element.getAttribute("data-testid") ?? ""} ${element.scrollWidth}`,
      ),
  );

type Size = { width: number; height: number };
const small: Size = { width: 1024, height: 700 };
const large: Size = { width: 1920, height: 1080 };

interface Look {
  theme: "light" | "dark";
  size?: Size;
  contrast?: "more";
  forced?: "active";
  /** Text twice as large as usual. */
  twice?: boolean;
  axe?: boolean;
}

const looks: Record<string, Look> = {
  "light-1024": { theme: "light", axe: true },
  "dark-1024": { theme: "dark", axe: true },
  "dark-1920": { theme: "dark", size: large },
  "twice-1024": { theme: "light", twice: true },
};
/** For eyes alone. */
const forEyes: Record<string, Look> = {
  "light-1920": { theme: "light", size: large },
  "light-1240": { theme: "light", size: { width: 1240, height: 800 } },
  "contrast-1024": { theme: "dark", contrast: "more" },
  "forced-1024": { theme: "light", forced: "active" },
};

async function take(page: Page, { theme, size = small, contrast, forced, twice }: Look): Promise<void> {
  await page.emulateMedia({
    colorScheme: theme,
    contrast: contrast ?? "no-preference",
    forcedColors: forced ?? "none",
  });
  await page.setViewportSize(size);
  await page.evaluate((size) => (document.documentElement.style.fontSize = size), twice ? "32px" : "");
  await atRest(page);
}

describe.concurrent("whoever looks", () => {
  it.each(places)(
    "at $name finds nothing wrong, in the light and the dark, small, large and with large text",
    async ({ name, go, fake }) => {
      const { page, complaints } = await open(browser, inject("pages"), { fake });
      await page.evaluate(axe);
      await go(page);
      const wrong: Record<string, string[]> = {};
      for (const [look, how] of Object.entries({ ...looks, ...(folder ? forEyes : {}) })) {
        await take(page, how);
        if (folder) await page.screenshot({ path: join(folder, `${name}-${look}.png`) });
        wrong[look] = [...(await tooWide(page)), ...(how.axe ? await violations(page) : [])];
      }
      expect(wrong).toEqual(Object.fromEntries(Object.keys(wrong).map((look) => [look, []])));
      expect(complaints).toEqual([]);
      await page.close();
    },
  );

  it.each(places)("at $name in German finds that it fits the window", async ({ name, go, fake }) => {
    const { page } = await open(browser, inject("pages"), { language: "de-DE", fake });
    await go(page);
    await atRest(page);
    if (folder) await page.screenshot({ path: join(folder, `${name}-german-1024.png`) });
    expect(await tooWide(page)).toEqual([]);
    await page.close();
  });

  it("at a list with more contrast wanted, finds nothing wrong", async () => {
    const { page } = await open(browser, inject("pages"), { contrast: "more", theme: "dark" });
    await page.evaluate(axe);
    await places.find(({ name }) => name === "evidence")!.go(page);
    await atRest(page);
    expect(await violations(page)).toEqual([]);
    await page.close();
  });
});
