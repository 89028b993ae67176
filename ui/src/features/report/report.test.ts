// @vitest-environment node
import { describe, expect, it } from "vitest";
import { Fake } from "$/ipc/fake";
import { later, settled, stubIpc } from "$/testing/stub";
import type { FacetCount } from "$/ipc";
import { say } from "$/shared/sentences";
import { PolicyController } from "./policy.svelte";

const LIST = 3;

async function policy(fake = new Fake({ rows: 600, latency: 0 })) {
  let applied = 0;
  const controller = new PolicyController(fake, LIST, () => (applied += 1));
  await controller.load();
  const count = (action: string) => controller.counts.find(({ value }) => value === action)?.count ?? 0;
  return { controller, count, applied: () => applied };
}

describe("a policy", () => {
  it("is counted as it is changed and kept only when asked", async () => {
    const { controller, count, applied } = await policy();
    const sent = count("send");
    const likely = controller.rows.findIndex(({ verdict }) => verdict === "likely_valid");
    await controller.decide(likely, "send");
    expect(count("send")).toBeGreaterThan(sent);
    expect(controller.isChanged).toBe(true);
    expect(controller.kept!.is_shipped).toBe(true);
    await controller.keep();
    expect(applied()).toBe(1);
    expect(controller.isChanged).toBe(false);
    expect(controller.kept!.is_shipped).toBe(false);
    await controller.shipped();
    expect(count("send")).toBe(sent);
  });

  it("gets exceptions by flag, which stand before what is done without any", async () => {
    const { controller, count } = await policy();
    const before = count("suppress");
    await controller.except("likely_valid", "free");
    const rules = controller.rules.find(({ verdict }) => verdict === "likely_valid")!;
    expect(rules.rows.map(({ row }) => [row.flag, row.action])).toEqual([
      ["free", "caution"],
      [null, "caution"],
    ]);
    expect(count("suppress")).toBe(before);
    await controller.decide(rules.rows[0]!.index, "suppress");
    expect(count("suppress")).toBeGreaterThan(before);
    await controller.undo();
    expect(controller.isChanged).toBe(false);
    expect(count("suppress")).toBe(before);
  });

  it("with a gap is refused in the program's words, and nothing is applied", async () => {
    const { controller, applied } = await policy();
    await controller.remove(controller.rows.findIndex(({ verdict }) => verdict === "unknown"));
    await controller.keep();
    expect(say(controller.fault!.message)).toContain("no row for unknown");
    expect(applied()).toBe(0);
  });

  it("shows the counts of the last change, however late those of the one before come", async () => {
    const [slow, quick] = [later<FacetCount[]>(), later<FacetCount[]>()];
    const answers = [Promise.resolve([]), slow.promise, quick.promise];
    const row = { verdict: "valid", flag: null, action: "send" } as const;
    const controller = new PolicyController(
      stubIpc({
        policy: async () => ({ rows: [row], shipped: [row], is_shipped: true }),
        tryPolicy: () => answers.shift()!,
      }),
      LIST,
      () => {},
    );
    await controller.load();
    void controller.decide(0, "review");
    void controller.decide(0, "suppress");
    quick.answer([{ value: "suppress", count: 7 }]);
    await settled();
    slow.answer([{ value: "review", count: 7 }]);
    await settled();
    expect(controller.counts).toEqual([{ value: "suppress", count: 7 }]);
  });
});
