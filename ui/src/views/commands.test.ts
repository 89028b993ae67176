import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { Fake } from "$/ipc/fake";
import type { NativeMenu, TypingWords } from "$/ipc";
import App from "./App.svelte";

class MenuFake extends Fake {
  menu: NativeMenu[] = [];
  choose: (id: string) => void = () => {};
  override setMenu = async (menu?: NativeMenu[], _?: TypingWords, choose?: (id: string) => void) => {
    this.menu = menu ?? [];
    this.choose = choose ?? (() => {});
  };
}

describe("in the window", () => {
  async function open() {
    const ipc = new MenuFake({ rows: 60, tick: 5, latency: 0 });
    render(App, { ipc });
    await screen.findByTestId("view-home");
    return { ipc, user: userEvent.setup() };
  }

  it("the palette opens a list by its name, with the keyboard alone", async () => {
    const { user } = await open();
    await user.keyboard("{Control>}k{/Control}");
    const input = await screen.findByTestId("palette-input");
    await waitFor(() => expect(document.activeElement).toBe(input));
    await user.keyboard("webinar");
    await screen.findByRole("option", { name: /webinar/i });
    await user.keyboard("{Enter}");
    await screen.findByTestId("view-list");
  });

  it("the cheat sheet lists every shortcut that holds here, and ? is a letter within a field", async () => {
    const { user } = await open();
    await user.keyboard("?");
    const sheet = await screen.findByTestId("cheat-sheet");
    expect(within(sheet).getByText("Connection doctor")).toBeTruthy();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByTestId("cheat-sheet")).toBeNull());
    await user.keyboard("{Control>},{/Control}");
    const search = await screen.findByTestId("settings-search");
    await user.type(search, "?");
    expect((search as HTMLInputElement).value).toBe("?");
    expect(screen.queryByTestId("cheat-sheet")).toBeNull();
  });

  it("the menu has what the view offers, and does it", async () => {
    const { ipc } = await open();
    const items = (menu: string) => ipc.menu.find(({ id }) => id === menu)?.items.map(({ id }) => id) ?? [];
    await waitFor(() => expect(items("file")).toContain("open"));
    expect(items("list")).toEqual([]);
    ipc.choose("doctor");
    await screen.findByTestId("view-doctor");
    ipc.choose("home");
    const [list] = await screen.findAllByTestId("list-card");
    await userEvent.setup().click(within(list!).getAllByRole("button")[0]!);
    await waitFor(() => expect(items("list")).toContain("export"));
  });
});
