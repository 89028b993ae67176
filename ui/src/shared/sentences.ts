/** Says in the window's language what the program says by a code and its parts. */
import { phrases, type PhraseCode, type Sentence, type Words } from "$/ipc";
import { count } from "./numbers";
import { texts } from "./texts";
import { moment } from "./times";

/** `{name}`, or `{name:one|many}`: the one or the other by what `name` counts. */
const PLACES = /\{(\w+)(?::([^|}]*)\|([^}]*))?\}/g;

/** Sentences of which a place tells what happened in a conversation, which is kept in English. */
const QUOTES_EVENT: { [code in PhraseCode]?: string } = {
  "unanswered.garbled": "detail",
  "doctor.trial_garbled": "detail",
};

/**
 * Never fails: a result may have been kept by a newer Mailvet whose phrases are not known here. Such a sentence is said in
 * English where there is that, else by its parts, else by its code.
 */
export function say({ code, parts }: Sentence): string {
  const words = wordsOf(code);
  if (words === undefined) return Object.values(parts).map(inWords).filter(Boolean).join(", ") || code;
  return words.replace(PLACES, (_, place: string, one?: string, many?: string) => {
    const part = parts[place];
    if (part == null) return "…";
    if (one !== undefined) return part === 1 ? one : many!;
    return typeof part === "string" && QUOTES_EVENT[code as PhraseCode] === place
      ? heard(part, "event")
      : inWords(part);
  });
}

const wordsOf = (code: string): string | undefined =>
  [texts.sentences, phrases]
    .filter((sentences) => Object.hasOwn(sentences, code))
    .map((sentences) => sentences[code as PhraseCode])[0];

/** What stands in a place of a sentence, or for itself. */
export function inWords(part: Words): string {
  if (typeof part === "string") return part;
  if (typeof part === "number") return count(part);
  return "at" in part ? moment(part.at) : say(part);
}

/** Of what there are words that are kept in English, and whose words may stand in them. */
const KEPT_IN_ENGLISH = {
  event: ["event", "system"],
  party: ["party"],
  told: ["told"],
  source: ["source"],
};

/** What is kept in English rather than by its code, known again by the words of the program's own phrases; else as it is. */
export function heard(text: string, subject: keyof typeof KEPT_IN_ENGLISH): string {
  const sentence = recognised(text, subject);
  return sentence ? say(sentence) : text;
}

function recognised(text: string, subject: keyof typeof KEPT_IN_ENGLISH): Sentence | null {
  for (const { code, places, pattern } of patterns(subject)) {
    const found = pattern.exec(text);
    if (!found) continue;
    const parts = places.map((place, n) => [place, recognised(found[n + 1]!, subject) ?? found[n + 1]!]);
    return { code, parts: Object.fromEntries(parts) as Sentence["parts"] };
  }
  return null;
}

interface Pattern {
  code: string;
  places: string[];
  pattern: RegExp;
}

const known = new Map<string, Pattern[]>();

/** What the phrases of a subject look like in English; those that say most by themselves come first. */
function patterns(subject: keyof typeof KEPT_IN_ENGLISH): Pattern[] {
  const before = known.get(subject);
  if (before) return before;
  const made = Object.entries(phrases)
    .filter(([code]) => KEPT_IN_ENGLISH[subject].includes(code.split(".")[0]!))
    .map(([code, english]) => ({ code, words: english.split(/\{(\w+)\}/) }))
    .sort((a, b) => own(b.words) - own(a.words))
    .map(({ code, words }) => ({
      code,
      places: words.filter((_, n) => n % 2 === 1),
      pattern: new RegExp(
        `^${words.map((word, n) => (n % 2 === 1 ? "(.+?)" : escaped(word))).join("")}$`,
        "s",
      ),
    }));
  known.set(subject, made);
  return made;
}

const own = (words: string[]) => words.reduce((sum, word, n) => sum + (n % 2 === 1 ? 0 : word.length), 0);
const escaped = (word: string) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** What is to stand in a file: the same with every sentence said. */
export function inSentences(of: unknown): unknown {
  if (typeof of !== "object" || of === null) return of;
  if (Array.isArray(of)) return of.map(inSentences);
  if ("code" in of && "parts" in of) return say(of as Sentence);
  return Object.fromEntries(Object.entries(of).map(([key, value]) => [key, inSentences(value)]));
}
