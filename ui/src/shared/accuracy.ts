/** How often a check was wrong about addresses that the user knows, in words that say no more than is known. */
import type { Accuracy } from "$/ipc";
import { texts } from "./texts";

/** Of fewer addresses a share in percent would sound like more than was counted. */
const FEW = 20;

/** Known addresses that were called good or bad. */
export const decidedOf = (of: Accuracy): number =>
  of.good_right + of.good_wrong + of.bad_right + of.bad_wrong;

/** How many were called wrongly: in percent as `written`, of a few as counts; `null`: of none was anything said. */
export function errorOf(of: Accuracy, written: (percent: number | null) => string): string | null {
  if (!of.error) return null;
  const decided = decidedOf(of);
  return decided < FEW
    ? texts.accuracy.share(of.good_wrong + of.bad_wrong, decided)
    : written(of.error.percent);
}
