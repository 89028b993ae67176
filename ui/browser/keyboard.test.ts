import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { byId, launch, open } from "./chromium";

let browser: Browser;
beforeAll(async () => void (browser = await launch()));
afterAll(() => browser.close());

/** Tabs on until something has the focus; the way there must be seen. Past the last thing, nothing has it for once. */
async function tabTo(page: Page, id: string): Promise<void> {
  for (let n = 0; n < 60; n++) {
    await page.keyboard.press("Tab");
    const here = await page.evaluate(() => {
      const element = document.activeElement;
      return {
        id: element?.getAttribute("data-testid"),
        role: element?.getAttribute("role"),
        seen: element === document.body || element?.matches(":focus-visible"),
      };
    });
    expect(here.seen).toBe(true);
    if (here.id === id || here.role === id) return;
  }
  throw new Error(`the keyboard does not get to ${id}`);
}

it("from the sample to the exported file nothing needs a mouse", async () => {
  const { page, complaints } = await open(browser, inject("pages"), { fake: "fake=empty" });
  await tabTo(page, "sample");
  await page.keyboard.press("Enter");
  await page.locator(byId("start")).waitFor();
  await tabTo(page, "start");
  await page.keyboard.press("Enter");
  await page.locator(byId("run-state"), { hasText: "Finished" }).waitFor({ timeout: 90_000 });

  // A verdict, then the table, and the evidence of a row.
  await tabTo(page, "facet-invalid");
  await page.keyboard.press("Enter");
  await page.locator("[data-row][data-verdict=invalid]").first().waitFor();
  await tabTo(page, "grid");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.locator(byId("evidence-reason")).waitFor();
  await page.keyboard.press("Escape");
  await page.locator(byId("evidence")).waitFor({ state: "detached" });

  await page.keyboard.press("Control+e");
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  await tabTo(page, "export-save");
  await page.keyboard.press("Enter");
  await dialog.getByText(/written/).waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });

  await page.keyboard.press("Control+k");
  await page.locator(`${byId("palette-input")}:focus`).waitFor();
  await page.keyboard.type("all lists");
  await page.keyboard.press("Enter");
  await page.locator(byId("view-home")).waitFor();
  expect(complaints).toEqual([]);
  await page.close();
});
