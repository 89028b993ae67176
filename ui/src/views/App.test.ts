import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { Fake } from "$/ipc/fake";
import { DroppableFake, windowOf } from "$/testing/window";
import App from "./App.svelte";

windowOf(1_200, 674);

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
      timeout: 20_000,
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
    expect((await screen.findByTestId("fault")).textContent).toContain("protected with a password");
    expect(screen.queryByTestId("start")).toBeNull();
  });

  it("explains a pasted bounce, and one line of a conversation", async () => {
    const user = userEvent.setup();
    open();
    await user.click(await screen.findByTestId("explain"));
    await screen.findByText("What does a bounce mean?");
    await user.click(screen.getByTestId("explain-text"));
    await user.paste("550 5.7.1 Service unavailable; client [192.0.2.1] blocked using zen.spamhaus.org");
    const meaning = await screen.findByTestId("meaning");
    expect([meaning.dataset.class, meaning.dataset.about]).toEqual(["policy_block", "us"]);
    expect(meaning.textContent).toMatch(/never called invalid/);
    expect(screen.getByTestId("meaning-stage").textContent).toMatch(/RCPT TO.*guessed/);

    await user.click(screen.getByTestId("example-5"));
    await waitFor(() => expect(screen.getAllByTestId("explained-reply")).toHaveLength(3));
    const third = screen.getAllByTestId("explained-reply")[2]!;
    expect(third.getAttribute("aria-expanded")).toBe("false");
    await user.click(third);
    expect((await screen.findByTestId("forward-to")).textContent).toBe("berg@example.net");

    await user.clear(screen.getByTestId("explain-text"));
    await user.click(screen.getByTestId("explain-text"));
    await user.paste("Dear customer");
    await screen.findByTestId("no-reply");
    await user.click(screen.getByTestId("back"));

    await fireEvent.click(await screen.findByText("newsletter-spring.csv"));
    await screen.findByTestId("view-list");
    const row = await waitFor(() => {
      const valid = screen.getAllByRole("row").find((row) => row.dataset.verdict === "valid");
      expect(valid).toBeTruthy();
      return valid!;
    });
    await fireEvent.click(row);
    const [greeting] = await screen.findAllByTestId("explain-line");
    await user.click(greeting!);
    const explained = await screen.findByTestId("explained-line");
    expect((await within(explained).findByTestId("meaning-stage")).textContent).toMatch(/connect.*named/);
    await user.click(greeting!);
    await waitFor(() => expect(screen.queryByTestId("explained-line")).toBeNull());
  });

  it("checks the connection after saying who is contacted, and goes back to where it was called", async () => {
    const user = userEvent.setup();
    open();
    await user.click(await screen.findByTestId("connection-line"));
    await screen.findByTestId("doctor-never");
    expect(within(screen.getByTestId("contacts")).getByText("zen.blocklist.example")).toBeTruthy();
    await user.click(within(screen.getByTestId("contact-block_lists")).getByRole("checkbox"));
    await user.click(screen.getByTestId("doctor-run"));
    expect((await screen.findByTestId("doctor-headline")).dataset.verdict).toBe("limited");
    expect(screen.getByTestId("check-block_lists").dataset.state).toBe("not_asked");
    const ptr = screen.getByTestId("check-ptr");
    expect(within(ptr).getByTestId("check-state").textContent).toBe("Warning");
    expect(within(screen.getByTestId("outlook")).getByText("Microsoft 365")).toBeTruthy();
    await user.click(screen.getByTestId("back"));
    expect((await screen.findByTestId("connection-line")).dataset.verdict).toBe("limited");
  });

  it("stops the doctor, and keeps what was found so far in sight", async () => {
    const user = userEvent.setup();
    open({ tick: 40 });
    await user.click(await screen.findByTestId("connection-line"));
    await user.click(await screen.findByTestId("doctor-run"));
    await screen.findByTestId("check-resolver");
    await user.click(screen.getByTestId("doctor-stop"));
    await screen.findByTestId("doctor-stopped");
    expect(screen.getByTestId("check-resolver")).toBeTruthy();
    expect(screen.queryByTestId("check-ipv6")).toBeNull();
  });

  it("says once that port 25 is shut, and offers quick mode before and during a run", async () => {
    const user = userEvent.setup();
    const ipc = open({ tick: 30, shut: true });
    await waitFor(() => expect(document.documentElement.dataset.ready).toBe("true"));
    ipc.drag({ kind: "dropped", paths: ["/lists/a.csv"] });
    const mode = await screen.findByTestId("mode");
    expect(within(mode).getByTestId<HTMLInputElement>("mode-quick").checked).toBe(true);
    await user.click(within(mode).getByTestId("mode-full"));
    await user.click(screen.getByTestId("start"));
    await screen.findByTestId("view-list");
    await screen.findByTestId("held-up");
    expect(screen.getAllByTestId("held-up")).toHaveLength(1);
    await user.click(screen.getByTestId("run-from-server-open"));
    expect((await screen.findByTestId("run-from-server")).textContent).toContain("mailvet verify");
    await user.keyboard("{Escape}");
    // A dialog that goes leaves the page to the mouse a moment later.
    await waitFor(() => expect(document.body.style.pointerEvents).not.toBe("none"));
    await user.click(screen.getByTestId("use-quick"));
    await screen.findByTestId("quick-tag");
    await waitFor(() => expect(screen.queryByTestId("held-up")).toBeNull());
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
    expect((await screen.findByTestId("fault")).textContent).toContain("The disk is full");
    cleanup();
  });
});
