// @vitest-environment node
import { expect, it } from "vitest";
import { percent, points, share } from "./numbers";

it("a share that is not all is never shown as 100 %, nor one that is something as 0 %", () => {
  expect(percent(999, 1_000)).toBe("99 %");
  expect(percent(1_000, 1_000)).toBe("100 %");
  expect(percent(1, 100_000)).toBe("<1 %");
  expect(percent(0, 10)).toBe("0 %");
  expect(percent(0, 0)).toBe("0 %");
});

it("a bar never leaves its track", () => {
  expect(share(12, 10)).toBe(1);
  expect(share(1, 0)).toBe(0);
});

it("points carry their sign", () => {
  expect([points(5), points(-5), points(0), points(-1941)]).toEqual(["+5", "−5", "0", "−1,941"]);
});
