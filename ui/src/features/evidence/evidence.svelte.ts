/** The evidence of one row at a time. Of several rows asked for in a hurry only the last one counts. */
import { faultOf, type EvidenceView, type Fault, type Ipc, type ListId } from "$/ipc";
import { inSentences } from "$/shared/sentences";
import { texts } from "$/shared/texts";
import { subjectOf } from "./addresses";

export class EvidenceController {
  /** The row that is open, by its number in the list. */
  row = $state<number | null>(null);
  /** Which of its addresses: a place among the further ones; `null`: its own. */
  further = $state<number | null>(null);
  view = $state.raw<EvidenceView | null>(null);
  fault = $state.raw<Fault | null>(null);
  /** Where the evidence was written. */
  saved = $state<string | null>(null);
  saveFault = $state.raw<Fault | null>(null);
  readonly #ipc: Ipc;
  readonly #list: ListId;
  #asked = 0;

  constructor(ipc: Ipc, list: ListId) {
    this.#ipc = ipc;
    this.#list = list;
  }

  async open(row: number): Promise<void> {
    this.row = row;
    await this.choose(null);
  }

  /** Another address of the open row. */
  choose = async (further: number | null): Promise<void> => {
    if (this.row === null) return;
    this.further = further;
    this.saved = null;
    this.saveFault = null;
    await this.#read(this.row);
  };

  close = (): void => {
    this.#asked++;
    this.row = null;
    this.view = null;
    this.fault = null;
  };

  /** Writes what is shown as JSON where the user wants it. */
  save = async (): Promise<void> => {
    const { view } = this;
    if (!view) return;
    try {
      const name = `${subjectOf(view).address.replaceAll(/[^\w.@+-]+/g, "_")}.json`;
      const words = { title: texts.evidence.save, kind: "JSON" };
      const path = await this.#ipc.chooseTarget(name, "json", words);
      if (path === null) return;
      await this.#ipc.saveEvidence(`${JSON.stringify(inSentences(view), null, 2)}\n`, path);
      this.saved = path;
      this.saveFault = null;
    } catch (thrown) {
      this.saveFault = faultOf(thrown, texts.common.unexpected);
    }
  };

  /** Reads the open row again: an answer may have come in. */
  refresh(): void {
    // What is final does not change under the reader's eyes.
    const final = this.view?.judgement != null && subjectOf(this.view).result?.retry_at === null;
    if (this.row !== null && !final) void this.#read(this.row);
  }

  /** Reads the open row again whatever stood there: the user has changed something. */
  reread(): void {
    if (this.row !== null) void this.#read(this.row);
  }

  async #read(row: number): Promise<void> {
    const asked = ++this.#asked;
    try {
      const view = await this.#ipc.evidence(this.#list, row, this.further);
      if (asked !== this.#asked) return;
      this.view = view;
      this.fault = null;
    } catch (thrown) {
      if (asked !== this.#asked) return;
      this.view = null;
      this.fault = faultOf(thrown, texts.common.unexpected);
    }
  }
}
