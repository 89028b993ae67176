// @vitest-environment node
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { throttled } from "./throttle";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it("acts at once, then at most once a turn, and never loses the last call", () => {
  const act = vi.fn();
  const call = throttled(act, 500);
  for (let n = 0; n < 10; n++) call();
  expect(act).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(500);
  expect(act).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(5_000);
  expect(act).toHaveBeenCalledTimes(2);
});

it("is silent once cancelled", () => {
  const act = vi.fn();
  const call = throttled(act, 500);
  call();
  call();
  call.cancel();
  vi.advanceTimersByTime(5_000);
  expect(act).toHaveBeenCalledTimes(1);
});
