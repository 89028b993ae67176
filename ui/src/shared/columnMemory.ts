/**
 * Where the choice of columns of a list is kept: on this machine, outside the data folder. The number of a list says little
 * there, as the first list of every data folder has the same; with the moment at which it was brought in it is its own.
 */
import type { ListSummary } from "$/ipc";

/** A storage that remembers, as the browser's own. */
export type Memory = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

export type Listed = Pick<ListSummary, "id" | "imported_at">;

const PREFIX = "mailvet.columns.";

export const columnsKey = ({ id, imported_at }: Listed): string => `${PREFIX}${id}.${imported_at}`;

/** Forgets the choice for lists that are gone; `all`: for every list there ever was. */
export function forgetColumns(
  gone: Listed[] | "all",
  memory: Memory | undefined = globalThis.localStorage,
): void {
  if (!memory) return;
  const keys =
    gone === "all"
      ? Array.from({ length: memory.length }, (_, n) => memory.key(n)).filter((key) =>
          key?.startsWith(PREFIX),
        )
      : gone.map(columnsKey);
  for (const key of keys) memory.removeItem(key!);
}
