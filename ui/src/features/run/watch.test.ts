// @vitest-environment node
import { describe, expect, it } from "vitest";
import {
  asItIs,
  type Background,
  type Home,
  type ListSummary,
  type Progress,
  type RunSnapshot,
  type RunState,
} from "$/ipc";
import { settled, stubIpc } from "$/testing/stub";
import { RunWatch } from "./watch.svelte";

const at = (list: number, done: number, total: number, more: Partial<Progress> = {}): RunSnapshot => ({
  list,
  state: "running",
  failure: null,
  progress: {
    tally: { settled: done, total, waiting: 0, verdicts: [] },
    exchanges: [],
    trouble: null,
    guard: null,
    ...more,
  } as unknown as Progress,
});

function watched(isLooking = false) {
  const now = { running: [] as RunSnapshot[], state: "finished" as RunState, possible: "tray" as Background };
  const shown: (number | null)[] = [];
  const notices: string[] = [];
  const went: Background[] = [];
  const calls = { made: 0 };
  const begun = { imported_at: 0, started_at: null as number | null };
  const watch = new RunWatch(
    stubIpc({
      workingOn: async () => now.running,
      listSummary: async () =>
        ({
          imported_at: begun.imported_at,
          run: begun.started_at === null ? null : { started_at: begun.started_at },
        }) as ListSummary,
      showProgress: async (share) => void shown.push(share),
      callAttention: async () => void (calls.made += 1),
      home: async () =>
        ({
          lists: [{ id: 1, name: "spring.csv", run: { state: now.state, total: 10 } } as ListSummary],
        }) as Home,
      notify: async (title) => void notices.push(title),
      possibleBackground: async () => now.possible,
      goToBackground: async (to) => {
        went.push(to);
        return to;
      },
    }),
    () => isLooking,
  );
  return { watch, now, begun, shown, calls, notices, went };
}

describe("the task bar", () => {
  it("shows how far all checks together are, by whole percents, and nothing once none is left", async () => {
    const { watch, now, shown } = watched(true);
    now.running = [at(1, 10, 100), at(2, 30, 100)];
    await watch.look();
    await watch.look();
    now.running = [at(1, 50, 100)];
    await watch.look();
    now.running = [];
    await watch.look();
    expect(shown).toEqual([0.2, 0.5, null]);
  });
});

describe("the end of a check", () => {
  it("is told to a user who is elsewhere, with the name of the list", async () => {
    const { watch, now, calls, notices } = watched();
    now.running = [at(1, 10, 10)];
    await watch.look();
    now.running = [];
    await watch.look();
    expect(calls.made).toBe(1);
    expect(notices).toEqual(["spring.csv is checked"]);
  });

  it("is not called finished where it only paused", async () => {
    const { watch, now, notices } = watched();
    now.running = [at(1, 4, 10)];
    now.state = "paused";
    await watch.look();
    now.running = [];
    await watch.look();
    expect(notices).toEqual(["The check of spring.csv is paused"]);
  });

  it("is not told to somebody who sees it", async () => {
    const { watch, now, calls, notices } = watched(true);
    now.running = [at(1, 10, 10)];
    await watch.look();
    now.running = [];
    await watch.look();
    expect(calls.made).toBe(0);
    expect(notices).toEqual([]);
  });
});

describe("a check that needs the user", () => {
  it("says so once, when it gets into trouble or the guard pauses it", async () => {
    const { watch, now, notices } = watched();
    now.running = [at(1, 1, 10)];
    await watch.look();
    now.running = [at(1, 1, 10, { trouble: asItIs("Port 25 seems to be shut.") })];
    await watch.look();
    await watch.look();
    expect(notices).toEqual(["The check of spring.csv needs you"]);
    now.running = [
      at(1, 1, 10, { guard: { step: "paused", sentence: asItIs("…"), until: null, listed_on: null } }),
    ];
    await watch.look();
    await watch.look();
    expect(notices.length).toBe(2);
  });

  it("does not where it is only slowed", async () => {
    const { watch, now, notices } = watched();
    now.running = [
      at(1, 1, 10, { guard: { step: "slowed", sentence: asItIs("…"), until: null, listed_on: null } }),
    ];
    await watch.look();
    expect(notices).toEqual([]);
  });
});

describe("the course of a check", () => {
  it("is kept whichever view is shown, and says how it ended", async () => {
    const { watch, now } = watched(true);
    now.running = [at(1, 0, 10)];
    await watch.look(0);
    await watch.look(3000);
    now.running = [];
    await watch.look(4000);
    const record = watch.recordOf(1);
    expect(record.bars.length).toBe(1);
    expect(record.entries.map(({ kind }) => kind)).toEqual(["finished", "begun"]);
    expect(watch.recordOf(2).entries).toEqual([]);
  });

  const verdicts = (count: number) => ({
    tally: { settled: count, total: 200, waiting: 0, verdicts: [{ verdict: "valid" as const, count }] },
  });

  it("has what a first check answered before anybody looked", async () => {
    const { watch, now, begun } = watched(true);
    Object.assign(begun, { imported_at: 90_000, started_at: 100_000 });
    now.running = [at(1, 160, 200, verdicts(160))];
    await watch.look(102_000);
    expect(watch.recordOf(1).bars.map(({ from, total }) => [from, total])).toEqual([[100_000, 4800]]);
    now.running = [];
    await watch.look(103_000);
    // Gone on with after a pause: what was answered before is no answer of the moment.
    now.running = [at(1, 160, 200, verdicts(160))];
    await watch.look(105_000);
    await watch.look(107_000);
    expect(watch.recordOf(1).bars.map(({ total }) => total)).toEqual([0]);
  });

  it.each([
    ["a check of a list that was there before", 0, 100_000],
    ["a check that began long ago", 0, 1_000],
  ])("leaves out what %s knew when it was first looked at", async (_, imported_at, started_at) => {
    const { watch, now, begun } = watched(true);
    Object.assign(begun, { imported_at, started_at });
    now.running = [at(1, 160, 200, verdicts(160))];
    await watch.look(102_000);
    await watch.look(105_000);
    expect(watch.recordOf(1).bars.map(({ total }) => total)).toEqual([0]);
  });
});

describe("the window", () => {
  it("closes at once where nothing is under way", async () => {
    expect(await watched().watch.mayClose()).toBe(true);
  });

  it("asks while a check is under way, and stays or goes as it is answered", async () => {
    const { watch, now, went } = watched();
    now.running = [at(1, 1, 10)];
    const first = watch.mayClose();
    await settled();
    expect(watch.isAsking).toBe(true);
    watch.answer("stay");
    expect(await first).toBe(false);
    const second = watch.mayClose();
    await settled();
    watch.answer("close");
    expect(await second).toBe(true);
    expect(went).toEqual([]);
  });

  it.each(["tray", "task_bar"] as const)(
    "goes on in the background where there is a %s",
    async (possible) => {
      const { watch, now, went } = watched();
      now.running = [at(1, 1, 10)];
      now.possible = possible;
      const closing = watch.mayClose();
      await settled();
      expect(watch.background).toBe(possible);
      watch.answer("background");
      expect(await closing).toBe(false);
      expect(went).toEqual([possible]);
    },
  );
});
