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

/** What stands in a place: a name as it is, a number as the window writes it. */
export function inWords(part: Words): string {
  if (typeof part === "string") return part;
  if (typeof part === "number") return count(part);
  return "at" in part ? moment(part.at) : say(part);
}
