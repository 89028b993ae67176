import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Fake } from "$/ipc/fake";
import { appearance } from "$/shared/appearance.svelte";
import App from "./App.svelte";

const fake = () => new Fake({ rows: 60, tick: 5, latency: 0 });

describe("the settings view", () => {
  afterEach(() => {
    appearance.take({ file: "", settings: [] });
    vi.restoreAllMocks();
  });

  async function open() {
    const user = userEvent.setup();
    render(App, { ipc: fake() });
    await screen.findByTestId("view-home");
    await user.keyboard("{Control>},{/Control}");
    await screen.findByTestId("setting-smtp.helo");
    return user;
  }

  it("keeps a field when it is left, and shows a refusal beside it", async () => {
    const user = await open();
    const field = screen.getByLabelText("smtp.helo");
    await user.type(field, "two words{Tab}");
    expect((await screen.findByTestId("refused")).textContent).toContain("smtp.helo must be empty");
    expect(field.getAttribute("aria-invalid")).toBe("true");
    await user.clear(field);
    await user.type(field, "mx.example.org{Tab}");
    await waitFor(() => expect(screen.queryByTestId("refused")).toBeNull());
    expect(screen.getByTestId("setting-smtp.helo").dataset.changed).toBe("true");
    await user.click(await screen.findByTestId("reset"));
    await waitFor(() => expect((screen.getByLabelText("smtp.helo") as HTMLInputElement).value).toBe(""));
  });
});
