/** The verdicts in the order in which people are shown them, and their colours' names. */
import type { Verdict } from "$/ipc";

export const verdictOrder: readonly Verdict[] = [
  "valid",
  "likely_valid",
  "risky",
  "unknown",
  "likely_invalid",
  "invalid",
];

/** `--v-likely-valid`: for bars and icons. */
export const verdictColour = (verdict: Verdict): string => `var(--v-${verdict.replace("_", "-")})`;

/** For words: darker in light, lighter in dark. */
export const verdictTextColour = (verdict: Verdict): string => `var(--v-${verdict.replace("_", "-")}-text)`;

/** A leaning is striped in bars, so that it differs from proof without colour. */
export const isLeaning = (verdict: Verdict): boolean =>
  verdict === "likely_valid" || verdict === "likely_invalid";

/** Counts per verdict from what the program sends, in order, zero where it says nothing. */
export function inVerdictOrder(
  counts: readonly { value: string; count: number }[],
): { verdict: Verdict; count: number }[] {
  const byCode = new Map(counts.map(({ value, count }) => [value, count]));
  return verdictOrder.map((verdict) => ({ verdict, count: byCode.get(verdict) ?? 0 }));
}
