// @vitest-environment node
import { expect, it } from "vitest";
import { Fake } from "$/ipc/fake";
import { PolicyController } from "./policy.svelte";
import { lineOf, shares, TradeoffController } from "./tradeoff.svelte";

const LIST = 3;

it("a drawn line is the tried policy: the rows that it says are the rows that would be sent to", async () => {
  const ipc = new Fake({ latency: 0, rows: 4_000 });
  const policy = new PolicyController(ipc, LIST, () => {});
  const tradeoff = new TradeoffController(ipc, LIST);
  await policy.load();
  await tradeoff.read(policy.rows);
  expect(lineOf(policy.rows)).toBeNull();
  const before = tradeoff.tradeoff!.policy.rows;
  await policy.draw(40);
  expect([lineOf(policy.rows), policy.isChanged]).toEqual([40, true]);
  const send = policy.counts.find(({ value }) => value === "send")?.count;
  expect(send).toBeGreaterThan(before);
  await tradeoff.read(policy.rows);
  expect([tradeoff.at(40)?.rows, tradeoff.tradeoff?.policy.rows]).toEqual([send, send]);
  await policy.draw(101);
  expect([lineOf(policy.rows), policy.isChanged]).toEqual([null, false]);
});

it("an exception that is added stands before the line, or the line would take it", async () => {
  const policy = new PolicyController(new Fake({ latency: 0, rows: 400 }), LIST, () => {});
  await policy.load();
  await policy.draw(50);
  await policy.except("likely_valid", "role");
  const rules = policy.rows.filter(({ verdict }) => verdict === "likely_valid");
  expect(rules.map(({ flag, from_score, action }) => [flag, from_score ?? null, action])).toEqual([
    ["role", null, "caution"],
    [null, 50, "send"],
    [null, null, "caution"],
  ]);
});

it("tells bounces as shares of the rows, and of none as none", () => {
  expect(shares({ rows: 200, not_known: 0, least: 4, likely: 10, most: 20 })).toEqual({
    least: 2,
    likely: 5,
    most: 10,
  });
  expect(shares({ rows: 0, not_known: 0, least: 0, likely: 0, most: 0 }).most).toBe(0);
});
