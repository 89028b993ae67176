/**
 * The run of one list as the window sees it: followed while somebody works on it, started, paused, gone on with, finished
 * early. What the program says last is the truth; a click only shows at once that it was heard.
 */
import {
  faultOf,
  type Fault,
  type Ipc,
  type ListId,
  type ListSummary,
  type RunMode,
  type RunSnapshot,
  type RunState,
  type Sentence,
} from "$/ipc";
import { texts } from "$/shared/texts";

/** How long to wait before asking again for a run that is said to be under way and that nobody streams. */
const ASK_AGAIN_MS = 1000;

export class RunController {
  summary = $state.raw<ListSummary | null>(null);
  /** Why the list cannot be shown at all. */
  fault = $state.raw<Fault | null>(null);
  /** Why the last click did not work. */
  actionFault = $state.raw<Fault | null>(null);
  /** Whether a click is being answered. */
  busy = $state(false);
  #snapshot = $state.raw<RunSnapshot | null>(null);
  #following = $state(false);
  #followed: Promise<void> = Promise.resolve();
  #asked = $state<"pausing" | "stopping" | null>(null);
  #closed = false;
  readonly #ipc: Ipc;
  readonly #list: ListId;
  readonly #onadvance: () => void;
  readonly #onbegin: (at: number) => void;

  /** `onadvance` is called whenever results may have changed, `onbegin` when a check was started with no answer yet. */
  constructor(
    ipc: Ipc,
    list: ListId,
    onadvance: () => void,
    onbegin: (at: number) => void = () => undefined,
  ) {
    this.#onbegin = onbegin;
    this.#ipc = ipc;
    this.#list = list;
    this.#onadvance = onadvance;
  }

  get state(): RunState {
    const live = this.#following && this.#snapshot ? this.#snapshot.state : null;
    const state = live ?? this.summary?.run?.state ?? "queued";
    return state === "running" && this.#asked ? this.#asked : state;
  }

  get isLive(): boolean {
    return this.state === "running" || this.state === "pausing" || this.state === "stopping";
  }

  /** The progress that was heard last; `null` before there was any. */
  get progress() {
    const progress = this.#snapshot?.progress;
    return progress && progress.tally.total > 0 ? progress : null;
  }

  /** How thoroughly it looks; `null`: it was never started. */
  get mode(): RunMode | null {
    return this.summary?.run?.mode ?? null;
  }

  get failure(): Sentence | null {
    return this.#snapshot?.failure ?? null;
  }

  get total(): number {
    return this.progress?.tally.total ?? this.summary?.run?.total ?? this.summary?.addresses ?? 0;
  }

  get settled(): number {
    if (this.state === "finished") return this.total;
    return this.progress?.tally.settled ?? this.summary?.run?.settled ?? 0;
  }

  get waiting(): number {
    return this.state === "finished" ? 0 : (this.progress?.tally.waiting ?? 0);
  }

  async open(): Promise<void> {
    await this.#reload();
    if (this.summary?.run) this.#follow();
  }

  close(): void {
    this.#closed = true;
  }

  start = () => this.#act(() => this.#start(null));

  /** Goes on without asking mail servers; a run under way takes leave of them first. */
  quick = () =>
    this.#act(async () => {
      if (this.isLive) {
        this.#asked = "pausing";
        await this.#ipc.stopRun(this.#list);
        await this.#followed;
        // It may have come to its end first; another start would throw its results away.
        if (this.state === "finished") return;
      }
      await this.#start("quick");
    });

  pause = () =>
    this.#act(async () => {
      this.#asked = "pausing";
      await this.#ipc.stopRun(this.#list);
    });

  finish = () =>
    this.#act(async () => {
      this.#asked = "stopping";
      await this.#ipc.finishRun(this.#list);
    });

  async #start(mode: RunMode | null): Promise<void> {
    const run = this.summary?.run;
    const isNew = this.state === "finished" || !run || (run.state === "queued" && run.settled === 0);
    const now = Date.now();
    await this.#ipc.startRun(this.#list, mode);
    if (isNew) this.#onbegin(now);
    this.#snapshot = null;
    await this.#reload();
    this.#follow();
  }

  async #act(click: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.actionFault = null;
    try {
      await click();
    } catch (thrown) {
      this.#asked = null;
      this.actionFault = faultOf(thrown, texts.common.unexpected);
      await this.#reload();
    }
    this.busy = false;
  }

  async #reload(): Promise<void> {
    try {
      this.summary = await this.#ipc.listSummary(this.#list);
      this.fault = null;
    } catch (thrown) {
      this.fault = faultOf(thrown, texts.common.unexpected);
    }
  }

  #follow(): void {
    if (!this.#following) this.#followed = this.#followToTheEnd();
  }

  async #followToTheEnd(): Promise<void> {
    this.#following = true;
    try {
      while (!this.#closed) {
        let ended = false;
        await this.#ipc.followRun(this.#list, (snapshot) => {
          // What was sent while the run was live and comes after its end is no news.
          if (this.#closed || (ended && snapshot.state === "running")) return;
          this.#snapshot = snapshot;
          this.#onadvance();
        });
        ended = true;
        await this.#reload();
        if (this.summary?.run?.state !== "running") break;
        await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
      }
    } catch (thrown) {
      this.actionFault = faultOf(thrown, texts.common.unexpected);
    }
    this.#following = false;
    this.#asked = null;
    if (!this.#closed) this.#onadvance();
  }
}
