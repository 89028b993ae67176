/**
 * Every check that is under way, whichever view is shown: how far they are for the task bar, a call for attention when one
 * ends while nobody looks, and whether the window may be closed.
 */
import type { Ipc, RunSnapshot } from "$/ipc";

const LOOK_MS = 1000;

export class RunWatch {
  running = $state.raw<RunSnapshot[]>([]);
  /** Whether the user is being asked if the window may go. */
  isAsking = $state(false);
  #answer: ((mayClose: boolean) => void) | null = null;
  #shown: number | null = null;
  readonly #ipc: Ipc;
  readonly #isLooking: () => boolean;

  /** `isLooking`: whether the window has the user's attention. */
  constructor(ipc: Ipc, isLooking: () => boolean = () => document.hasFocus()) {
    this.#ipc = ipc;
    this.#isLooking = isLooking;
  }

  /** Watches until the returned function is called. */
  start(): () => void {
    const timer = setInterval(() => void this.look(), LOOK_MS);
    return () => clearInterval(timer);
  }

  async look(): Promise<void> {
    let running: RunSnapshot[];
    try {
      running = await this.#ipc.workingOn();
    } catch {
      // Whatever is wrong with the program is said by the view that is shown.
      return;
    }
    const ended = this.running.some(({ list }) => !running.some((other) => other.list === list));
    this.running = running;
    await this.#show();
    if (ended && !this.#isLooking()) {
      // Where the system has no way to show it, nobody waits for an answer.
      await this.#ipc.callAttention().catch(() => undefined);
    }
  }

  async #show(): Promise<void> {
    const of = (what: "settled" | "total") =>
      this.running.reduce((sum, { progress }) => sum + progress.tally[what], 0);
    const share =
      this.running.length === 0 ? null : Math.floor((100 * of("settled")) / Math.max(1, of("total"))) / 100;
    if (share === this.#shown) return;
    this.#shown = share;
    // A desktop without a task bar shows none.
    await this.#ipc.showProgress(share).catch(() => undefined);
  }

  /** Whether the window may be closed: at once where nothing is under way, else as the user answers. */
  mayClose = async (): Promise<boolean> => {
    await this.look();
    if (this.running.length === 0) return true;
    this.#answer?.(false);
    this.isAsking = true;
    return new Promise((resolve) => (this.#answer = resolve));
  };

  answer(mayClose: boolean): void {
    this.isAsking = false;
    this.#answer?.(mayClose);
    this.#answer = null;
  }
}
