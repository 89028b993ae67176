/** The commands that are there in every view. */
import type { Ipc, ListSummary } from "$/ipc";
import { chooseSource } from "$/features/import/choose";
import { appearance } from "$/shared/appearance.svelte";
import { changeName, type History } from "$/shared/history.svelte";
import type { Command } from "$/shared/commands.svelte";
import { texts } from "$/shared/texts";
import type { Navigation } from "./navigation.svelte";

/** How many lists the palette knows by name. */
const LISTS = 30;

export function appCommands(
  ipc: Ipc,
  navigation: Navigation,
  recent: ListSummary[],
  history: History,
  open: { palette: () => void; cheatSheet: () => void; paste: () => void },
): Command[] {
  const words = texts.commands.names;
  const resize = (size: number) => {
    if (size !== appearance.textSize) {
      ipc.setSetting("window.text_size", String(size)).then(
        (view) => appearance.take(view),
        // The text stays as it is; the settings view says why when it is set there.
        () => undefined,
      );
    }
  };
  const { undo, redo } = history.view;
  return [
    {
      id: "undo",
      title: undo ? texts.history.undoOf(changeName(undo)) : texts.history.undo,
      menu: "edit",
      keys: "Mod+Z",
      ofFields: true,
      disabled: undo === null,
      run: () => void history.undo(),
    },
    {
      id: "redo",
      title: redo ? texts.history.redoOf(changeName(redo)) : texts.history.redo,
      menu: "edit",
      keys: "Mod+Shift+Z",
      ofFields: true,
      disabled: redo === null,
      run: () => void history.redo(),
    },
    {
      id: "open",
      title: words.open,
      menu: "file",
      keys: "Mod+O",
      run: () => void chooseSource(ipc).then((source) => source && navigation.import(source)),
    },
    { id: "sample", title: words.sample, menu: "file", run: () => navigation.import({ kind: "sample" }) },
    { id: "paste", title: words.paste, menu: "file", run: open.paste },
    { id: "suppression", title: words.suppression, menu: "file", run: navigation.suppression },
    { id: "privacy", title: words.privacy, menu: "file", run: navigation.privacy },
    { id: "settings", title: words.settings, menu: "file", keys: "Mod+,", run: navigation.settings },
    { id: "home", title: words.home, menu: "view", keys: "Mod+Shift+H", run: navigation.home },
    { id: "doctor", title: words.doctor, menu: "view", keys: "Mod+D", run: navigation.doctor },
    { id: "explain", title: words.explain, menu: "view", keys: "Mod+Shift+E", run: navigation.explain },
    {
      id: "larger",
      title: words.larger,
      menu: "view",
      keys: "Mod+Plus",
      run: () => resize(appearance.step(1)),
    },
    {
      id: "smaller",
      title: words.smaller,
      menu: "view",
      keys: "Mod+-",
      run: () => resize(appearance.step(-1)),
    },
    { id: "normal", title: words.normal, menu: "view", keys: "Mod+0", run: () => resize(100) },
    { id: "palette", title: words.palette, menu: "help", keys: "Mod+K", run: open.palette },
    { id: "cheatSheet", title: words.cheatSheet, menu: "help", keys: "?", run: open.cheatSheet },
    { id: "about", title: words.about, menu: "help", run: navigation.about },
    ...recent.slice(0, LISTS).map((list): Command => ({
      id: `list-${list.id}`,
      title: words.list(list.name),
      menu: "file",
      many: true,
      run: () => navigation.list(list.id),
    })),
  ];
}
