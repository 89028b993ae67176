/**
 * How many answers came in, minute by minute and by verdict, and how fast each exchange gives them: made from the counts
 * that a run tells of itself. It keeps a bounded number of looks however long the run takes. Pure: "now" comes in.
 */
import type { Progress, Verdict } from "$/ipc";
import { verdictOrder } from "$/shared/verdicts";

/** Looks that are kept; beyond, every second one goes. */
const KEPT = 600;
/** Bars that are shown at the most. */
const BARS = 48;
/** Widths that a bar can have, in milliseconds. */
const WIDTHS = [5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200].map((seconds) => seconds * 1000);
/** Rates of exchanges are of this last while, in milliseconds. */
const RATE_OVER = 20_000;

interface Look {
  at: number;
  counts: number[];
}

/** Answers between two moments, a minute. */
export interface Bar {
  from: number;
  perMinute: { verdict: Verdict; count: number }[];
  total: number;
}

export class Pulse {
  #looks: Look[];
  #every = 0;
  readonly #left = new Map<string, { at: number; left: number }[]>();

  /** `begun`: when there was no answer yet, so that what came before the first look counts too; `null`: nobody knows. */
  constructor(begun: number | null = null) {
    this.#looks = begun === null ? [] : [{ at: begun, counts: verdictOrder.map(() => 0) }];
  }

  take({ tally, exchanges }: Progress, now: number): void {
    const counts = verdictOrder.map(
      (verdict) => tally.verdicts.find((c) => c.verdict === verdict)?.count ?? 0,
    );
    const before = this.#looks.at(-2);
    // The last look is always that of now; it stays once it is far enough from the one before it.
    if (before && this.#looks.at(-1)!.at - before.at < this.#every) this.#looks.pop();
    this.#looks.push({ at: now, counts });
    if (this.#looks.length > KEPT) {
      this.#looks = this.#looks.filter((_, n) => n % 2 === 0 || n === this.#looks.length - 1);
      this.#every = (2 * (now - this.#looks[0]!.at)) / KEPT;
    }
    for (const name of this.#left.keys()) {
      if (!exchanges.some(({ exchange }) => exchange === name)) this.#left.delete(name);
    }
    for (const { exchange, left } of exchanges) {
      const looks = this.#left.get(exchange) ?? [];
      while (looks.length > 1 && looks[1]!.at <= now - RATE_OVER) looks.shift();
      looks.push({ at: now, left });
      this.#left.set(exchange, looks);
    }
  }

  /** Addresses that an exchange settled in a second of late; `null`: cannot be told yet. */
  rateOf(exchange: string): number | null {
    const looks = this.#left.get(exchange);
    const [first, last] = [looks?.[0], looks?.at(-1)];
    if (!first || !last || last.at - first.at < 2000) return null;
    return Math.max(0, (first.left - last.left) / ((last.at - first.at) / 1000));
  }

  /** The earliest first; of equal width but for the two at the ends. */
  bars(): Bar[] {
    const [first, last] = [this.#looks[0], this.#looks.at(-1)];
    if (!first || !last || first === last) return [];
    const span = last.at - first.at;
    const width = WIDTHS.find((width) => span / width <= BARS - 1) ?? span / (BARS - 1);
    const bars: Bar[] = [];
    let from = first;
    for (let edge = (Math.floor(first.at / width) + 1) * width; from !== last; edge += width) {
      const to = this.#looks.findLast(({ at }) => at <= edge) ?? last;
      if (to === from) {
        // Nobody looked within it: nothing is known to have come.
        bars.push({ from: edge - width, perMinute: [], total: 0 });
        continue;
      }
      bars.push(between(from, to));
      from = to;
    }
    return bars.slice(-BARS);
  }
}

function between(from: Look, to: Look): Bar {
  // Under two seconds nothing can be said of a minute.
  const minutes = Math.max(2000, to.at - from.at) / 60_000;
  const perMinute = verdictOrder.map((verdict, n) => ({
    verdict,
    // A provisional verdict that another one replaced is no answer taken back.
    count: Math.max(0, to.counts[n]! - from.counts[n]!) / minutes,
  }));
  return { from: from.at, perMinute, total: perMinute.reduce((sum, { count }) => sum + count, 0) };
}
