// @vitest-environment node
import { expect, it } from "vitest";
import { asItIs, type ExchangeProgress } from "$/ipc";
import { isHeldBack, stateOf } from "./exchanges";

const exchange = (more: Partial<ExchangeProgress>): ExchangeProgress => ({
  exchange: "hosting7.example",
  left: 3,
  connections: 0,
  held_back: null,
  until: null,
  ...more,
});

it("tells who is asked, slowed, left alone and still in line", () => {
  expect(stateOf(exchange({ connections: 2 }))).toBe("asking");
  expect(stateOf(exchange({ connections: 1, held_back: asItIs("It was too much for it.") }))).toBe("slowed");
  expect(stateOf(exchange({ connections: 1, held_back: asItIs("It refuses us."), until: 5 }))).toBe(
    "resting",
  );
  expect(stateOf(exchange({}))).toBe("queued");
});

it("counts as held back only what gets less than it could take", () => {
  expect([exchange({}), exchange({ connections: 1 })].some(isHeldBack)).toBe(false);
  expect([exchange({ until: 5 }), exchange({ held_back: asItIs("Slowly.") })].every(isHeldBack)).toBe(true);
});
