/** What a list came to, in counts; counted anew whenever results may have changed. */
import { faultOf, type Facets, type Fault, type Ipc, type ListId, type Query } from "$/ipc";
import { texts } from "$/shared/texts";

const everything: Query = {
  verdicts: [],
  reasons: [],
  actions: [],
  flags: [],
  domains: [],
  unsettled: false,
  decided: false,
  search: "",
  sort: [],
};

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
