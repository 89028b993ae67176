/**
 * Every check that is under way, whichever view is shown: its course, how far all are for the task bar, what the system
 * tells the user while they look elsewhere, and what becomes of the checks when the window is closed.
 */
import type { Background, Ipc, ListId, ListSummary, RunSnapshot } from "$/ipc";
import { say } from "$/shared/sentences";
import { texts } from "$/shared/texts";
import { RunRecord } from "./record.svelte";

const LOOK_MS = 1000;
/** The first check of a list begins when it is brought in, and is seen within a look or two; later, who knows what was before. */
const BEGINS_WITHIN_MS = 60_000;

/** What the user wants where the window is closed during a check. */
export type Closing = "stay" | "close" | "background";

export class RunWatch {
  running = $state.raw<RunSnapshot[]>([]);
  /** Whether the user is being asked what becomes of the checks. */
  isAsking = $state(false);
  /** Where the window could go. */
  background = $state<Background>("task_bar");
  #answer: ((closing: Closing) => void) | null = null;
  #shown: number | null = null;
  readonly #records = new Map<ListId, RunRecord>();
  readonly #ipc: Ipc;
  readonly #isLooking: () => boolean;

  /** `isLooking`: whether the window has the user's attention. */
  constructor(ipc: Ipc, isLooking: () => boolean = () => document.hasFocus()) {
    this.#ipc = ipc;
    this.#isLooking = isLooking;
  }

  /** Watches until the returned function is called. */
  start(): () => void {
    const timer = setInterval(() => void this.look(), LOOK_MS);
    return () => clearInterval(timer);
  }

  /** The course of a list's run, empty where nobody has worked on it since the window was opened. */
  recordOf(list: ListId): RunRecord {
    const record = this.#records.get(list) ?? new RunRecord();
    this.#records.set(list, record);
    return record;
  }

  async look(now = Date.now()): Promise<void> {
    let running: RunSnapshot[];
    try {
      running = await this.#ipc.workingOn();
    } catch {
      // Whatever is wrong with the program is said by the view that is shown.
      return;
    }
    const before = this.running;
    this.running = running;
    const begun = running.filter(({ list }) => !before.some((other) => other.list === list));
    await Promise.all(begun.map(({ list }) => this.#begin(list, now)));
    for (const { list, progress } of running) this.recordOf(list).take(progress, now);
    const ended = before.filter(({ list }) => !running.some((other) => other.list === list));
    const needy = running.filter((run) =>
      needsUser(
        before.find(({ list }) => list === run.list),
        run,
      ),
    );
    await this.#show();
    if (ended.length > 0 || needy.length > 0) await this.#tell(ended, needy, now);
  }

  /** A quick server has answered for half of a short list before anybody looks: that is no reason to leave it out. */
  async #begin(list: ListId, now: number): Promise<void> {
    try {
      const { run, imported_at } = await this.#ipc.listSummary(list);
      // A later check may have taken results over, which are no answers.
      if (run && run.started_at - imported_at < BEGINS_WITHIN_MS && now - run.started_at < BEGINS_WITHIN_MS)
        this.recordOf(list).begin(Math.min(now, run.started_at));
    } catch {
      // Then it is measured from now on.
    }
  }

  async #tell(ended: RunSnapshot[], needy: RunSnapshot[], now: number): Promise<void> {
    const lists = await this.#ipc.home().then(
      (home) => home.lists,
      () => [],
    );
    const find = (id: ListId) => lists.find((list) => list.id === id);
    for (const { list } of ended) this.recordOf(list).end(find(list)?.run?.state ?? null, now);
    if (this.#isLooking()) return;
    // Where the system has no way to show it, nobody waits for an answer.
    await this.#ipc.callAttention().catch(() => undefined);
    const words = texts.course.notices;
    for (const { list } of ended) {
      const summary = find(list);
      if (summary?.run?.state === "finished") {
        await this.#notify(words.finished(summary.name), words.finishedText(summary.run.total));
      } else if (summary) {
        await this.#notify(words.paused(summary.name), words.pausedText);
      }
    }
    for (const { list, progress } of needy) {
      const why = progress.trouble ?? progress.guard?.sentence;
      await this.#notify(words.needed(nameOf(find(list))), why ? say(why) : "");
    }
  }

  async #notify(title: string, text: string): Promise<void> {
    await this.#ipc.notify(title, text).catch(() => undefined);
  }

  async #show(): Promise<void> {
    const of = (what: "settled" | "total") =>
      this.running.reduce((sum, { progress }) => sum + progress.tally[what], 0);
    const share =
      this.running.length === 0 ? null : Math.floor((100 * of("settled")) / Math.max(1, of("total"))) / 100;
    if (share === this.#shown) return;
    this.#shown = share;
    // A desktop without a task bar shows none.
    await this.#ipc.showProgress(share).catch(() => undefined);
  }

  /** Whether the window may be closed: at once where nothing is under way, else as the user answers. */
  mayClose = async (): Promise<boolean> => {
    await this.look();
    if (this.running.length === 0) return true;
    this.background = await this.#ipc.possibleBackground().catch(() => "task_bar" as const);
    this.#answer?.("stay");
    this.isAsking = true;
    const closing = await new Promise<Closing>((resolve) => (this.#answer = resolve));
    if (closing === "background") {
      const { open, pause, quit } = texts.course.tray;
      await this.#ipc.goToBackground(this.background, { open, pause, quit }).catch(() => undefined);
    }
    return closing === "close";
  };

  answer(closing: Closing): void {
    this.isAsking = false;
    this.#answer?.(closing);
    this.#answer = null;
  }
}

/** Whether a run has come to a point, since it was last looked at, at which the user can do something about it. */
function needsUser(before: RunSnapshot | undefined, { progress }: RunSnapshot): boolean {
  const { trouble, guard } = progress;
  const isPaused = guard?.step === "paused";
  return (
    (trouble !== null && !before?.progress.trouble) || (isPaused && before?.progress.guard?.step !== "paused")
  );
}

const nameOf = (list: ListSummary | undefined): string => list?.name ?? texts.common.appName;
