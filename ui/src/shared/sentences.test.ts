import { afterEach, describe, expect, it } from "vitest";
import { phrases, type PhraseCode, type Sentence } from "$/ipc";
import { speak } from "./locale";
import { say } from "./sentences";
import { languages } from "./texts";

const places = (words: string) =>
  [...new Set([...words.matchAll(/\{(\w+)(?::[^|}]*\|[^}]*)?\}/g)].map(([, place]) => place))].sort();

/** What only the program's own language has words for; it stands among the details of the fault anyway. */
const LEFT_TO_DETAILS = new Set([
  "database.damaged what",
  "database.damaged_file what",
  "database.failed what",
]);

describe.each(Object.entries(languages))("the sentences in %s", (_code, { sentences }) => {
  it("have the places of the program's own, and no others", () => {
    for (const [code, words] of Object.entries(phrases)) {
      const [all, own] = [places(words), places(sentences[code as PhraseCode])];
      const needed = all.filter((place) => !LEFT_TO_DETAILS.has(`${code} ${place}`));
      expect(
        needed.filter((place) => !own.includes(place)),
        `${code} leaves out`,
      ).toEqual([]);
      expect(
        own.filter((place) => !all.includes(place)),
        `${code} makes up`,
      ).toEqual([]);
      expect(sentences[code as PhraseCode].replace(/\{\w+(:[^|{}]*\|[^{}]*)?\}/g, ""), code).not.toMatch(
        /[{}|]/,
      );
    }
  });
});

describe("a sentence", () => {
  afterEach(() => void speak("en"));

  const meant = (then: Sentence): Sentence => ({
    code: "next_address.perhaps_meant",
    parts: { meant: "anna@gmail.com", then },
  });

  it("is said in the window's language, with those within it", () => {
    const sentence = meant({ code: "next.mailbox_not_found", parts: {} });
    expect(say(sentence)).toBe(
      "Perhaps anna@gmail.com was meant. Remove it, or ask the person for the right address.",
    );
    speak("de");
    expect(say(sentence)).toBe(
      "Vielleicht war anna@gmail.com gemeint. Entfernen Sie sie, oder fragen Sie nach der richtigen Adresse.",
    );
  });

  it("never takes what is put into it for a place, nor for a pattern", () => {
    const sentence = meant({ code: "plain.text", parts: { text: "{meant} $& $1" } });
    expect(say(sentence)).toBe("Perhaps anna@gmail.com was meant. {meant} $& $1");
  });
});
