/** The home view's state: the lists there are, kept fresh while one of them is being checked. */
import { faultOf, type Fault, type Home, type Ipc, type ListId } from "$/ipc";
import { forgetColumns } from "$/shared/columnMemory";
import { texts } from "$/shared/texts";

const WHILE_RUNNING_MS = 1000;

export class HomeController {
  home = $state.raw<Home | null>(null);
  fault = $state.raw<Fault | null>(null);
  /** A deletion that failed; the lists are still shown. */
  deleteFault = $state.raw<Fault | null>(null);
  readonly #ipc: Ipc;

  constructor(ipc: Ipc) {
    this.#ipc = ipc;
  }

  get isEmpty(): boolean {
    return this.home?.lists.length === 0;
  }

  async load(): Promise<void> {
    try {
      this.home = await this.#ipc.home();
      this.fault = null;
    } catch (thrown) {
      this.fault = faultOf(thrown, texts.common.unexpected);
    }
  }

  async delete(list: ListId): Promise<void> {
    const gone = this.home?.lists.filter(({ id }) => id === list) ?? [];
    try {
      this.deleteFault = null;
      await this.#ipc.deleteList(list);
      forgetColumns(gone);
    } catch (thrown) {
      this.deleteFault = faultOf(thrown, texts.common.unexpected);
    }
    await this.load();
  }

  /** Loads, and again every second while a run is under way; until the returned function is called. */
  watch(): () => void {
    void this.load();
    const timer = setInterval(() => {
      const busy = this.home?.lists.some(
        ({ run }) => run && !["paused", "finished", "queued"].includes(run.state),
      );
      if (busy) void this.load();
    }, WHILE_RUNNING_MS);
    return () => clearInterval(timer);
  }
}
