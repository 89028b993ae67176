/** Keys as they are printed on keyboards. */
import { isMac } from "./commands.svelte";
import { texts } from "./texts";

/** `Mod+Shift+F` as `Ctrl+Shift+F`, `Strg+Umschalt+F` or `⇧⌘F`. */
export function keyNames(keys: string): string[] {
  const words = texts.commands.keys;
  return keys.split(/[+ ]/).map((key) => {
    switch (key) {
      case "Mod":
        return isMac() ? "⌘" : words.control;
      case "Shift":
        return isMac() ? "⇧" : words.shift;
      case "Alt":
        return isMac() ? "⌥" : words.alt;
      case "Plus":
        return "+";
      case "Escape":
        return words.escape;
      case "Enter":
        return words.enter;
      default:
        return key;
    }
  });
}
