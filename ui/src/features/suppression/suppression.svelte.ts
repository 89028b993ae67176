/** The user's own suppression list: looked through, added to and taken from. */
import { faultOf, type Fault, type Ipc, type SuppressionLine } from "$/ipc";
import { texts } from "$/shared/texts";

/** Lines that are drawn; a search finds the others. */
export const MOST_SHOWN = 200;

export class SuppressionController {
  /** `null`: not read yet. */
  lines = $state.raw<SuppressionLine[] | null>(null);
  search = $state("");
  typed = $state("");
  busy = $state(false);
  fault = $state.raw<Fault | null>(null);
  /** What was refused; the list is still shown. */
  refused = $state.raw<Fault | null>(null);
  /** What the last change came to. */
  told = $state("");
  readonly #ipc: Ipc;

  constructor(ipc: Ipc) {
    this.#ipc = ipc;
  }

  get found(): SuppressionLine[] {
    const word = this.search.trim().toLowerCase();
    return (this.lines ?? []).filter(
      ({ entry, source }) => entry.toLowerCase().includes(word) || source.toLowerCase().includes(word),
    );
  }

  async load(): Promise<void> {
    try {
      this.lines = await this.#ipc.suppressions();
      this.fault = null;
    } catch (thrown) {
      this.fault = faultOf(thrown, texts.common.unexpected);
    }
  }

  async add(): Promise<void> {
    const entries = this.typed
      .split(/[\r\n]+/)
      .map((line) => line.trim())
      .filter(Boolean);
    if (entries.length === 0) return;
    await this.#change(async () => {
      const { added, entries: all, unread } = await this.#ipc.suppress(entries);
      this.typed = "";
      return texts.suppression.added(added, all, unread);
    });
  }

  async addFile(): Promise<void> {
    await this.#change(async () => {
      const { listFiles, allFiles } = texts.home;
      const { addFileTitle } = texts.suppression;
      const path = await this.#ipc.chooseList({ title: addFileTitle, lists: listFiles, all: allFiles });
      if (path === null) return this.told;
      const { added, entries, unread } = await this.#ipc.suppressFile(path);
      return texts.suppression.added(added, entries, unread);
    });
  }

  async remove(entries: string[]): Promise<void> {
    await this.#change(async () => texts.suppression.removed(await this.#ipc.unsuppress(entries)));
  }

  async #change(work: () => Promise<string>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      this.told = await work();
      this.refused = null;
      await this.load();
    } catch (thrown) {
      this.refused = faultOf(thrown, texts.common.unexpected);
    } finally {
      this.busy = false;
    }
  }
}
