// @vitest-environment node
import { expect, it } from "vitest";
import { Fake } from "$/ipc/fake";
import { stubIpc } from "$/testing/stub";
import { SuppressionController } from "./suppression.svelte";

const fake = () => new Fake({ latency: 0 });

it("adds what is typed line by line, finds it and takes it off again", async () => {
  const controller = new SuppressionController(fake());
  await controller.load();
  controller.typed = " anna@example.com \n\n@example.org\n";
  await controller.add();
  expect([controller.typed, controller.lines?.length, controller.told]).toEqual(["", 2, "2 new."]);
  controller.search = "ORG";
  expect(controller.found.map(({ entry }) => entry)).toEqual(["@example.org"]);
  await controller.remove(["@example.org"]);
  expect([controller.found, controller.lines?.length]).toEqual([[], 1]);
});

it("keeps what is no address in the field and says what is wrong with it", async () => {
  const controller = new SuppressionController(
    stubIpc({
      suppressions: async () => [],
      suppress: () => Promise.reject({ code: "unreadable_list", message: "“x” is neither.", detail: "" }),
    }),
  );
  await controller.load();
  controller.typed = "x";
  await controller.add();
  expect([controller.typed, controller.refused?.message]).toEqual(["x", "“x” is neither."]);
});

it("changes nothing when no file is chosen", async () => {
  const controller = new SuppressionController(
    stubIpc({ suppressions: async () => [], chooseList: async () => null }),
  );
  await controller.load();
  await controller.addFile();
  expect([controller.refused, controller.told]).toEqual([null, ""]);
});
