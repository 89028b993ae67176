/**
 * A check-up of the connection as the window sees it: what it will contact, its checks as they come in, the last whole
 * report. Nobody is contacted before `run`.
 */
import {
  faultOf,
  type CheckId,
  type DoctorCheck,
  type DoctorPlan,
  type DoctorReport,
  type Fault,
  type Ipc,
  type PlannedCheck,
} from "$/ipc";
import { texts } from "$/shared/texts";

export type DoctorState = "loading" | "idle" | "running" | "stopping" | "stopped";

export class DoctorController {
  state = $state<DoctorState>("loading");
  plan = $state.raw<DoctorPlan | null>(null);
  /** The last whole report. */
  report = $state.raw<DoctorReport | null>(null);
  /** What came in of the check-up that is under way, or was stopped. */
  heard = $state.raw<DoctorCheck[]>([]);
  /** Checks that are not to be made. */
  skip = $state.raw<ReadonlySet<CheckId>>(new Set());
  /** Why nothing can be shown. */
  fault = $state.raw<Fault | null>(null);
  /** Why the last check-up did not come about. */
  runFault = $state.raw<Fault | null>(null);
  readonly #ipc: Ipc;
  #closed = false;

  constructor(ipc: Ipc) {
    this.#ipc = ipc;
  }

  get isLive(): boolean {
    return this.state === "running" || this.state === "stopping";
  }

  /** The checks that will be made, in their order. */
  get planned(): PlannedCheck[] {
    return (this.plan?.checks ?? []).filter(({ id }) => !this.skip.has(id));
  }

  get canRun(): boolean {
    return this.plan !== null && this.planned.length > 0 && !this.isLive;
  }

  /** What is shown: the checks of this moment, else those of the last report. */
  get checks(): DoctorCheck[] {
    return this.isLive || this.state === "stopped" ? this.heard : (this.report?.checks ?? []);
  }

  /** Checks that are still to come, the one under way first. */
  get toCome(): PlannedCheck[] {
    if (!this.isLive) return [];
    return this.planned.filter(({ id }) => !this.heard.some((check) => check.id === id));
  }

  async open(): Promise<void> {
    this.state = "loading";
    this.fault = null;
    try {
      [this.plan, this.report] = await Promise.all([this.#ipc.doctorPlan(false), this.#ipc.lastDoctor()]);
    } catch (thrown) {
      this.fault = faultOf(thrown, texts.common.unexpected);
    }
    this.state = "idle";
  }

  /** Hears no more. A check-up under way goes on to its report, which is kept. */
  close(): void {
    this.#closed = true;
  }

  choose(check: CheckId, wanted: boolean): void {
    const skip = new Set(this.skip);
    if (wanted) skip.delete(check);
    else skip.add(check);
    this.skip = skip;
  }

  run = async (): Promise<void> => {
    if (!this.canRun) return;
    this.state = "running";
    this.heard = [];
    this.runFault = null;
    try {
      const request = { practice: false, skip: [...this.skip] };
      const report = await this.#ipc.doctor(request, (check) => {
        if (!this.#closed) this.heard = [...this.heard.filter(({ id }) => id !== check.id), check];
      });
      if (report !== null) this.report = report;
      this.state = report === null ? "stopped" : "idle";
    } catch (thrown) {
      this.runFault = faultOf(thrown, texts.common.unexpected);
      this.state = "idle";
    }
  };

  stop = async (): Promise<void> => {
    if (this.state !== "running") return;
    this.state = "stopping";
    try {
      await this.#ipc.stopDoctor();
    } catch (thrown) {
      this.runFault = faultOf(thrown, texts.common.unexpected);
    }
  };
}
