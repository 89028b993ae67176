/** What was learnt, and the file that is to be learnt next: read for a preview first, kept only when the user says so. */
import { faultOf, type BatchId, type Fault, type Ipc, type Known, type LearnReport } from "$/ipc";
import { texts } from "$/shared/texts";

/** A file that was read and is not kept yet. */
export interface Looked {
  path: string;
  report: LearnReport;
}

const noOptions = {
  encoding: null,
  delimiter: null,
  header: null,
  sheet: null,
  email_column: null,
  more_email_columns: [],
};

export class LearningController {
  known = $state.raw<Known | null>(null);
  fault = $state.raw<Fault | null>(null);
  /** Why the last file could not be read or learnt. */
  fileFault = $state.raw<Fault | null>(null);
  looked = $state.raw<Looked | null>(null);
  busy = $state<"reading" | "learning" | "judging" | null>(null);
  /** What was done last, in a sentence. */
  done = $state<string | null>(null);
  /** Whether lists may be judged otherwise than they are. */
  stale = $state(false);
  readonly #ipc: Ipc;
  #asked = 0;

  constructor(ipc: Ipc) {
    this.#ipc = ipc;
  }

  async load(): Promise<void> {
    try {
      this.known = await this.#ipc.known();
      this.fault = null;
    } catch (thrown) {
      this.fault = faultOf(thrown, texts.common.unexpected);
    }
  }

  async choose(): Promise<void> {
    const { chooseTitle: title, files } = texts.learning;
    const path = await this.#ipc.chooseOutcomes({ title, files, all: texts.home.allFiles });
    if (path !== null) await this.look(path);
  }

  /** Reads a file without keeping anything. Of several in a hurry only the last one counts. */
  async look(path: string): Promise<void> {
    const asked = ++this.#asked;
    this.busy = "reading";
    this.looked = null;
    this.fileFault = null;
    this.done = null;
    try {
      const report = await this.#ask(path, false);
      if (asked === this.#asked) this.looked = { path, report };
    } catch (thrown) {
      if (asked === this.#asked) this.fileFault = faultOf(thrown, texts.common.unexpected);
    } finally {
      if (asked === this.#asked) this.busy = null;
    }
  }

  async learn(): Promise<void> {
    const { looked } = this;
    if (!looked) return;
    this.busy = "learning";
    try {
      const { added, known } = await this.#ask(looked.path, true);
      this.looked = null;
      this.#changed(texts.learning.learnt(added, known));
    } catch (thrown) {
      this.fileFault = faultOf(thrown, texts.common.unexpected);
    } finally {
      this.busy = null;
    }
    await this.load();
  }

  discard = (): void => {
    this.#asked++;
    this.looked = null;
    this.fileFault = null;
    this.busy = null;
  };

  undo = (batch: BatchId) =>
    this.#change(async () => {
      await this.#ipc.undoLearning(batch);
      this.#changed(null);
    });

  forget = () =>
    this.#change(async () => {
      await this.#ipc.forgetLearnt();
      this.#changed(null);
    });

  exportAll = () =>
    this.#change(async () => {
      const { exportAll } = texts.learning;
      const path = await this.#ipc.chooseTarget("learnt.csv", "csv", { title: exportAll, kind: "CSV" });
      if (path !== null) this.done = texts.learning.exported(await this.#ipc.exportLearnt(path));
    });

  /** Judges every list that has been vetted again, from the evidence that is kept. */
  judgeAgain = () =>
    this.#change(async () => {
      this.busy = "judging";
      try {
        const { lists } = await this.#ipc.home();
        let changed = 0;
        const finished = lists.filter(({ run }) => run?.state === "finished");
        for (const { id } of finished) changed += (await this.#ipc.judgeAgain(id)).changed;
        this.stale = false;
        this.done = texts.learning.judged(finished.length, changed);
      } finally {
        this.busy = null;
      }
    });

  async #change(act: () => Promise<void>): Promise<void> {
    this.done = null;
    let fault: Fault | null = null;
    try {
      await act();
    } catch (thrown) {
      fault = faultOf(thrown, texts.common.unexpected);
    }
    await this.load();
    this.fault ??= fault;
  }

  #changed(done: string | null): void {
    this.done = done;
    this.stale = true;
  }

  #ask(path: string, keep: boolean): Promise<LearnReport> {
    return this.#ipc.learn({ path, options: noOptions, outcome_column: null, keep });
  }
}
