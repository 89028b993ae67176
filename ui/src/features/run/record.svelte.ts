/** What is known of a run's course since the window was opened: kept beside the views, so that it outlives them. */
import type { Progress, RunState } from "$/ipc";
import { Diary, type Entry } from "./diary";
import { Pulse, type Bar } from "./pulse";

export class RunRecord {
  bars = $state.raw<Bar[]>([]);
  entries = $state.raw<readonly Entry[]>([]);
  /** Addresses a second, by exchange. */
  rates = $state.raw<ReadonlyMap<string, number>>(new Map());
  #pulse = new Pulse();
  readonly #diary = new Diary();
  #begun: number | null = null;

  /** The run began then, without an answer. A run that goes on after a pause does not begin again. */
  begin(at: number): void {
    if (at === this.#begun) return;
    this.#begun = at;
    this.#pulse = new Pulse(at);
  }

  take(progress: Progress, now: number): void {
    if (progress.tally.total === 0) return;
    this.#pulse.take(progress, now);
    this.#diary.take(progress, now);
    this.bars = this.#pulse.bars();
    this.entries = this.#diary.entries;
    this.rates = new Map(
      progress.exchanges.flatMap(({ exchange }) => {
        const rate = this.#pulse.rateOf(exchange);
        return rate === null ? [] : [[exchange, rate] as const];
      }),
    );
  }

  /** Nobody works on the run any more. What comes later is measured anew: the time between is no time of the check. */
  end(state: RunState | null, now: number): void {
    this.#diary.end(state, now);
    this.entries = this.#diary.entries;
    this.#pulse = new Pulse();
    this.rates = new Map();
  }
}
