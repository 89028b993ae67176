// @vitest-environment node
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Ipc, ListSummary, RunSnapshot, RunState, Sentence } from "$/ipc";
import { said } from "$/ipc/fake/said";
import { progress } from "$/testing/progress";
import { later, settled, stubIpc } from "$/testing/stub";
import { RunController } from "./run.svelte";

const summary = (state: RunState | null, done = 0): ListSummary => ({
  id: 7,
  name: "list.csv",
  path: null,
  imported_at: 0,
  columns: ["email"],
  email_column: 0,
  more_email_columns: [],
  duplicates: "case",
  rows: 100,
  addresses: 90,
  practice: false,
  run: state && {
    id: 1,
    list: 7,
    state,
    mode: "full",
    started_at: 0,
    ended_at: null,
    total: 90,
    settled: done,
  },
  verdicts: [],
});

const snapshot = (state: RunState, done: number, failure: Sentence | null = null): RunSnapshot => ({
  list: 7,
  state,
  failure,
  progress: progress(done, 3),
});

/** A program with one run that a test moves on. */
class OneRun {
  stored = summary(null);
  hear: (snapshot: RunSnapshot) => void = () => {};
  end = later<void>();
  followed = 0;
  advances = 0;
  begins = 0;
  ipc: Ipc;

  constructor(more: Partial<Ipc> = {}) {
    this.ipc = stubIpc({
      listSummary: async () => this.stored,
      startRun: async () => {
        this.stored = summary("running");
        return this.stored.run!;
      },
      stopRun: async () => {},
      finishRun: async () => {},
      followRun: (_, hear) => {
        this.followed++;
        this.hear = hear;
        return this.end.promise;
      },
      ...more,
    });
  }

  async open(): Promise<RunController> {
    const run = new RunController(
      this.ipc,
      7,
      () => this.advances++,
      () => this.begins++,
    );
    await run.open();
    await settled();
    return run;
  }
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("a run", () => {
  it("that was never started is not followed", async () => {
    const one = new OneRun();
    const run = await one.open();
    expect([run.state, run.isLive, one.followed]).toEqual(["queued", false, 0]);
  });

  it("is started, followed, and ends as the program says", async () => {
    const one = new OneRun();
    const run = await one.open();
    await run.start();
    expect([run.state, run.isLive]).toEqual(["running", true]);
    one.hear(snapshot("running", 30));
    expect([run.settled, run.waiting, run.total, one.advances]).toEqual([30, 3, 90, 1]);
    one.stored = summary("finished", 90);
    one.end.answer();
    await settled();
    expect([run.state, run.settled, run.waiting]).toEqual(["finished", 90, 0]);
    expect(one.advances).toBe(2);
  });

  it.each<[RunState | null, number, number]>([
    [null, 0, 1],
    ["finished", 90, 1],
    ["queued", 0, 1],
    ["queued", 12, 0],
    ["paused", 12, 0],
  ])("begins without an answer where it is new: %s with %i settled", async (state, done, begins) => {
    const one = new OneRun();
    one.stored = summary(state, done);
    const run = await one.open();
    await run.start();
    expect([run.state, one.begins]).toEqual(["running", begins]);
  });

  it("shows a click on pause at once and the pause when it has come about", async () => {
    const one = new OneRun();
    one.stored = summary("running", 10);
    const run = await one.open();
    one.hear(snapshot("running", 12));
    await run.pause();
    expect(run.state).toBe("pausing");
    one.stored = summary("paused", 20);
    one.hear(snapshot("paused", 20));
    one.end.answer();
    await settled();
    expect([run.state, run.isLive, run.settled]).toEqual(["paused", false, 20]);
  });

  it("goes on in quick mode once it has taken leave of the servers", async () => {
    const calls: string[] = [];
    const one: OneRun = new OneRun({
      stopRun: async () => void calls.push("stop"),
      startRun: async (_, mode) => {
        calls.push(`start ${mode}`);
        one.stored = summary("running", 20);
        one.stored.run!.mode = mode ?? "full";
        return one.stored.run!;
      },
    });
    one.stored = summary("running", 10);
    const run = await one.open();
    one.hear(snapshot("running", 12));
    const going = run.quick();
    await settled();
    expect([calls, run.state]).toEqual([["stop"], "pausing"]);
    one.stored = summary("paused", 20);
    one.end.answer();
    one.end = later();
    await going;
    expect([calls, run.state, run.mode]).toEqual([["stop", "start quick"], "running", "quick"]);
  });

  it("that ends before it can be made quick keeps its results", async () => {
    const one = new OneRun({ startRun: () => Promise.reject(new Error("started anew")) });
    one.stored = summary("running", 89);
    const run = await one.open();
    one.hear(snapshot("running", 89));
    const going = run.quick();
    await settled();
    one.stored = summary("finished", 90);
    one.end.answer();
    await going;
    expect([run.state, run.actionFault]).toEqual(["finished", null]);
  });

  it("tells why a click did not work and takes it back", async () => {
    const fault = { code: "conflict", message: "Nobody works on this list.", detail: "" } as const;
    const one = new OneRun({ finishRun: () => Promise.reject(fault) });
    one.stored = summary("running", 10);
    const run = await one.open();
    one.hear(snapshot("running", 12));
    await run.finish();
    expect(run.actionFault).toEqual(fault);
    expect(run.state).toBe("running");
  });

  it("that stopped by itself says why", async () => {
    const one = new OneRun();
    one.stored = summary("running");
    const run = await one.open();
    one.stored = summary("paused", 5);
    one.hear(snapshot("paused", 5, said("database.disk_full")));
    one.end.answer();
    await settled();
    expect([run.state, run.failure]).toEqual(["paused", said("database.disk_full")]);
  });

  it("is not brought back to life by a word that comes late", async () => {
    const one = new OneRun();
    one.stored = summary("running");
    const run = await one.open();
    one.stored = summary("paused", 50);
    one.end.answer();
    await settled();
    one.hear(snapshot("running", 40));
    expect([run.state, run.settled]).toEqual(["paused", 50]);
  });

  it("that nobody streams yet is asked for again", async () => {
    const one = new OneRun();
    one.stored = summary("running");
    one.end.answer();
    const run = await one.open();
    expect(one.followed).toBe(1);
    one.end = later();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(one.followed).toBe(2);
    one.hear(snapshot("running", 1));
    expect(run.settled).toBe(1);
  });

  it("of a view that is closed is no longer heard", async () => {
    const one = new OneRun();
    one.stored = summary("running");
    const run = await one.open();
    run.close();
    one.hear(snapshot("running", 9));
    expect(one.advances).toBe(0);
  });

  it("of a list that is gone is a fault of the view", async () => {
    const one = new OneRun({
      listSummary: () => Promise.reject({ code: "not_found", message: "Gone.", detail: "" }),
    });
    const run = await one.open();
    expect(run.fault?.message).toBe("Gone.");
  });
});
