// @vitest-environment node
import { describe, expect, it } from "vitest";
import type { Progress, Verdict } from "$/ipc";
import { Pulse } from "./pulse";

const NOON = Date.UTC(2026, 10, 26, 12);

function told(counts: Partial<Record<Verdict, number>>, left: Record<string, number> = {}): Progress {
  return {
    tally: {
      total: 1000,
      settled: 0,
      waiting: 0,
      verdicts: Object.entries(counts).map(([verdict, count]) => ({ verdict, count })),
    },
    exchanges: Object.entries(left).map(([exchange, left]) => ({ exchange, left })),
  } as Progress;
}

describe("answers a minute", () => {
  it("are told by verdict, at the speed of each stretch", () => {
    const pulse = new Pulse();
    for (let second = 0; second <= 10; second++) {
      pulse.take(told({ valid: 2 * second, invalid: second }), NOON + 1000 * second);
    }
    const bars = pulse.bars();
    expect(bars.map(({ from }) => from)).toEqual([NOON, NOON + 5000]);
    for (const { total, perMinute } of bars) {
      expect(total).toBeCloseTo(180);
      expect(perMinute.find(({ verdict }) => verdict === "valid")?.count).toBeCloseTo(120);
    }
  });

  it("do not fall below zero where a verdict was replaced by another", () => {
    const pulse = new Pulse();
    pulse.take(told({ unknown: 10 }), NOON);
    pulse.take(told({ valid: 10 }), NOON + 4000);
    const [bar] = pulse.bars();
    expect(bar?.perMinute.map(({ count }) => Math.round(count))).toEqual([150, 0, 0, 0, 0, 0]);
  });

  it("cannot be told from a single look", () => {
    const pulse = new Pulse();
    pulse.take(told({ valid: 4 }), NOON);
    expect(pulse.bars()).toEqual([]);
  });

  it("count from the beginning where that is known, so that a quick start is not left out", () => {
    const pulse = new Pulse(NOON);
    expect(pulse.bars()).toEqual([]);
    pulse.take(told({ valid: 100, invalid: 50 }), NOON + 3000);
    const [bar] = pulse.bars();
    expect([bar?.from, Math.round(bar?.total ?? 0)]).toEqual([NOON, 3000]);
  });

  it("of a whole day fit into as many bars, and lose no answer", () => {
    const pulse = new Pulse();
    const seconds = 24 * 3600;
    for (let second = 0; second <= seconds; second++)
      pulse.take(told({ valid: second }), NOON + 1000 * second);
    const bars = pulse.bars();
    expect(bars.length).toBeLessThanOrEqual(48);
    expect(bars.length).toBeGreaterThan(20);
    for (const { total } of bars.slice(1, -1)) expect(total).toBeCloseTo(60, 0);
  });
});

describe("the rate of an exchange", () => {
  it("is that of the last seconds", () => {
    const pulse = new Pulse();
    for (let second = 0; second <= 60; second++) {
      pulse.take(
        told({}, { "mail.example": 500 - (second < 30 ? 0 : 3 * (second - 30)) }),
        NOON + 1000 * second,
      );
    }
    expect(pulse.rateOf("mail.example")).toBeCloseTo(3);
  });

  it("is unknown at first, and for an exchange that is not worked on", () => {
    const pulse = new Pulse();
    pulse.take(told({}, { "mail.example": 500 }), NOON);
    expect(pulse.rateOf("mail.example")).toBeNull();
    pulse.take(told({}, {}), NOON + 5000);
    pulse.take(told({}, { "mail.example": 400 }), NOON + 6000);
    expect(pulse.rateOf("mail.example")).toBeNull();
  });
});
