/** What the program is and what it knows, read once. */
import { faultOf, type About, type Fault, type Ipc } from "$/ipc";
import { texts } from "$/shared/texts";

export class AboutController {
  about = $state.raw<About | null>(null);
  fault = $state.raw<Fault | null>(null);
  readonly #ipc: Ipc;

  constructor(ipc: Ipc) {
    this.#ipc = ipc;
  }

  async load(): Promise<void> {
    try {
      this.about = await this.#ipc.about();
      this.fault = null;
    } catch (thrown) {
      this.fault = faultOf(thrown, texts.common.unexpected);
    }
  }
}
