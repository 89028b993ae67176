import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { byId, launch, open } from "./chromium";
import { places } from "./views";

/** Where pictures go, where somebody wants them: `scripts/pictures`. */
const folder = process.env.MAILVET_PICTURES;

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
  if (folder) mkdirSync(folder, { recursive: true });
});
afterAll(() => browser.close());

/** What is wider than the window, though nothing there is meant to scroll sideways. */
const tooWide = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll("main, header, [role=dialog], body")]
      .filter((element) => element.scrollWidth > element.clientWidth + 1)
      .map(
        (element) => `${element.tagName} ${element.getAttribute("data-testid") ?? ""} ${element.scrollWidth}`,
      ),
  );

const looks = [
  { size: [1024, 700], theme: "light" },
  { size: [1920, 1080], theme: "dark" },
  ...(folder
    ? ([
        { size: [1024, 700], theme: "dark" },
        { size: [1920, 1080], theme: "light" },
      ] as const)
    : []),
] as const;

describe.each(looks)("at $size in the $theme", ({ size: [width, height], theme }) => {
  it.each(places)("$name fits the window", async ({ name, go, fake }) => {
    const { page } = await open(browser, inject("pages"), { size: [width, height], theme, fake });
    await go(page);
    if (folder) await page.screenshot({ path: join(folder, `${name}-${theme}-${width}.png`) });
    expect(await tooWide(page)).toEqual([]);
    await page.close();
  });
});

describe("at 1024x700 in German", () => {
  it.each(places)("$name fits the window", async ({ name, go, fake }) => {
    const { page } = await open(browser, inject("pages"), { language: "de-DE", fake });
    await go(page);
    if (folder) await page.screenshot({ path: join(folder, `${name}-german-1024.png`) });
    expect(await tooWide(page)).toEqual([]);
    await page.close();
  });
});

describe("with text twice as large", () => {
  it.each(places)("$name still fits the window", async ({ name, go, fake }) => {
    const { page } = await open(browser, inject("pages"), { fake });
    await page.evaluate(() => (document.documentElement.style.fontSize = "32px"));
    await go(page);
    if (folder) await page.screenshot({ path: join(folder, `${name}-twice-1024.png`) });
    expect(await tooWide(page)).toEqual([]);
    await page.close();
  });
});

it("the empty home needs no scrolling at 1024x700", async () => {
  const { page } = await open(browser, inject("pages"), { fake: "fake=empty" });
  const [inner, outer] = await page.evaluate(() => {
    const home = document.querySelector("main")!.parentElement!;
    return [home.scrollHeight, home.clientHeight] as const;
  });
  expect(inner).toBeLessThanOrEqual(outer);
  await page.close();
});

it("language, colours and size of the text change at once", async () => {
  const { page } = await open(browser, inject("pages"));
  await page.keyboard.press("Control+,");
  const choose = async (key: string, option: string) => {
    await page.locator(`${byId(`setting-window.${key}`)} [aria-haspopup=listbox]`).click();
    await page.getByRole("option", { name: option }).click();
  };
  await choose("theme", "Dark");
  await page.locator("html[data-theme=dark]").waitFor();
  await choose("language", "Deutsch");
  await page.locator("html[lang=de]").waitFor();
  await page.getByRole("heading", { name: "Einstellungen" }).waitFor();
  await page.keyboard.press("Control++");
  await page.waitForFunction(() => document.documentElement.style.fontSize === "17.6px");
  await page.close();
});

it("a changed policy gives the rows of the list their new advice", async () => {
  const { page } = await open(browser, inject("pages"));
  await places.find(({ name }) => name === "report")!.go(page);
  const sent = async () => Number(await page.locator(byId("count-send")).getAttribute("data-count"));
  const before = await sent();
  await page.locator(byId("action-likely_valid-else")).click();
  await page.getByRole("option", { name: "Send", exact: true }).click();
  await page.waitForFunction(
    (before) =>
      Number(document.querySelector<HTMLElement>("[data-testid=count-send]")?.dataset.count) > before,
    before,
  );
  const after = new Intl.NumberFormat("en").format(await sent());
  await page.locator(byId("policy-keep")).click();
  await page.getByText(`${after} rows`).waitFor();
  await page.close();
});
