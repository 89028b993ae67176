/** What the doctor said last, for the places that only mention it. Nobody is contacted. */
import { faultOf, type DoctorReport, type Fault, type Ipc } from "$/ipc";
import { texts } from "$/shared/texts";

export class LastReport {
  /** `null`: the doctor has never looked, or it is not read yet. */
  report = $state.raw<DoctorReport | null>(null);
  loaded = $state(false);
  fault = $state.raw<Fault | null>(null);
  readonly #ipc: Ipc;

  constructor(ipc: Ipc) {
    this.#ipc = ipc;
  }

  /** Whether the doctor found port 25 shut. */
  get isShut(): boolean {
    return this.report?.verdict === "shut";
  }

  async load(): Promise<void> {
    try {
      this.report = await this.#ipc.lastDoctor();
      this.fault = null;
    } catch (thrown) {
      this.fault = faultOf(thrown, texts.common.unexpected);
    }
    this.loaded = true;
  }
}
