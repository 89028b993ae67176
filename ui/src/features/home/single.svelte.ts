/** One address, checked at once and shown as it is found out. Of several checks only the last one counts. */
import { faultOf, type EvidenceView, type Fault, type Ipc } from "$/ipc";
import { texts } from "$/shared/texts";

export class SingleCheck {
  typed = $state("");
  /** What is or was checked; `null`: nothing. */
  address = $state<string | null>(null);
  view = $state.raw<EvidenceView | null>(null);
  fault = $state.raw<Fault | null>(null);
  checking = $state(false);
  /** Whether it was told to take what is known. */
  stopping = $state(false);
  readonly #ipc: Ipc;
  #asked = 0;

  constructor(ipc: Ipc) {
    this.#ipc = ipc;
  }

  get canCheck(): boolean {
    return !this.checking && this.typed.trim() !== "";
  }

  /** Whether a server has put the address off. */
  get waits(): boolean {
    return this.checking && (this.view?.row.result?.retry_at ?? null) !== null;
  }

  async check(): Promise<void> {
    if (!this.canCheck) return;
    const asked = ++this.#asked;
    const address = this.typed.trim();
    Object.assign(this, { address, view: null, fault: null, checking: true, stopping: false });
    try {
      const view = await this.#ipc.checkAddress(address, false, (seen) => {
        if (asked === this.#asked && this.checking) this.view = seen;
      });
      if (asked === this.#asked) this.view = view;
    } catch (thrown) {
      if (asked === this.#asked) this.fault = faultOf(thrown, texts.common.unexpected);
    } finally {
      if (asked === this.#asked) this.checking = false;
    }
  }

  /** Takes what is known. */
  stop = async (): Promise<void> => {
    if (!this.checking) return;
    this.stopping = true;
    await this.#ipc.stopCheck();
  };

  /** Puts the result away; a check that is under way ends. */
  close = (): void => {
    if (this.checking) void this.#ipc.stopCheck();
    this.#asked++;
    Object.assign(this, { address: null, view: null, fault: null, checking: false, stopping: false });
  };
}
