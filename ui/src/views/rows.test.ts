import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { everything } from "$/ipc";
import { Fake } from "$/ipc/fake";
import { windowOf } from "$/testing/window";
import App from "./App.svelte";

windowOf(1_000, 674);

async function open(language = "en") {
  const ipc = new Fake({ rows: 60, tick: 5, latency: 0 });
  await ipc.setSetting("window.language", language);
  const view = render(App, { ipc });
  const user = userEvent.setup();
  await waitFor(() => expect(document.documentElement.lang).toBe(language));
  await openList(user);
  return { ipc, user, view };
}

async function openList(user: ReturnType<typeof userEvent.setup>) {
  const cards = await screen.findAllByTestId("list-card");
  const card = cards.find((card) => card.textContent?.includes("newsletter-spring"))!;
  await user.click(within(card).getAllByRole("button")[0]!);
  await waitFor(() => expect(rows().length).toBeGreaterThan(3));
}

const rows = () => screen.getAllByRole("row").filter((row) => row.dataset.row && !("loading" in row.dataset));

describe("rows of a list", () => {
  it("are decided about together, and that is taken back and done again by keys", async () => {
    const { ipc, user } = await open();
    await user.click(rows()[0]!);
    await user.keyboard("{Shift>}");
    await user.click(rows()[3]!);
    await user.keyboard("{/Shift}");
    expect((await screen.findByTestId("selected")).dataset.count).toBe("4");
    screen.getByRole("grid").focus();
    await user.keyboard("o");
    await user.click(await screen.findByTestId("decide-review"));
    await user.type(screen.getByTestId("decide-note"), "Known from the fair");
    await user.click(screen.getByTestId("decide-save"));
    const decided = () => document.querySelectorAll("[data-decided]").length;
    await waitFor(() => expect(decided()).toBe(4));
    expect((await screen.findByTestId("step")).textContent).toContain("“Review” for 4 rows");
    const note = (await ipc.page(3, everything, 0, 1)).rows[0]!.result!.decision!.note;
    expect(note).toBe("Known from the fair");
    screen.getByRole("grid").focus();
    await user.keyboard("{Control>}z{/Control}");
    await waitFor(() => expect(decided()).toBe(0));
    await user.keyboard("{Control>}{Shift>}Z{/Shift}{/Control}");
    await waitFor(() => expect(decided()).toBe(4));
    expect((await screen.findByTestId("decision")).textContent).toContain("Known from the fair");
  });

  it.each([
    ["en", "Copy with column names", ["Verdict", "Valid"], ["What to do", "Send"]],
    ["de", "Mit Spaltennamen kopieren", ["Urteil", "Gültig"], ["Was zu tun ist", "Senden"]],
  ])("are copied as they are shown, in the language of the window: %s", async (language, copy, ...shown) => {
    const { user } = await open(language);
    const valid = rows().find((row) => row.dataset.verdict === "valid")!;
    await user.pointer({ keys: "[MouseRight]", target: valid });
    await user.click(await screen.findByText(copy));
    await waitFor(async () => expect(await navigator.clipboard.readText()).toContain("\n"));
    const [titles, cells] = (await navigator.clipboard.readText())
      .split("\n")
      .map((line) => line.split("\t"));
    for (const [title, cell] of shown) expect(cells![titles!.indexOf(title!)], title).toBe(cell);
  });

  it("leave the undo of a field to the field", async () => {
    const { ipc, user } = await open();
    await user.click(rows()[0]!);
    screen.getByRole("grid").focus();
    await user.keyboard("g");
    await waitFor(async () => expect((await ipc.history()).undo?.kind).toBe("marked_good"));
    await user.click(screen.getByTestId("search"));
    await user.keyboard("{Control>}z{/Control}");
    expect((await ipc.history()).undo?.kind).toBe("marked_good");
  });

  it("that are known measure how often the check is wrong", async () => {
    const { user } = await open();
    await user.click(rows()[0]!);
    screen.getByRole("grid").focus();
    await user.keyboard("b");
    await user.click(await screen.findByTestId("accuracy"));
    expect((await screen.findByTestId("accuracy-report")).textContent).toMatch(/wrong|said/);
  });

  it("are filtered by who takes their mail, from the menu of a row and back in the menu of filters", async () => {
    const { ipc, user } = await open();
    const all = (await ipc.facets(3, everything)).operators;
    const google = all.find(({ value }) => value === "google")!;
    const page = (await ipc.page(3, everything, 0, 12)).rows;
    const of = await Promise.all(page.map(({ row }) => ipc.mailOperator(3, row)));
    await user.pointer({ target: rows()[of.indexOf("google")]!, keys: "[MouseRight]" });
    const item = await screen.findByTestId("row-operator");
    expect(item.textContent).toContain("goes to Google");
    await user.click(item);
    const matching = () => Number(screen.getByTestId("matching").dataset.count);
    await waitFor(() => expect(matching()).toBe(google.count));
    await user.click(screen.getByTestId("filter"));
    const chosen = await screen.findByTestId("filter-google");
    expect(chosen.getAttribute("aria-checked")).toBe("true");
    const other = screen.getByTestId("filter-microsoft365");
    expect(other.textContent).toContain("Microsoft 365");
    const others = all.find(({ value }) => value === "microsoft365")!.count;
    expect(other.textContent).toContain(String(others));
    await user.click(other);
    await waitFor(() => expect(matching()).toBe(google.count + others));
  });

  it("are filtered and sorted under a name, which the palette finds", async () => {
    const { user } = await open();
    await user.click(await screen.findByTestId("facet-valid"));
    await user.click(screen.getByTestId("sort-score"));
    await user.click(screen.getByTestId("saved-filters"));
    await user.type(await screen.findByTestId("filter-name"), "The good ones");
    await user.click(screen.getByTestId("save-filter"));
    await screen.findByTestId("apply-filter");
    await user.keyboard("{Escape}");
    await user.click(screen.getByTestId("clear-filters"));
    await user.keyboard("{Control>}k{/Control}");
    await user.type(await screen.findByTestId("palette-input"), "good ones{Enter}");
    await waitFor(() => expect(screen.getByTestId("facet-valid").getAttribute("aria-pressed")).toBe("true"));
  });
});
