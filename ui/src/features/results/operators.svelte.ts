/** Who takes mail for rows: what an operator is called, and which one stands behind a row. */
import { SvelteMap } from "svelte/reactivity";
import type { Ipc, ListId } from "$/ipc";

export class MailOperators {
  readonly #names = new SvelteMap<string, string>();
  readonly #ipc: Ipc;
  readonly #list: ListId;

  constructor(ipc: Ipc, list: ListId) {
    this.#ipc = ipc;
    this.#list = list;
  }

  async load(): Promise<void> {
    try {
      for (const { id, name } of await this.#ipc.operators()) this.#names.set(id, name);
    } catch {
      // Their codes are readable too.
    }
  }

  /** For people; a server that the tables do not know is called by the domain of its mail hosts. */
  name(code: string): string {
    return this.#names.get(code) ?? code;
  }

  /** The code of the operator behind a row; `null`: nobody knows, or it has no address. */
  async of(row: number): Promise<string | null> {
    try {
      return await this.#ipc.mailOperator(this.#list, row);
    } catch {
      return null;
    }
  }
}
