import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { Fake } from "$/ipc/fake";
import App from "./App.svelte";

describe("the report of a list", () => {
  it("leads from a verdict to its rows", async () => {
    const user = userEvent.setup();
    render(App, { ipc: new Fake({ rows: 600, latency: 0, tick: 5 }) });
    const [list] = await screen.findAllByTestId("list-card");
    await user.click(within(list!).getAllByRole("button")[0]!);
    await user.click(await screen.findByTestId("toggle-report"));
    const donut = await screen.findByTestId("donut");
    expect(donut.getAttribute("aria-label")).toMatch(/Valid \d+ %, Likely valid/);
    await user.click(screen.getByTestId("report-invalid"));
    await waitFor(() =>
      expect(screen.getByTestId("facet-invalid").getAttribute("aria-pressed")).toBe("true"),
    );
  });
});
