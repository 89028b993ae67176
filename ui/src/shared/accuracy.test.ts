// @vitest-environment node
import { afterEach, expect, it } from "vitest";
import type { Accuracy } from "$/ipc";
import { errorOf } from "./accuracy";
import { speak } from "./locale";
import { texts } from "./texts";

afterEach(() => void speak("en"));

const measured = (right: number, wrong: number): Accuracy => ({
  exchange: "",
  good_right: right,
  good_wrong: 0,
  bad_right: 0,
  bad_wrong: wrong,
  undecided: 7,
  wrong: [],
  error: right + wrong === 0 ? null : { percent: (100 * wrong) / (right + wrong), low: 0, high: 100 },
});
const written = (percent: number | null) => `${percent} %`;

it("is told in counts while few addresses are known, in percent from twenty on", () => {
  expect(errorOf(measured(0, 1), written)).toBe("1 of 1");
  expect(errorOf(measured(14, 5), written)).toBe("5 of 19");
  expect(errorOf(measured(15, 5), written)).toBe("25 %");
  expect(errorOf(measured(0, 0), written)).toBeNull();
  expect(texts.accuracy.button("1 of 1")).toBe("Known addresses: 1 of 1 wrong");
  speak("de");
  expect(errorOf(measured(0, 1), written)).toBe("1 von 1");
});
