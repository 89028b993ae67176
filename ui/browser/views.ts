/** Every view and every dialog, with the way there: for tests and for pictures. */
import type { Page } from "playwright-core";
import { byId } from "./chromium";

export interface Place {
  name: string;
  fake?: string;
  go: (page: Page) => Promise<void>;
}

const list = async (page: Page, name = "newsletter-spring.csv") => {
  await page.locator(byId("list-card"), { hasText: name }).getByRole("button").first().click();
  await page.locator(byId("matching")).waitFor();
  await page.locator("[data-row]:not([data-loading])").first().waitFor();
};

const selectSome = async (page: Page) => {
  await page.locator("[data-row]").nth(2).click();
  await page.keyboard.press("Escape");
  await page
    .locator("[data-row]")
    .nth(8)
    .click({ modifiers: ["Shift"] });
  await page.locator(byId("selected")).waitFor();
  await page.locator("[role=grid]").focus();
};

const doctor = async (page: Page) => {
  await page.locator(byId("connection-line")).click();
  await page.locator(byId("view-doctor")).waitFor();
};

export const places: Place[] = [
  { name: "home", go: async () => {} },
  { name: "home-empty", fake: "fake=empty", go: async () => {} },
  {
    name: "single",
    go: async (page) => {
      await page.locator(byId("single-address")).fill("anna.berger@fjordline.example");
      await page.keyboard.press("Enter");
      await page.locator(`${byId("single-result")}[data-state=done]`).waitFor();
    },
  },
  {
    name: "paste",
    go: async (page) => {
      await page.locator(byId("paste")).click();
      await page.locator(byId("paste-text")).fill("anna@example.com\nBen Berg <ben@example.org>\n");
    },
  },
  {
    name: "delete",
    go: async (page) => {
      const card = page.locator(byId("list-card"), { hasText: "newsletter-spring.csv" });
      await card.hover();
      await card.locator(byId("delete-list")).click();
      await page.getByRole("alertdialog").waitFor();
    },
  },
  { name: "home-broken", fake: "fake=broken", go: async () => {} },
  {
    name: "import",
    go: async (page) => {
      await page.keyboard.press("Control+o");
      await page.locator(byId("start")).waitFor();
    },
  },
  {
    name: "run",
    go: async (page) => {
      await list(page, "webinar-leads.xlsx");
      await page.locator(byId("resume")).click();
      await page.locator(byId("stop")).waitFor();
      await page.waitForTimeout(1500);
    },
  },
  {
    name: "exchanges",
    go: async (page) => {
      await list(page, "webinar-leads.xlsx");
      await page.locator(byId("resume")).click();
      await page.locator(byId("stop")).waitFor();
      await page.locator(byId("activity")).click();
      await page.locator(byId("exchange")).first().waitFor();
    },
  },
  {
    name: "closing",
    go: async (page) => {
      await list(page, "webinar-leads.xlsx");
      await page.locator(byId("resume")).click();
      await page.locator(byId("stop")).waitFor();
      await page.locator(byId("activity")).waitFor();
      await page.evaluate(() => dispatchEvent(new Event("fake-close")));
      await page.locator(byId("confirm-close")).waitFor();
    },
  },
  {
    name: "dragging",
    go: async (page) => {
      await page.evaluate(() => document.dispatchEvent(new DragEvent("dragover")));
      await page.locator(byId("drop-overlay")).waitFor();
    },
  },
  {
    name: "learn-or-import",
    go: async (page) => {
      await page.evaluate(() => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([""], "bounces.csv"));
        document.dispatchEvent(new DragEvent("drop", { dataTransfer }));
      });
      await page.locator(byId("learn-or-import")).waitFor();
    },
  },
  { name: "results", go: (page) => list(page) },
  {
    name: "evidence",
    go: async (page) => {
      await list(page);
      await page.locator("[data-row]").nth(2).click();
      await page.locator(byId("evidence-reason")).waitFor();
    },
  },
  {
    name: "further",
    go: async (page) => {
      await list(page, "old-customers.csv");
      await page.locator("[data-row]").nth(2).click();
      await page.locator(byId("address-0")).click();
      await page.locator(`${byId("address-0")} input:checked`).waitFor();
      await page.locator(byId("evidence-reason")).waitFor();
    },
  },
  {
    name: "signals",
    go: async (page) => {
      await list(page);
      await page.locator("[data-row]").nth(2).click();
      const signals = page.locator(byId("signals"));
      await signals.locator("summary").click();
      await signals.locator("dd").first().waitFor();
      await signals.scrollIntoViewIfNeeded();
    },
  },
  {
    name: "filters",
    go: async (page) => {
      await list(page);
      await page.locator(byId("filter")).click();
      await page.locator(byId("filter-menu")).waitFor();
    },
  },
  {
    name: "columns",
    go: async (page) => {
      await list(page);
      await page.locator(byId("columns")).click();
      await page.locator(byId("column-menu")).waitFor();
    },
  },
  {
    name: "sorts",
    go: async (page) => {
      await list(page);
      await page.locator(byId("sort-verdict")).click();
      await page.locator(byId("sort-score")).click({ modifiers: ["Shift"] });
      await page.locator(byId("sort")).click();
      await page.locator(byId("sort-menu")).waitFor();
    },
  },
  {
    name: "saved-filters",
    go: async (page) => {
      await list(page);
      await page.locator(byId("facet-valid")).click();
      await page.locator(byId("saved-filters")).click();
      await page.locator(byId("filter-name")).fill("The good ones");
      await page.locator(byId("save-filter")).click();
      await page.locator(byId("apply-filter")).waitFor();
    },
  },
  {
    name: "selection",
    go: async (page) => {
      await list(page);
      await selectSome(page);
    },
  },
  {
    name: "row-menu",
    go: async (page) => {
      await list(page);
      await selectSome(page);
      await page.locator("[data-row]").nth(3).click({ button: "right" });
      await page.locator(byId("row-menu")).waitFor();
    },
  },
  {
    name: "selection-menu",
    go: async (page) => {
      await list(page);
      await selectSome(page);
      await page.locator(byId("selected")).click();
      await page.locator(byId("selection-menu")).waitFor();
    },
  },
  {
    name: "decide",
    go: async (page) => {
      await list(page);
      await selectSome(page);
      await page.keyboard.press("o");
      await page.locator(byId("decide")).waitFor();
    },
  },
  {
    name: "decided",
    go: async (page) => {
      await list(page);
      await selectSome(page);
      await page.keyboard.press("o");
      await page.locator(byId("decide-note")).fill("Asked by phone");
      await page.locator(byId("decide-save")).click();
      await page.locator(byId("step")).waitFor();
      await page.locator("[role=grid]").press("Enter");
      await page.locator(byId("decision")).waitFor();
    },
  },
  {
    name: "accuracy",
    go: async (page) => {
      await list(page);
      await selectSome(page);
      await page.keyboard.press("g");
      await page.locator(byId("accuracy")).click();
      await page.locator(byId("accuracy-report")).waitFor();
    },
  },
  {
    name: "report",
    go: async (page) => {
      await list(page);
      await page.locator(byId("toggle-report")).click();
      await page.locator(byId("policy-valid")).waitFor();
      await page.locator(byId("slider-range")).waitFor();
    },
  },
  {
    name: "report-line",
    go: async (page) => {
      await list(page);
      await page.locator(byId("toggle-report")).click();
      await page.locator(byId("slider-range")).fill("55");
      await page.locator(byId("slider-place"), { hasText: "55" }).waitFor();
      await page.locator(byId("slider")).scrollIntoViewIfNeeded();
    },
  },
  {
    name: "export",
    go: async (page) => {
      await list(page);
      await page.locator(byId("export")).click();
      await page.getByRole("dialog").waitFor();
      await page.locator(byId("export-preview")).waitFor();
    },
  },
  {
    name: "export-preset",
    go: async (page) => {
      await list(page);
      await page.locator(byId("export")).click();
      await page.getByRole("dialog").locator("summary").click();
      await page.locator(byId("preset-name")).fill("For the agency");
      await page.locator(byId("save-preset")).click();
      await page.locator(byId("remove-preset")).click();
      await page.locator(byId("preset-removed")).waitFor();
    },
  },
  {
    name: "exported",
    go: async (page) => {
      await list(page);
      await page.locator(byId("export")).click();
      await page.locator(byId("export-preview")).waitFor();
      await page.locator(byId("export-save")).click();
      await page.locator(byId("export-done")).waitFor();
    },
  },
  {
    name: "purge",
    go: async (page) => {
      await page.locator(byId("privacy-link")).click();
      await page.locator(byId("purge-all")).click();
      await page.locator(`${byId("purge-button")}:not(:disabled)`).click();
      await page.getByRole("alertdialog").waitFor();
    },
  },
  {
    name: "privacy",
    go: async (page) => {
      await page.locator(byId("privacy-link")).click();
      await page.locator(byId("ledger-table")).waitFor();
    },
  },
  {
    name: "privacy-kept",
    go: async (page) => {
      await page.locator(byId("privacy-link")).click();
      await page.locator(byId("purge")).waitFor();
      await page.locator(byId("purge")).scrollIntoViewIfNeeded();
    },
  },
  {
    name: "suppression",
    go: async (page) => {
      await page.keyboard.press("Control+,");
      await page.locator(byId("suppression-link")).click();
      await page.locator(byId("suppress-text")).fill("anna@example.com\n@competitor.example");
      await page.locator(byId("suppress-add")).click();
      await page.locator(byId("suppression-table")).waitFor();
    },
  },
  {
    name: "doctor",
    fake: "shut=no",
    go: doctor,
  },
  { name: "doctor-shut", fake: "shut", go: doctor },
  {
    name: "from-a-server",
    fake: "shut",
    go: async (page) => {
      await doctor(page);
      await page.locator(byId("run-from-server-open")).click();
      await page.locator(byId("run-from-server")).waitFor();
    },
  },
  {
    name: "explain",
    go: async (page) => {
      await page.keyboard.press("Control+Shift+E");
      await page.getByRole("textbox").first().fill("550 5.1.1 <anna@example.com>: User unknown");
      await page
        .locator(byId("meaning"))
        .first()
        .waitFor({ timeout: 5000 })
        .catch(() => undefined);
    },
  },
  {
    name: "learning",
    go: async (page) => {
      await page.keyboard.press("Control+Shift+L");
      await page.locator(byId("choose-outcomes")).click();
      await page.locator(byId("learn-preview")).waitFor();
      await page.locator(byId("reliability")).waitFor();
    },
  },
  {
    name: "settings",
    go: async (page) => {
      await page.keyboard.press("Control+,");
      await page.locator(byId("setting-smtp.helo")).waitFor();
    },
  },
  {
    name: "about",
    go: async (page) => {
      await page.keyboard.press("Control+k");
      await page.locator(byId("palette-input")).fill("mailvet");
      await page.keyboard.press("Enter");
      await page.getByTestId("libraries").locator("summary").click();
      await page.getByRole("table").nth(1).waitFor();
    },
  },
  {
    name: "palette",
    go: async (page) => {
      await page.keyboard.press("Control+k");
      await page.locator(byId("palette")).waitFor();
    },
  },
  {
    name: "cheat-sheet",
    go: async (page) => {
      await page.keyboard.press("?");
      await page.locator(byId("cheat-sheet")).waitFor();
    },
  },
];
