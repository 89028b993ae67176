import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { byId, launch, open } from "./chromium";
import { places } from "./views";

let browser: Browser;
beforeAll(async () => void (browser = await launch()));
afterAll(() => browser.close());

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

it.each(["en-GB", "de-DE"])(
  "with text twice as large a policy's conditions stand whole (%s)",
  async (language) => {
    const { page } = await open(browser, inject("pages"), { language });
    await places.find(({ name }) => name === "report")!.go(page);
    await page.evaluate(() => (document.documentElement.style.fontSize = "32px"));
    const cut = await page
      .locator(`${byId("policy")} [data-testid=condition]`)
      .evaluateAll((conditions) =>
        conditions
          .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth || clientWidth < 300)
          .map(({ textContent, clientWidth }) => `${textContent} ${clientWidth}`),
      );
    expect(cut).toEqual([]);
    expect(await page.locator(`${byId("policy")} [data-testid=condition]`).count()).toBeGreaterThan(5);
    await page.close();
  },
);
