// @vitest-environment node
import { describe, expect, it } from "vitest";
import type { RunSnapshot } from "$/ipc";
import { settled, stubIpc } from "$/testing/stub";
import { RunWatch } from "./watch.svelte";

const at = (list: number, done: number, total: number): RunSnapshot =>
  ({ list, state: "running", failure: null, progress: { tally: { settled: done, total } } }) as RunSnapshot;

function watched(isLooking = false) {
  const now = { running: [] as RunSnapshot[] };
  const shown: (number | null)[] = [];
  const calls = { made: 0 };
  const watch = new RunWatch(
    stubIpc({
      workingOn: async () => now.running,
      showProgress: async (share) => void shown.push(share),
      callAttention: async () => void (calls.made += 1),
    }),
    () => isLooking,
  );
  return { watch, now, shown, calls };
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
  it("calls for attention where the user is elsewhere", async () => {
    const { watch, now, calls } = watched();
    now.running = [at(1, 10, 10)];
    await watch.look();
    now.running = [];
    await watch.look();
    expect(calls.made).toBe(1);
  });

  it("calls for none from somebody who sees it", async () => {
    const { watch, now, calls } = watched(true);
    now.running = [at(1, 10, 10)];
    await watch.look();
    now.running = [];
    await watch.look();
    expect(calls.made).toBe(0);
  });
});

describe("the window", () => {
  it("closes at once where nothing is under way", async () => {
    expect(await watched().watch.mayClose()).toBe(true);
  });

  it("asks while a check is under way, and stays until it is answered", async () => {
    const { watch, now } = watched();
    now.running = [at(1, 1, 10)];
    const first = watch.mayClose();
    await settled();
    expect(watch.isAsking).toBe(true);
    watch.answer(false);
    expect(await first).toBe(false);
    const second = watch.mayClose();
    await settled();
    watch.answer(true);
    expect(await second).toBe(true);
  });
});
