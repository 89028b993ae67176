import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { Background, TrayWords } from "$/ipc";
import { Fake } from "$/ipc/fake";
import { sayIn } from "$/shared/texts";
import { windowOf } from "$/testing/window";
import App from "./App.svelte";

windowOf(1_200, 674);

/** A desktop that a test plays. */
class Desktop extends Fake {
  waiting: string[] = [];
  hand: () => void = () => {};
  close: () => Promise<boolean> = async () => true;
  went: [Background, TrayWords][] = [];

  override takeOpened = async () => this.waiting.splice(0);
  override onOpened = async (hear: () => void) => {
    this.hand = hear;
    return () => {};
  };
  override onCloseAsked = async (mayClose: () => Promise<boolean>) => {
    this.close = mayClose;
    return () => {};
  };
  override goToBackground = async (to: Background, words: TrayWords) => {
    this.went.push([to, words]);
    return to;
  };
}

function open(desktop: Desktop): void {
  render(App, { ipc: desktop });
}

const ready = () => waitFor(() => expect(document.documentElement.dataset.ready).toBe("true"));

describe("a list that is opened from outside", () => {
  it("is previewed when the program is started with it", async () => {
    const desktop = new Desktop({ latency: 0 });
    desktop.waiting = ["/home/you/Lists/spring.csv"];
    open(desktop);
    await screen.findByTestId("view-import");
    expect(desktop.waiting).toEqual([]);
  });

  it("is previewed when a second start hands it over, once", async () => {
    const desktop = new Desktop({ latency: 0 });
    open(desktop);
    await ready();
    expect(screen.queryByTestId("view-import")).toBeNull();
    desktop.waiting = ["/home/you/Lists/spring.csv"];
    desktop.hand();
    await screen.findByTestId("view-import");
  });

  it("leaves the view alone where a second start names none", async () => {
    const desktop = new Desktop({ latency: 0 });
    open(desktop);
    await ready();
    desktop.hand();
    await Promise.resolve();
    expect(screen.queryByTestId("view-import")).toBeNull();
  });
});

describe("a window that is closed during a check", () => {
  async function closing(language?: string): Promise<{ desktop: Desktop; answer: Promise<boolean> }> {
    const user = userEvent.setup();
    // It hardly moves on, so that the check is under way whatever the machine does.
    const desktop = new Desktop({ latency: 0, tick: 200 });
    if (language) await desktop.setSetting("window.language", language);
    open(desktop);
    await waitFor(() => expect(document.documentElement.lang).toBe(language ?? "en"));
    await user.click(await screen.findByText("webinar-leads.xlsx"));
    await user.click(await screen.findByTestId("resume"));
    await screen.findByTestId("stop");
    await waitFor(async () => expect(await desktop.workingOn()).not.toEqual([]));
    const answer = desktop.close();
    await screen.findByTestId("confirm-close");
    return { desktop, answer };
  }

  it("goes on in the tray, which speaks the language of the window", async () => {
    const { desktop, answer } = await closing();
    await userEvent.click(screen.getByTestId("confirm-close-background"));
    expect(await answer).toBe(false);
    expect(desktop.went).toEqual([
      ["tray", { open: "Open Mailvet", pause: "Pause checks", quit: "Quit Mailvet" }],
    ]);
  });

  it("asks in the language of the window, though that was not known yet when it opened", async () => {
    const { answer } = await closing("de");
    const question = screen.getByTestId("confirm-close");
    expect(question.textContent).toContain("Im Infobereich weitermachen");
    expect(question.textContent).toContain("Mailvet kann ohne sein Fenster weitermachen");
    await userEvent.click(screen.getByTestId("confirm-close-no"));
    expect(await answer).toBe(false);
    sayIn("en");
  });

  it("closes when it is told to, and stays when the question is put aside", async () => {
    const { desktop, answer } = await closing();
    await userEvent.click(screen.getByTestId("confirm-close-no"));
    expect(await answer).toBe(false);
    // Else the button that is found may be the one of the first question, on its way out.
    await waitFor(() => expect(screen.queryByTestId("confirm-close")).toBeNull());
    const again = desktop.close();
    await userEvent.click(await screen.findByTestId("confirm-close-yes"));
    expect(await again).toBe(true);
    expect(desktop.went).toEqual([]);
  });
});
