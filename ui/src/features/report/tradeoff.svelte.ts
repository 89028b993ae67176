/**
 * Rows kept against bounces expected: what every place of the line would come to under the policy being tried, and where the
 * line is. Moving it changes the tried policy; keeping and exporting are done with that.
 */
import {
  faultOf,
  type Expected,
  type Fault,
  type Ipc,
  type ListId,
  type PolicyRow,
  type Tradeoff,
} from "$/ipc";
import { texts } from "$/shared/texts";

/** Past every score: nothing that is not proved is sent to. */
export const NOTHING = 101;

/** Where a policy draws its line; `null`: it has none, or several. */
export function lineOf(rows: PolicyRow[]): number | null {
  const scores = new Set(rows.flatMap(({ from_score }) => (from_score == null ? [] : [from_score])));
  const [only] = scores;
  return scores.size === 1 && only !== undefined ? only : null;
}

export class TradeoffController {
  tradeoff = $state.raw<Tradeoff | null>(null);
  fault = $state.raw<Fault | null>(null);
  readonly #ipc: Ipc;
  readonly #list: ListId;
  #readings = 0;

  constructor(ipc: Ipc, list: ListId) {
    this.#ipc = ipc;
    this.#list = list;
  }

  /** Reads what mailings under a policy would come to. Of several readings only the last one counts. */
  async read(rows: PolicyRow[]): Promise<void> {
    const reading = ++this.#readings;
    try {
      const tradeoff = await this.#ipc.tradeoff(this.#list, rows);
      if (reading !== this.#readings) return;
      this.tradeoff = tradeoff;
      this.fault = null;
    } catch (thrown) {
      if (reading === this.#readings) this.fault = faultOf(thrown, texts.common.unexpected);
    }
  }

  at(line: number): Expected | null {
    return this.tradeoff?.steps[line]?.expected ?? null;
  }
}

/** Shares of the rows of a selection that will come back, in percent. */
export function shares({ rows, least, likely, most }: Expected): {
  least: number;
  likely: number;
  most: number;
} {
  // A number that JSON has no sign for would come as null; none does.
  const share = (bounces: number | null) => (rows > 0 ? (100 * (bounces ?? 0)) / rows : 0);
  return { least: share(least), likely: share(likely), most: share(most) };
}
