import { cleanup, render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";
import { everything } from "$/ipc";
import { DroppableFake, windowOf } from "$/testing/window";
import App from "./App.svelte";

windowOf(1_200, 674);
afterEach(cleanup);

async function open() {
  const ipc = new DroppableFake({ rows: 300, tick: 5, latency: 0 });
  render(App, { ipc });
  await waitFor(() => expect(document.documentElement.dataset.ready).toBe("true"));
  return { ipc, user: userEvent.setup() };
}

describe("a dropped bounce export", () => {
  it("is asked about, and learnt from after a look", async () => {
    const { ipc, user } = await open();
    ipc.drag({ kind: "dropped", paths: ["/lists/bounces-april.csv"] });
    const ask = await screen.findByTestId("learn-or-import");
    expect(ask.textContent).toContain("SendGrid, events");
    await user.click(within(ask).getByTestId("as-outcomes"));
    await screen.findByTestId("view-learning");
    const preview = await screen.findByTestId("learn-preview");
    expect(preview.dataset.layout).toBe("SendGrid, events");
    await user.click(within(preview).getByTestId("learn"));
    await screen.findByTestId("learning-done");
    await waitFor(() => expect(screen.getAllByTestId("batch")).toHaveLength(2));
    await user.click(screen.getByTestId("judge-again"));
    await waitFor(() =>
      expect(screen.getByTestId("learning-done").textContent).toContain("lists judged again"),
    );
  });

  it("can be brought in as a list all the same", async () => {
    const { ipc, user } = await open();
    ipc.drag({ kind: "dropped", paths: ["/lists/bounces-april.csv"] });
    await user.click(await screen.findByTestId("as-list"));
    await screen.findByTestId("view-import");
    expect(screen.queryByTestId("learn-or-import")).toBeNull();
  });

  it("that is a message is no list, so nobody is asked", async () => {
    const { ipc } = await open();
    ipc.drag({ kind: "dropped", paths: ["/mail/undelivered.eml"] });
    await screen.findByTestId("learn-preview");
  });

  it("within the view of what was learnt is taken for one, whatever it looks like", async () => {
    const { ipc, user } = await open();
    await user.click(await screen.findByTestId("learning-link"));
    await screen.findByTestId("learnt-files");
    ipc.drag({ kind: "dropped", paths: ["/lists/plain.csv"] });
    await screen.findByTestId("learn-preview");
  });
});

describe("what was learnt", () => {
  it("is reached by its keys and left for where one was", async () => {
    const { user } = await open();
    await user.keyboard("{Control>}{Shift>}l{/Shift}{/Control}");
    await screen.findByTestId("view-learning");
    await screen.findByTestId("reliability");
    await user.click(screen.getByTestId("back"));
    await screen.findByTestId("view-home");
  });

  it("is forgotten only after a question", async () => {
    const { user } = await open();
    await user.click(await screen.findByTestId("learning-link"));
    await user.click(await screen.findByTestId("forget"));
    await user.click(await screen.findByTestId("confirm-forget-yes"));
    await waitFor(() => expect(screen.queryByTestId("batch")).toBeNull());
    expect(screen.queryByTestId("forget")).toBeNull();
  });

  it("stands in the evidence of an address, with the sum of what moved its score", async () => {
    const { user } = await open();
    await user.click(await screen.findByText("newsletter-spring.csv"));
    await waitFor(() => expect(document.querySelector("[data-row='2']")).toBeTruthy());
    await user.click(document.querySelector("[data-row='2']")!);
    expect((await screen.findByTestId("history-outcome")).textContent).toContain("sendgrid-march.csv");
    expect(screen.getByTestId("history-judgement").textContent).toContain("old-customers.csv");
  });

  it("measures a list on marked addresses, in its report", async () => {
    const { ipc, user } = await open();
    const { lists } = await ipc.home();
    const { id } = lists.find(({ name }) => name === "newsletter-spring.csv")!;
    await ipc.markSelected(id, { query: everything, all: true, picks: [] }, "good");
    await user.click(await screen.findByText("newsletter-spring.csv"));
    await user.click(await screen.findByTestId("toggle-report"));
    const [operator] = await screen.findAllByTestId("accuracy-operator");
    expect(operator!.textContent).toContain("mail.example");
    expect(operator!.textContent).toMatch(/\d+ % to \d+ %/);
  });
});
