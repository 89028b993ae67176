import type { Ipc } from "$/ipc";
import { texts } from "$/shared/texts";
import type { ImportSource } from "./import.svelte";

/** Lets the user choose a file to import; `null`: thought better of it. */
export async function chooseSource(ipc: Ipc): Promise<ImportSource | null> {
  const { chooseTitle, listFiles, allFiles } = texts.home;
  const path = await ipc.chooseList({ title: chooseTitle, lists: listFiles, all: allFiles });
  return path === null ? null : { kind: "file", path, others: 0 };
}
