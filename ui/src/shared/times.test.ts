// @vitest-environment node
import { describe, expect, it } from "vitest";
import { ago, stretch, until } from "./times";

const NOW = Date.UTC(2026, 10, 23, 12);
const MINUTE = 60_000;

describe("a moment that was", () => {
  it.each([
    [20_000, "just now"],
    [5 * MINUTE, "5 minutes ago"],
    [3 * 60 * MINUTE, "3 hours ago"],
    [25 * 60 * MINUTE, "yesterday"],
    [-5 * MINUTE, "just now"],
  ])("%i ms back is %s", (past, said) => expect(ago(NOW - past, NOW)).toBe(said));
});

describe("a moment to come", () => {
  it.each([
    [-1, "any moment"],
    [30_400, "in 31 s"],
    [4.2 * MINUTE, "in 5 min"],
  ])("%i ms ahead is %s", (ahead, said) => expect(until(NOW + ahead, NOW)).toBe(said));
});

describe("a stretch of time", () => {
  it.each([
    [0.2, "1 s"],
    [12.1, "13 s"],
    [41, "45 s"],
    [58, "1 min"],
    [90, "2 min"],
    [3_600, "1 h"],
    [4_800, "1 h 20 min"],
    [200_000, "2 days"],
  ])("of %d s is %s", (seconds, said) => expect(stretch(seconds)).toBe(said));
});
