/** What is kept, and deleting it: what would go is told before anything does. */
import {
  faultOf,
  type Fault,
  type Ipc,
  type ListId,
  type ListSummary,
  type Purged,
  type PurgeRequest,
  type Stored,
} from "$/ipc";
import { forgetColumns } from "$/shared/columnMemory";
import { texts } from "$/shared/texts";

export type Which = "list" | "age" | "all";

/** Older than so many days is offered first. */
const DAYS = 90;

export class KeptController {
  stored = $state.raw<Stored | null>(null);
  lists = $state.raw<ListSummary[]>([]);
  fault = $state.raw<Fault | null>(null);
  which = $state<Which>("age");
  list = $state<ListId | null>(null);
  days = $state(DAYS);
  /** What would go; `null`: it is not known yet. */
  would = $state.raw<Purged | null>(null);
  purging = $state(false);
  purgeFault = $state.raw<Fault | null>(null);
  /** Whether something has just been deleted. */
  done = $state(false);
  readonly #ipc: Ipc;
  readonly #onpurged: () => void;
  #asked = 0;

  /** `onpurged` hears that something is gone. */
  constructor(ipc: Ipc, onpurged: () => void) {
    this.#ipc = ipc;
    this.#onpurged = onpurged;
  }

  get canPurge(): boolean {
    const { would } = this;
    return !this.purging && would !== null && (this.which === "all" || would.lists.length + would.runs > 0);
  }

  get request(): PurgeRequest | null {
    switch (this.which) {
      case "all":
        return "all";
      case "age":
        return Number.isInteger(this.days) && this.days >= 0 && this.days <= 36_500
          ? { older_than: { days: this.days } }
          : null;
      case "list":
        return this.list === null ? null : { list: this.list };
    }
  }

  async load(): Promise<void> {
    try {
      const [stored, home] = await Promise.all([this.#ipc.stored(), this.#ipc.home()]);
      this.stored = stored;
      this.lists = home.lists;
      this.list = home.lists.find(({ id }) => id === this.list)?.id ?? home.lists[0]?.id ?? null;
      this.fault = null;
    } catch (thrown) {
      this.fault = faultOf(thrown, texts.common.unexpected);
      return;
    }
    await this.look();
  }

  choose(change: { which?: Which; list?: ListId; days?: number }): Promise<void> {
    Object.assign(this, change);
    this.done = false;
    return this.look();
  }

  /** Asks what would go. */
  async look(): Promise<void> {
    const asked = ++this.#asked;
    const { request } = this;
    this.would = null;
    if (request === null) return;
    try {
      const would = await this.#ipc.wouldPurge(request);
      if (asked !== this.#asked) return;
      this.would = would;
      this.purgeFault = null;
    } catch (thrown) {
      if (asked === this.#asked) this.purgeFault = faultOf(thrown, texts.common.unexpected);
    }
  }

  async purge(): Promise<void> {
    const { request } = this;
    if (request === null || this.purging) return;
    this.purging = true;
    try {
      const before = this.lists;
      await this.#ipc.purge(request);
      this.purgeFault = null;
      await this.load();
      const gone = before.filter(({ id }) => !this.lists.some((list) => list.id === id));
      forgetColumns(request === "all" ? "all" : gone);
      this.done = true;
      this.#onpurged();
    } catch (thrown) {
      this.purgeFault = faultOf(thrown, texts.common.unexpected);
    } finally {
      this.purging = false;
    }
  }
}
