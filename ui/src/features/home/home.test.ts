// @vitest-environment node
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Home, ListSummary, RunState } from "$/ipc";
import { columnsKey } from "$/shared/columnMemory";
import { memory } from "$/testing/memory";
import { settled, stubIpc } from "$/testing/stub";
import { HomeController } from "./home.svelte";

const home = (state: RunState | null): Home => ({
  version: "0.1.0",
  data_folder: "/data",
  lists:
    state === null
      ? []
      : [
          {
            id: 1,
            imported_at: 5,
            run: { id: 1, list: 1, state, started_at: 0, ended_at: null, total: 1, settled: 0 },
          } as ListSummary,
        ],
});

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("reads the lists again while one is being checked, and rests when none is", async () => {
  let state: RunState = "running";
  let asked = 0;
  const controller = new HomeController(
    stubIpc({
      home: async () => {
        asked++;
        return home(state);
      },
    }),
  );
  const stop = controller.watch();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(asked).toBe(3);
  state = "finished";
  await vi.advanceTimersByTimeAsync(5_000);
  expect(asked).toBe(4);
  stop();
});

it("keeps showing the lists when one cannot be deleted, and says why", async () => {
  const controller = new HomeController(
    stubIpc({
      home: async () => home("running"),
      deleteList: () => Promise.reject({ code: "conflict", message: "It is being checked.", detail: "" }),
    }),
  );
  await controller.load();
  await controller.delete(1);
  expect(controller.deleteFault?.message).toBe("It is being checked.");
  expect(controller.home?.lists).toHaveLength(1);
});

it("forgets the columns of a list once it is deleted, and no sooner", async () => {
  const remembered = memory();
  vi.stubGlobal("localStorage", remembered);
  const [key, other] = [columnsKey({ id: 1, imported_at: 5 }), columnsKey({ id: 2, imported_at: 5 })];
  for (const of of [key, other]) remembered.setItem(of, "{}");
  const answers = [Promise.reject(new Error("It is being checked.")), Promise.resolve()];
  const controller = new HomeController(
    stubIpc({ home: async () => home("finished"), deleteList: () => answers.shift()! }),
  );
  await controller.load();
  await controller.delete(1);
  expect([...remembered.kept.keys()]).toEqual([key, other]);
  await controller.delete(1);
  expect([...remembered.kept.keys()]).toEqual([other]);
});

it("knows an empty shelf from one that is not read yet", async () => {
  const controller = new HomeController(stubIpc({ home: async () => home(null) }));
  expect(controller.isEmpty).toBe(false);
  await controller.load();
  await settled();
  expect(controller.isEmpty).toBe(true);
});
