/** Numbers as the user's own system writes them. */

import { byLocale } from "./locale";

const whole = byLocale((locale) => new Intl.NumberFormat(locale));
const oneDigit = byLocale((locale) => new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }));
const twoDigits = byLocale(
  (locale) => new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 }),
);

/** With one digit behind the point where there is one. */
export const decimal = (n: number): string => oneDigit().format(n);

export const count = (n: number): string => whole().format(n);

/** `63 %`; never rounds up to 100 nor down to 0 what is not. */
export function percent(part: number, of: number): string {
  if (of <= 0) return "0 %";
  const exact = (100 * part) / of;
  const shown = part >= of ? 100 : exact >= 99.5 ? 99 : part > 0 && exact < 0.5 ? "<1" : Math.round(exact);
  return `${shown} %`;
}

/** A share from 0 to 1 for bars. */
export const share = (part: number, of: number): number => (of > 0 ? Math.min(1, Math.max(0, part / of)) : 0);

export const perSecond = (rate: number): string =>
  rate >= 10 ? whole().format(Math.round(rate)) : oneDigit().format(rate);

/** Milliseconds within a conversation: `0.42 s`. */
export const seconds = (ms: number): string => `${twoDigits().format(ms / 1000)} s`;

/** A signed number of points with a true minus. */
export const points = (n: number): string => (n > 0 ? `+${count(n)}` : n < 0 ? `−${count(-n)}` : "0");

/** An amount of data: `812 kB`, `3.4 MB`. */
export function bytes(n: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = n < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(n) / 3));
  const shown = n / 1000 ** power;
  return `${power === 0 || shown >= 100 ? whole().format(Math.round(shown)) : oneDigit().format(shown)} ${units[power]}`;
}

/** A percentage with one digit behind the point: `2.4`. */
export const tenths = (percentage: number): string => oneDigit().format(percentage);
