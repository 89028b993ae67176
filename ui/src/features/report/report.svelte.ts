/** What a list came to, in counts; counted anew whenever results may have changed. */
import { everything, faultOf, type Facets, type Fault, type Ipc, type ListId } from "$/ipc";
import { texts } from "$/shared/texts";

export class ReportController {
  facets = $state.raw<Facets | null>(null);
  fault = $state.raw<Fault | null>(null);
  readonly #ipc: Ipc;
  readonly #list: ListId;

  constructor(ipc: Ipc, list: ListId) {
    this.#ipc = ipc;
    this.#list = list;
  }

  async load(): Promise<void> {
    try {
      this.facets = await this.#ipc.facets(this.#list, everything);
      this.fault = null;
    } catch (thrown) {
      this.fault = faultOf(thrown, texts.common.unexpected);
    }
  }
}
