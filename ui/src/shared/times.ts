/** Moments and stretches of time as people say them. Pure: "now" comes in. */
import { byLocale } from "./locale";
import { texts } from "./texts";

const dateTime = byLocale(
  (locale) => new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }),
);
const dayOnly = byLocale((locale) => new Intl.DateTimeFormat(locale, { dateStyle: "medium" }));
const clock = byLocale((locale) => new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" }));
const relativeIn = (language: string) => new Intl.RelativeTimeFormat(language, { numeric: "auto" });
/** Within a sentence, so in the language of the sentence. */
const relative = () => relativeIn(texts.language);

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const moment = (at: number): string => dateTime().format(at);

/** A day as in `2026-11-09`; as it is where it is none. */
export function day(date: string): string {
  const at = Date.parse(`${date}T12:00:00`);
  return Number.isNaN(at) ? date : dayOnly().format(at);
}

export const timeOfDay = (at: number): string => clock().format(at);

/** `3 hours ago`, `yesterday`; a date after a month. */
export function ago(at: number, now: number): string {
  const past = Math.max(0, now - at);
  if (past < MINUTE) return texts.time.justNow;
  if (past < HOUR) return relative().format(-Math.floor(past / MINUTE), "minute");
  if (past < DAY) return relative().format(-Math.floor(past / HOUR), "hour");
  if (past < 30 * DAY) return relative().format(-Math.floor(past / DAY), "day");
  return dateTime().format(at);
}

/** `in 40 s`, `in 6 min`, or the time of day when it is further off. */
export function until(at: number, now: number): string {
  const left = at - now;
  if (left <= SECOND) return texts.time.anyMoment;
  if (left < MINUTE) return texts.time.inSeconds(Math.ceil(left / SECOND));
  if (left < HOUR) return texts.time.inMinutes(Math.ceil(left / MINUTE));
  return texts.time.at(left < DAY ? clock().format(at) : dateTime().format(at));
}

/** A stretch of time, coarse enough not to flicker: `12 s`, `3 min`, `1 h 20 min`. */
export function stretch(seconds: number): string {
  if (seconds < 20) return texts.time.seconds(Math.max(1, Math.ceil(seconds)));
  if (seconds < 57) return texts.time.seconds(Math.ceil(seconds / 5) * 5);
  const minutes = Math.max(1, Math.round(seconds / 60));
  if (minutes < 60) return texts.time.minutes(minutes);
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return texts.time.days(Math.round(hours / 24));
  return minutes % 60 === 0 ? texts.time.hours(hours) : texts.time.hoursMinutes(hours, minutes % 60);
}
