/** Providers, ages and expected bounces of a list, counted by the program. */
import { faultOf, type Fault, type Ipc, type ListId, type ReportFigures } from "$/ipc";
import { texts } from "$/shared/texts";

export class FiguresController {
  figures = $state.raw<ReportFigures | null>(null);
  fault = $state.raw<Fault | null>(null);
  readonly #ipc: Ipc;
  readonly #list: ListId;
  #reading = false;

  constructor(ipc: Ipc, list: ListId) {
    this.#ipc = ipc;
    this.#list = list;
  }

  /** One reading at a time: during a run it is asked for often, and of a long list it takes a while. */
  async load(): Promise<void> {
    if (this.#reading) return;
    this.#reading = true;
    try {
      this.figures = await this.#ipc.reportFigures(this.#list);
      this.fault = null;
    } catch (thrown) {
      this.fault = faultOf(thrown, texts.common.unexpected);
    } finally {
      this.#reading = false;
    }
  }
}
