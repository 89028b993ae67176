/**
 * Pasted replies on their way to a meaning: asked for a moment after the last key, and again whenever stage or operator
 * are named. Of several answers under way only the last one counts.
 */
import {
  faultOf,
  type ExplainRequest,
  type Explanation,
  type Fault,
  type Ipc,
  type OperatorView,
  type Stage,
} from "$/ipc";
import { texts } from "$/shared/texts";

/** How long typing has to rest before the text is read. */
const REST_MS = 200;

export class ExplainController {
  text = $state("");
  /** Named by the person; `null`: guess. */
  stage = $state<Stage | null>(null);
  operator = $state<string | null>(null);
  /** What there is to choose from. */
  operators = $state.raw<OperatorView[]>([]);
  explanation = $state.raw<Explanation | null>(null);
  fault = $state.raw<Fault | null>(null);
  /** Which reply of several is laid open. */
  open = $state(0);
  readonly #ipc: Ipc;
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(ipc: Ipc, said: Partial<ExplainRequest> = {}) {
    this.#ipc = ipc;
    this.text = said.text ?? "";
    this.stage = said.stage ?? null;
    this.operator = said.operator ?? null;
  }

  get isEmpty(): boolean {
    return this.text.trim() === "";
  }

  async start(): Promise<void> {
    const read = this.read();
    try {
      this.operators = await this.#ipc.operators();
    } catch {
      // Then only guessing is offered; what is wrong is said with the explanation.
    }
    await read;
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#asked++;
  }

  write(text: string): void {
    this.text = text;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.read(), REST_MS);
  }

  /** Takes a whole text at once, as from an example. */
  async take(text: string): Promise<void> {
    this.text = text;
    this.stage = null;
    this.operator = null;
    await this.read();
  }

  async name(circumstance: { stage?: Stage | null; operator?: string | null }): Promise<void> {
    if (circumstance.stage !== undefined) this.stage = circumstance.stage;
    if (circumstance.operator !== undefined) this.operator = circumstance.operator;
    await this.read();
  }

  async read(): Promise<void> {
    clearTimeout(this.#timer);
    const asked = ++this.#asked;
    if (this.isEmpty) {
      this.explanation = null;
      this.fault = null;
      return;
    }
    try {
      const { text, stage, operator } = this;
      const explanation = await this.#ipc.explain({ text, stage, operator });
      if (asked !== this.#asked) return;
      this.explanation = explanation;
      this.fault = null;
      if (this.open >= explanation.replies.length) this.open = 0;
    } catch (thrown) {
      if (asked !== this.#asked) return;
      this.explanation = null;
      this.fault = faultOf(thrown, texts.common.unexpected);
    }
  }
}
