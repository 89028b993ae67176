/**
 * The policy while it is changed: tried on the list with every step, kept only when asked. The program says how many rows
 * get which action and whether a policy is sound; of several answers under way only the last one counts.
 */
import {
  faultOf,
  type Action,
  type FacetCount,
  type Fault,
  type Flag,
  type Ipc,
  type ListId,
  type PolicyRow,
  type PolicyView,
  type Verdict,
} from "$/ipc";
import { texts } from "$/shared/texts";
import { verdictOrder } from "$/shared/verdicts";

export const actionOrder: readonly Action[] = ["send", "caution", "retry", "review", "suppress"];

export interface VerdictRules {
  verdict: Verdict;
  /** Exceptions first, then what is done without any. */
  rows: { index: number; row: PolicyRow }[];
}

const same = (a: PolicyRow[], b: PolicyRow[]) =>
  a.length === b.length &&
  a.every(
    (row, n) =>
      row.verdict === b[n]?.verdict &&
      row.flag === b[n]?.flag &&
      (row.from_score ?? null) === (b[n]?.from_score ?? null) &&
      row.action === b[n]?.action,
  );

export class PolicyController {
  kept = $state.raw<PolicyView | null>(null);
  rows = $state.raw<PolicyRow[]>([]);
  /** Rows of the list by action, under the policy that is kept and under the one being tried. */
  before = $state.raw<FacetCount[]>([]);
  counts = $state.raw<FacetCount[]>([]);
  fault = $state.raw<Fault | null>(null);
  saving = $state(false);
  readonly #ipc: Ipc;
  readonly #list: ListId;
  readonly #onapplied: () => void;
  #tries = 0;

  /** `onapplied` is called when rows have got new actions. */
  constructor(ipc: Ipc, list: ListId, onapplied: () => void) {
    this.#ipc = ipc;
    this.#list = list;
    this.#onapplied = onapplied;
  }

  get isChanged(): boolean {
    return this.kept !== null && !same(this.rows, this.kept.rows);
  }

  get isShipped(): boolean {
    return this.kept !== null && same(this.rows, this.kept.shipped);
  }

  get rules(): VerdictRules[] {
    const numbered = this.rows.map((row, index) => ({ index, row }));
    return verdictOrder.map((verdict) => ({
      verdict,
      rows: numbered.filter(({ row }) => row.verdict === verdict),
    }));
  }

  async load(): Promise<void> {
    await this.#act(async () => {
      this.kept = await this.#ipc.policy();
      this.rows = this.kept.rows;
      this.before = await this.#ipc.tryPolicy(this.#list, this.rows);
      this.counts = this.before;
    });
  }

  /** Counts again under the policy that is kept, as when a run has gone on. */
  async recount(): Promise<void> {
    const { kept } = this;
    if (!kept) return;
    await this.#act(async () => {
      this.before = await this.#ipc.tryPolicy(this.#list, kept.rows);
      await this.#try(this.rows);
    });
  }

  decide(index: number, action: Action): Promise<void> {
    return this.#try(this.rows.map((row, n) => (n === index ? { ...row, action } : row)));
  }

  /** A new exception stands behind the others of its verdict and does what is done without it, until it is decided. */
  except(verdict: Verdict, flag: Flag): Promise<void> {
    // Before a line through the score too, which would take what the exception is for.
    const last = this.rows.findIndex((row) => row.verdict === verdict && row.flag === null);
    if (last < 0) return Promise.resolve();
    const action = this.rows.findLast((row) => row.verdict === verdict)!.action;
    return this.#try(this.rows.toSpliced(last, 0, { verdict, flag, action }));
  }

  remove(index: number): Promise<void> {
    return this.#try(this.rows.toSpliced(index, 1));
  }

  /** Draws a line: from this score on what is not proved is sent to. */
  async draw(fromScore: number): Promise<void> {
    await this.#act(async () => {
      await this.#try(await this.#ipc.drawLine(this.rows, fromScore));
    });
  }

  undo = () => this.#try(this.kept?.rows ?? []);

  shipped = () => this.#try(this.kept?.shipped ?? []);

  /** Keeps the policy and gives the rows of this list their actions. */
  async keep(): Promise<void> {
    if (this.saving) return;
    this.saving = true;
    await this.#act(async () => {
      this.kept = await this.#ipc.setPolicy(this.rows);
      await this.#ipc.applyPolicy(this.#list);
      this.before = this.counts;
      this.#onapplied();
    });
    this.saving = false;
  }

  async #try(rows: PolicyRow[]): Promise<void> {
    const asked = ++this.#tries;
    this.rows = rows;
    await this.#act(async () => {
      const counts = await this.#ipc.tryPolicy(this.#list, rows);
      if (asked === this.#tries) this.counts = counts;
    });
  }

  async #act(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.fault = null;
    } catch (thrown) {
      this.fault = faultOf(thrown, texts.common.unexpected);
    }
  }
}
