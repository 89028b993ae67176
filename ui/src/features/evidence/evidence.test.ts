// @vitest-environment node
import { expect, it } from "vitest";
import type { EvidenceView } from "$/ipc";
import { nothingKnownOf } from "$/ipc/fake/evidence";
import { later, settled, stubIpc } from "$/testing/stub";
import { EvidenceController } from "./evidence.svelte";

const view = (row: number): EvidenceView =>
  nothingKnownOf({
    row,
    cells: [],
    address: `a${row}@example.com`,
    address_id: row,
    result: null,
    mark: null,
    more: [],
  });

it("shows the row that was asked for last, however the answers come in", async () => {
  const first = later<EvidenceView>();
  const controller = new EvidenceController(
    stubIpc({ evidence: (_, row) => (row === 1 ? first.promise : Promise.resolve(view(row))) }),
    7,
  );
  const slow = controller.open(1);
  await controller.open(2);
  first.answer(view(1));
  await slow;
  expect(controller.view?.row.row).toBe(2);
});

it("begins with the row's own address and asks for another one of it by its place", async () => {
  const asked: [number, number | null][] = [];
  const evidence = async (_: number, row: number, further: number | null) => {
    asked.push([row, further]);
    return { ...view(row), further };
  };
  const controller = new EvidenceController(stubIpc({ evidence }), 7);
  await controller.open(1);
  await controller.choose(0);
  expect(controller.view?.further).toBe(0);
  controller.reread();
  await controller.open(2);
  expect(asked).toEqual([
    [1, null],
    [1, 0],
    [1, 0],
    [2, null],
  ]);
});

it("stays closed when an answer comes after it was closed", async () => {
  const slow = later<EvidenceView>();
  const controller = new EvidenceController(stubIpc({ evidence: () => slow.promise }), 7);
  const opening = controller.open(1);
  controller.close();
  slow.answer(view(1));
  await opening;
  expect([controller.row, controller.view]).toEqual([null, null]);
});

it("reads a row again only while its answer may still change", async () => {
  let asked = 0;
  let answer = view(1);
  const controller = new EvidenceController(
    stubIpc({
      evidence: async () => {
        asked++;
        return answer;
      },
    }),
    7,
  );
  await controller.open(1);
  answer = {
    ...view(1),
    judgement: {} as NonNullable<EvidenceView["judgement"]>,
    row: { ...view(1).row, result: { retry_at: null } as NonNullable<EvidenceView["row"]["result"]> },
  };
  controller.refresh();
  await settled();
  expect(asked).toBe(2);
  controller.refresh();
  expect(asked).toBe(2);
});

it("says why the evidence cannot be shown", async () => {
  const controller = new EvidenceController(
    stubIpc({ evidence: () => Promise.reject({ code: "not_found", message: "Gone.", detail: "" }) }),
    7,
  );
  await controller.open(1);
  expect(controller.fault?.message).toBe("Gone.");
});
