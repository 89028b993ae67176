import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Fake } from "$/ipc/fake";
import type { FileDrag } from "$/ipc";
import App from "./App.svelte";

beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(674);
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(1_200);
});
afterEach(() => {
  vi.restoreAllMocks();
  delete document.documentElement.dataset.ready;
});

class DroppableFake extends Fake {
  drag: (drag: FileDrag) => void = () => {};
  override onFileDrag = async (hear: (drag: FileDrag) => void) => {
    this.drag = hear;
    return () => {};
  };
}

function open(options: ConstructorParameters<typeof Fake>[0] = {}): DroppableFake {
  const ipc = new DroppableFake({ rows: 600, tick: 5, latency: 0, ...options });
  render(App, { ipc });
  return ipc;
}

describe("the window", () => {
  it("says that it is ready once it listens for files", async () => {
    open();
    await waitFor(() => expect(document.documentElement.dataset.ready).toBe("true"));
  });

  it("takes the sample from preview to verdicts, evidence and a file", async () => {
    const user = userEvent.setup();
    open({ lists: false });
    await user.click(await screen.findByTestId("sample"));
    await user.click(await screen.findByTestId("start"));
    await screen.findByTestId("view-list");
    await waitFor(() => expect(screen.getByTestId("run-state").textContent).toBe("Finished"), {
      timeout: 5_000,
    });

    const valid = screen.getByTestId("facet-valid");
    await waitFor(() => expect(screen.queryByTestId("facet-unsettled")).toBeNull());
    const count = Number(valid.querySelector<HTMLElement>("[data-count]")?.dataset.count);
    expect(count).toBeGreaterThan(50);
    await user.click(valid);
    await waitFor(() => expect(screen.getByTestId("matching").dataset.count).toBe(String(count)));
    await waitFor(() => {
      const verdicts = screen.getAllByRole("row").map((row) => row.dataset.verdict);
      expect(new Set(verdicts.filter(Boolean))).toEqual(new Set(["valid"]));
    });

    const row = screen.getAllByRole("row").find((row) => row.dataset.row !== undefined)!;
    await fireEvent.click(row);
    const pane = await screen.findByTestId("evidence");
    await within(pane).findByTestId("evidence-sentence");
    const speakers = within(pane)
      .getAllByTestId("conversation-line")
      .map((line) => line.dataset.from);
    expect(new Set(speakers)).toEqual(new Set(["client", "server", "event"]));
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByTestId("evidence")).toBeNull());

    await user.click(screen.getByTestId("export"));
    const save = await screen.findByTestId("export-save");
    await waitFor(() => expect(save.hasAttribute("disabled")).toBe(false));
    await user.click(save);
    await screen.findByTestId("export-done");
    expect(screen.getByTestId("export-path").textContent).toBe("/home/you/Lists/sample-filtered.csv");
  });

  it("opens a file that is dropped while another view is shown, and shows where it may be dropped", async () => {
    const ipc = open();
    await fireEvent.click(await screen.findByText("newsletter-spring.csv"));
    await screen.findByTestId("view-list");
    ipc.drag({ kind: "over" });
    await screen.findByTestId("drop-overlay");
    ipc.drag({ kind: "left" });
    await waitFor(() => expect(screen.queryByTestId("drop-overlay")).toBeNull());
    ipc.drag({ kind: "dropped", paths: ["/lists/a b.csv", "/lists/c.csv"] });
    await screen.findByTestId("view-import");
    expect(await screen.findByRole("heading", { level: 1, name: "a b.csv" })).toBeTruthy();
    expect(screen.getByText(/You dropped 2 files/)).toBeTruthy();
  });

  it("pauses a run and goes on with it", async () => {
    const user = userEvent.setup();
    open({ tick: 20 });
    await fireEvent.click(await screen.findByText("webinar-leads.xlsx"));
    await user.click(await screen.findByTestId("resume"));
    const state = await screen.findByTestId("run-state");
    await waitFor(() => expect(state.textContent).toContain("Checking"));
    await user.click(screen.getByTestId("stop"));
    await screen.findByTestId("resume");
    expect(screen.getByTestId("run").dataset.state).toBe("paused");
  });

  it("says calmly that a file cannot be used", async () => {
    const ipc = open();
    await waitFor(() => expect(document.documentElement.dataset.ready).toBe("true"));
    ipc.drag({ kind: "dropped", paths: ["/lists/locked.xlsx"] });
    expect((await screen.findByTestId("fault")).textContent).toContain("locked with a password");
    expect(screen.queryByTestId("start")).toBeNull();
  });

  it("deletes a list only after asking", async () => {
    const user = userEvent.setup();
    open();
    const name = "old-customers.csv";
    const item = (await screen.findByText(name)).closest("li")!;
    await user.click(within(item).getByTestId("delete-list"));
    expect(screen.getAllByText(name).length).toBeGreaterThan(0);
    await user.click(await screen.findByTestId("confirm-delete-yes"));
    await waitFor(() => expect(screen.queryByText(name)).toBeNull());
  });

  it("shows why nothing can be shown", async () => {
    open({ broken: true });
    expect((await screen.findByTestId("fault")).textContent).toContain("the disk is full");
    cleanup();
  });
});
