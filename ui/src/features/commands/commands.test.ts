import { describe, expect, it } from "vitest";
import { Commands, type Command } from "$/shared/commands.svelte";
import { findCommands } from "./search";

const command = (id: string, title: string, more: Partial<Command> = {}): Command => ({
  id,
  title,
  menu: "file",
  run: () => {},
  ...more,
});

describe("commands are found", () => {
  const commands = [
    command("report", "Report and policy"),
    command("open", "Open a list…"),
    command("export", "Export…"),
    command("off", "Open the door", { disabled: true }),
  ];

  it("by any of their words, those that begin with it first", () => {
    expect(findCommands(commands, "po").map(({ id }) => id)).toEqual(["report", "export"]);
    expect(findCommands(commands, "list open").map(({ id }) => id)).toEqual(["open"]);
  });

  it("all of them for no words, but none that cannot be had now", () => {
    expect(findCommands(commands, " ").map(({ id }) => id)).toEqual(["report", "open", "export"]);
  });
});

describe("a key press", () => {
  const pressed: string[] = [];
  const commands = new Commands();
  commands.offer(() => [
    command("palette", "All", { keys: "Mod+K", run: () => pressed.push("palette") }),
    command("sheet", "Keys", { keys: "?", run: () => pressed.push("sheet") }),
    command("larger", "Larger", { keys: "Mod+Plus", run: () => pressed.push("larger") }),
    command("off", "Off", { keys: "Mod+E", disabled: true, run: () => pressed.push("off") }),
  ]);
  const press = (key: string, modifiers: KeyboardEventInit = {}) =>
    commands.press(new KeyboardEvent("keydown", { key, ...modifiers }));

  it("runs the command whose keys it is, and no other", () => {
    expect(press("k", { ctrlKey: true })).toBe(true);
    expect(press("?", { shiftKey: true })).toBe(true);
    expect(press("+", { ctrlKey: true })).toBe(true);
    expect(press("k")).toBe(false);
    expect(press("k", { ctrlKey: true, shiftKey: true })).toBe(false);
    expect(press("e", { ctrlKey: true })).toBe(false);
    expect(pressed).toEqual(["palette", "sheet", "larger"]);
  });
});
