/**
 * What happened in a run, in the order in which it did: made by comparing what the run says of itself with what it said
 * before. Only what a person would tell somebody else is kept, and no more than can be read. Pure: "now" comes in.
 */
import type { ExchangeProgress, Progress, RunState, Sentence } from "$/ipc";
import { say } from "$/shared/sentences";
import { stateOf } from "./exchanges";

/** Entries that are kept. */
const KEPT = 200;
/** The same is not told again of the same exchange within this time, in milliseconds. */
const QUIET = 60_000;

export type Happening =
  | { kind: "begun"; open: number }
  | { kind: "put_off"; count: number }
  | { kind: "first_answers" }
  | { kind: "slowed"; exchange: string; why: Sentence | null }
  | { kind: "resting"; exchange: string; why: Sentence | null; until: number }
  | { kind: "goes_on"; exchange: string }
  | { kind: "guard"; sentence: Sentence }
  | { kind: "guard_over" }
  | { kind: "trouble"; sentence: Sentence }
  | { kind: "trouble_over" }
  | { kind: "finished" }
  | { kind: "paused" };

export type Entry = Happening & { at: number; id: number };

export class Diary {
  /** The latest first. */
  entries: readonly Entry[] = [];
  #before: Progress | null = null;
  #next = 0;
  readonly #told = new Map<string, number>();

  take(progress: Progress, now: number): void {
    const before = this.#before;
    this.#before = progress;
    const { tally, trouble, guard } = progress;
    if (tally.total === 0) return;
    const tell = (happening: Happening) => this.#tell(happening, now);
    if (!before || before.tally.total === 0) tell({ kind: "begun", open: tally.total - tally.settled });
    if (trouble !== null && !isSame(trouble, before?.trouble)) tell({ kind: "trouble", sentence: trouble });
    if (trouble === null && before?.trouble) tell({ kind: "trouble_over" });
    if (guard && !isSame(guard.sentence, before?.guard?.sentence))
      tell({ kind: "guard", sentence: guard.sentence });
    if (!guard && before?.guard) tell({ kind: "guard_over" });
    if (tally.waiting > 0 && !before?.tally.waiting) tell({ kind: "put_off", count: tally.waiting });
    if (progress.first_answers_in === 0 && before && before.first_answers_in !== 0 && tally.waiting > 0) {
      tell({ kind: "first_answers" });
    }
    for (const exchange of progress.exchanges) {
      const happening = change(
        before?.exchanges.find((other) => other.exchange === exchange.exchange),
        exchange,
      );
      if (happening) this.#tellOf(exchange.exchange, happening, now);
    }
  }

  /** Nobody works on the run any more; it may be gone on with. */
  end(state: RunState | null, now: number): void {
    if (!this.#before) return;
    this.#before = null;
    if (state === "finished") this.#tell({ kind: "finished" }, now);
    else if (state === "paused") this.#tell({ kind: "paused" }, now);
  }

  #tellOf(exchange: string, happening: Happening, now: number): void {
    const what = `${happening.kind} ${exchange}`;
    const told = this.#told.get(what);
    if (told !== undefined && now - told < QUIET) return;
    this.#told.set(what, now);
    this.#tell(happening, now);
  }

  #tell(happening: Happening, now: number): void {
    this.entries = [{ ...happening, at: now, id: this.#next++ }, ...this.entries].slice(0, KEPT);
  }
}

/** Whether two sentences say the same. */
const isSame = (one: Sentence, other: Sentence | null | undefined) =>
  other !== null && other !== undefined && say(one) === say(other);

/** What became of an exchange between two looks; `null`: nothing worth telling. */
function change(before: ExchangeProgress | undefined, after: ExchangeProgress): Happening | null {
  const [was, is] = [before && stateOf(before), stateOf(after)];
  const { exchange, held_back, until } = after;
  const held = was === "slowed" || was === "resting";
  if (is === "resting" && was !== "resting" && until !== null) {
    return { kind: "resting", exchange, why: held_back, until };
  }
  if (is === "slowed" && was !== "slowed") return { kind: "slowed", exchange, why: held_back };
  return (is === "asking" || is === "queued") && held ? { kind: "goes_on", exchange } : null;
}
