/** The words of menus, palette and cheat sheet. */
import type { Menu } from "$/shared/commands.svelte";

const menus: Record<Menu, string> = { file: "File", edit: "Edit", list: "List", view: "View", help: "Help" };

export const commands = {
  palette: "Commands",
  placeholder: "What do you want to do?",
  nothing: "No command fits.",
  cheatSheet: "Keyboard shortcuts",
  menus,
  /** Within a text field, beside the steps of the window. */
  typing: { undo: "Undo typing", redo: "Redo typing" },
  inTable: "In the table",
  tableKeys: [
    ["Next or previous row", "↑ ↓"],
    ["A page up or down", "PgUp PgDn"],
    ["First or last row", "Home End"],
    ["Show the evidence", "Enter"],
    ["Close the evidence", "Escape"],
    ["Select up to the next or previous row", "Shift ↑ ↓"],
    ["Select all rows, or copy those selected", "Mod A C"],
    ["What can be done with them", "Shift F10"],
    ["Decide, mark good, mark bad, unmark", "O G B U"],
  ] as [what: string, keys: string][],
  keys: { control: "Ctrl", shift: "Shift", alt: "Alt", escape: "Esc", enter: "Enter" },
  names: {
    open: "Open a list…",
    sample: "Try the sample list",
    paste: "Paste addresses…",
    suppression: "Suppression list",
    privacy: "Data and privacy",
    home: "All lists",
    list: (name: string) => `Open ${name}`,
    export: "Export…",
    pause: "Pause the check",
    goOn: "Go on with the check",
    search: "Search in the list",
    clearFilters: "Clear filters",
    results: "Results",
    report: "Report and policy",
    doctor: "Connection doctor",
    explain: "Explain a reply",
    learning: "What I have learnt",
    settings: "Settings",
    about: "About Mailvet",
    larger: "Larger text",
    smaller: "Smaller text",
    normal: "Normal text size",
    palette: "All commands",
    cheatSheet: "Keyboard shortcuts",
  },
};
