// @vitest-environment node
import { afterEach, expect, it, vi } from "vitest";
import { asItIs, type ExplainedReply, type Explanation, type ExplainRequest, type Ipc } from "$/ipc";
import { later, stubIpc } from "$/testing/stub";
import { ExplainController } from "./explain.svelte";
import { meansForAddress, whatToDo, whetherToAskAgain, whoIsRefused } from "./meaning";

const reply = (said: Partial<ExplainedReply> = {}): ExplainedReply => ({
  reply: "550 5.1.1 User unknown",
  stage: "rcpt",
  stage_from: "guessed",
  operator: null,
  operator_from: "guessed",
  class: "mailbox_not_found",
  about: "mailbox",
  says: "undeliverable",
  retry: "no",
  sentence: asItIs("The server says that there is no such mailbox."),
  rule: "generic.5.1.1",
  forward_to: null,
  ...said,
});

const explanation = (...replies: ExplainedReply[]): Explanation => ({ replies, unread: [], left_off: 0 });

function open(explain: Ipc["explain"]): ExplainController {
  return new ExplainController(stubIpc({ explain, operators: async () => [] }));
}

afterEach(() => {
  vi.useRealTimers();
});

it("reads a text once typing rests, not at every key", async () => {
  vi.useFakeTimers();
  const asked: string[] = [];
  const controller = open(async ({ text }) => {
    asked.push(text);
    return explanation(reply());
  });
  for (const text of ["5", "55", "550", "550 no"]) controller.write(text);
  await vi.runAllTimersAsync();
  expect(asked).toEqual(["550 no"]);
  expect(controller.explanation?.replies).toHaveLength(1);
});

it("shows the meaning of the last text, however the answers come in", async () => {
  const slow = later<Explanation>();
  const controller = open(({ text }) =>
    text === "slow" ? slow.promise : Promise.resolve(explanation(reply({ rule: text }))),
  );
  const first = controller.take("slow");
  await controller.take("fast");
  slow.answer(explanation(reply({ rule: "slow" })));
  await first;
  expect(controller.explanation?.replies[0]?.rule).toBe("fast");
});

it("asks again when stage or operator are named, and forgets them with another example", async () => {
  const asked: ExplainRequest[] = [];
  const controller = open(async (request) => {
    asked.push(request);
    return explanation(reply());
  });
  await controller.take("550 no");
  await controller.name({ stage: "mail" });
  await controller.name({ operator: "google" });
  await controller.name({ stage: null });
  await controller.take("451 later");
  expect(asked.map(({ stage, operator }) => [stage, operator])).toEqual([
    [null, null],
    ["mail", null],
    ["mail", "google"],
    [null, "google"],
    [null, null],
  ]);
});

it("asks nobody about nothing, and drops an answer that comes after the text was cleared", async () => {
  const slow = later<Explanation>();
  const controller = open(() => slow.promise);
  const reading = controller.take("550 no");
  await controller.take("  \n");
  slow.answer(explanation(reply()));
  await reading;
  expect(controller.explanation).toBeNull();
});

it("says why it cannot be explained, and reads the next text all the same", async () => {
  let broken = true;
  const controller = open(async () => {
    if (broken) throw { code: "bad_settings", message: "The settings cannot be used.", detail: "" };
    return explanation(reply());
  });
  await controller.take("550 no");
  expect(controller.fault?.message).toBe("The settings cannot be used.");
  broken = false;
  await controller.read();
  expect([controller.fault, controller.explanation?.replies.length]).toEqual([null, 1]);
});

it("never calls an address invalid because we were refused", () => {
  const us = reply({ class: "policy_block", about: "us", says: "nothing", retry: "once_fixed" });
  expect(whoIsRefused(us)).toMatch(/^You/);
  expect(meansForAddress(us)).toMatch(/never called invalid/);
});

it("takes what a server says for now for no proof", () => {
  const now = reply({ says: "nothing", retry: { later: { after_seconds: null } } });
  expect(meansForAddress(now)).toMatch(/for now/);
  expect(whatToDo(now)).not.toMatch(/take the address off/i);
  expect(whatToDo(reply())).toMatch(/take the address off/i);
});

it("says when to ask again where the server says so itself", () => {
  const greylisted = reply({
    class: "greylisted",
    about: "us",
    says: "nothing",
    retry: { later: { after_seconds: 300 } },
  });
  expect(whoIsRefused(greylisted)).toMatch(/^The moment/);
  expect(whetherToAskAgain(greylisted)).toContain("5 min");
});

it("knows a yes that is worth nothing", () => {
  const yes = reply({ class: "accepted", says: "deliverable" });
  expect(meansForAddress(yes)).toMatch(/made-up/);
  const yahoo = { ...yes, operator: { name: "Yahoo", acceptance: "nothing" } as ExplainedReply["operator"] };
  expect(meansForAddress(yahoo)).toMatch(/^Yahoo says yes to every address/);
  expect(meansForAddress({ ...yes, says: "nothing", stage: "mail" })).toMatch(/no recipient/);
});
