/** Says in the window's language what the program says by a code and its parts. */
import type { PhraseCode, Sentence, Words } from "$/ipc";
import { count } from "./numbers";
import { texts } from "./texts";
import { moment } from "./times";

/** `{name}`, or `{name:one|many}`: the one or the other by what `name` counts. */
const PLACES = /\{(\w+)(?::([^|}]*)\|([^}]*))?\}/g;

export function say({ code, parts }: Sentence): string {
  const words = texts.sentences[code as PhraseCode];
  return words.replace(PLACES, (_, place: string, one?: string, many?: string) => {
    const part = parts[place]!;
    return one === undefined ? inWords(part) : part === 1 ? one : many!;
  });
}

/** What stands in a place of a sentence, or for itself. */
export function inWords(part: Words): string {
  if (typeof part === "string") return part;
  if (typeof part === "number") return count(part);
  return "at" in part ? moment(part.at) : say(part);
}

/** What is to stand in a file: the same with every sentence said. */
export function inSentences(of: unknown): unknown {
  if (typeof of !== "object" || of === null) return of;
  if (Array.isArray(of)) return of.map(inSentences);
  if ("code" in of && "parts" in of) return say(of as Sentence);
  return Object.fromEntries(Object.entries(of).map(([key, value]) => [key, inSentences(value)]));
}
