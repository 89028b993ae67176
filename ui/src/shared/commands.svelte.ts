/**
 * What can be done now, by name and by keys: views offer their commands while they are shown, and the palette, the cheat
 * sheet, the menu and the keyboard are four ways to the same ones.
 */
import { getContext, setContext } from "svelte";

/** The menus, in their order. */
export const menus = ["file", "edit", "list", "view", "help"] as const;
export type Menu = (typeof menus)[number];

export interface Command {
  id: string;
  title: string;
  menu: Menu;
  /** As in `Mod+Shift+F`, `Mod+Plus` or `?`; Mod is Command on a Mac, else Control. */
  keys?: string;
  /** Whether a field that has the focus keeps these keys for itself, as it does Undo. */
  ofFields?: boolean;
  /** Why it is not to be had just now, or not at all. */
  disabled?: boolean;
  /** Only found in the palette, as one of many. */
  many?: boolean;
  run: () => void;
}

const key = Symbol("commands");

export class Commands {
  #offers = $state.raw<readonly (() => Command[])[]>([]);

  /** Offers what `make` says at any moment, until the returned function is called. */
  offer(make: () => Command[]): () => void {
    this.#offers = [...this.#offers, make];
    return () => (this.#offers = this.#offers.filter((other) => other !== make));
  }

  get all(): Command[] {
    return this.#offers.flatMap((make) => make());
  }

  run(id: string): void {
    const command = this.all.find((command) => command.id === id);
    if (command && !command.disabled) command.run();
  }

  /** Runs what a key press means; says whether it meant anything. */
  press(event: KeyboardEvent): boolean {
    const command = this.all.find(
      ({ keys, disabled, ofFields }) =>
        keys && !disabled && isPressed(keys, event) && !(ofFields && isTyping(event)),
    );
    command?.run();
    return command !== undefined;
  }
}

export const isMac = (): boolean => /Mac/.test(globalThis.navigator?.platform ?? "");

function isPressed(keys: string, event: KeyboardEvent): boolean {
  const parts = keys.split("+");
  const last = parts.at(-1) === "Plus" ? "+" : (parts.at(-1) ?? "").toLowerCase();
  const mod = isMac() ? event.metaKey : event.ctrlKey;
  const wantsMod = parts.includes("Mod");
  // A sign such as "?" or "+" needs Shift on some keyboards and not on others.
  const isSign = !/^[a-z0-9]$|^f\d+$|^\w{2,}$/.test(last);
  return (
    event.key.toLowerCase() === last &&
    mod === wantsMod &&
    event.altKey === parts.includes("Alt") &&
    (isSign || event.shiftKey === parts.includes("Shift"))
  );
}

/** Whether a key press belongs to the field that has the focus. */
export function isTyping(event: KeyboardEvent): boolean {
  const { target } = event;
  return target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]");
}

export function provideCommands(commands: Commands): void {
  setContext(key, commands);
}

export function useCommands(): Commands {
  return getContext<Commands>(key) ?? new Commands();
}
