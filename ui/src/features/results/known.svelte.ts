/** How the check did on the addresses that the user knows. */
import type { AccuracyReport, Ipc, ListId } from "$/ipc";

export class KnownAddresses {
  /** `null`: none is known. */
  report = $state.raw<AccuracyReport | null>(null);
  readonly #ipc: Ipc;
  readonly #list: ListId;

  constructor(ipc: Ipc, list: ListId) {
    this.#ipc = ipc;
    this.#list = list;
  }

  measure = async (): Promise<void> => {
    // Without it the rows are as good.
    this.report = await this.#ipc.accuracy(this.#list).catch(() => this.report);
  };
}
