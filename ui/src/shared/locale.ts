/**
 * How numbers and dates are written: as the user's system does where it speaks the window's language, else as that
 * language does. A system without a language (`LANG=C`) calls it "C", which is none, and would write a million without
 * separators: then English.
 */
import { isLanguage, sayIn, type Language } from "./texts";

const wanted = globalThis.navigator?.language ?? "";
const system = /^[a-z]{2,3}(-|$)/i.test(wanted) ? wanted : "en";
const spoken = system.slice(0, 2).toLowerCase();

let locale = system;

/** Chooses the language; `system`: the system's, English where Mailvet does not speak it. */
export function speak(language: Language | "system"): Language {
  const chosen = language !== "system" ? language : isLanguage(spoken) ? spoken : "en";
  locale = language === "system" || spoken === language ? system : language;
  sayIn(chosen);
  return chosen;
}

/** A formatter for the locale of the moment, made once for each. */
export function byLocale<T>(make: (locale: string) => T): () => T {
  const made = new Map<string, T>();
  return () => {
    let formatter = made.get(locale);
    if (formatter === undefined) made.set(locale, (formatter = make(locale)));
    return formatter;
  };
}
