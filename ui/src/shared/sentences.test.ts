import { afterEach, describe, expect, it } from "vitest";
import { phrases, type PhraseCode, type Sentence } from "$/ipc";
import { speak } from "./locale";
import { heard, say } from "./sentences";
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

describe("what is kept in English", () => {
  afterEach(() => void speak("en"));

  it("is known again by its words, and said in the window's language with what stands in it", () => {
    const tls =
      "TLS 1.3 agreed (TLS_AES_256); certificate of mx.example by CA, Inc., valid until 2027-01-01; trusted; for this host";
    expect(heard(tls, "event")).toBe(tls);
    speak("de");
    expect(heard(tls, "event")).toBe(
      "TLS 1.3 vereinbart (TLS_AES_256); Zertifikat von mx.example, ausgestellt von CA, Inc., gültig bis 2027-01-01; vertraut; für diesen Rechner",
    );
    expect(heard("the proxy p:1080: no connection: the connection was refused", "event")).toBe(
      "der Proxy p:1080: keine Verbindung: die Verbindung wurde abgelehnt",
    );
    expect(heard("the practice world", "party")).toBe("die Übungswelt");
    expect(heard("the address 192.0.2.1 of this machine, through the resolver", "told")).toBe(
      "die Netzadresse 192.0.2.1 dieses Rechners, über den Resolver",
    );
  });

  it("stays as it is where nobody has words for it", () => {
    speak("de");
    expect(heard("mx.example.org", "party")).toBe("mx.example.org");
    expect(heard("250 connected", "event")).toBe("250 connected");
  });

  it("is never mistaken for something else of its kind", () => {
    speak("de");
    for (const [code, words] of Object.entries(phrases)) {
      const [subject] = code.split(".") as ["event" | "party" | "told" | "source"];
      if (!["event", "party", "told", "source"].includes(subject)) continue;
      const parts = Object.fromEntries(places(words).map((place) => [place!, `«${place}»`]));
      const kept = words.replace(/\{(\w+)\}/g, (_, place: string) => parts[place]!);
      expect(heard(kept, subject), code).toBe(say({ code, parts }));
    }
  });

  it("is said within a sentence too", () => {
    speak("de");
    const parts = { host: "mx.example", place: { code: "place.at_rcpt", parts: {} } };
    const sentence = {
      code: "unanswered.garbled",
      parts: { ...parts, detail: "the server spoke out of turn" },
    };
    expect(say(sentence)).toContain("der Server sprach, ohne gefragt zu sein");
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

  it.each(["en", "de"] as const)(
    "is said by its parts, else its code, where nobody knows it (%s)",
    (language) => {
      speak(language);
      expect(say({ code: "next.of_tomorrow", parts: {} })).toBe("next.of_tomorrow");
      expect(say({ code: "constructor", parts: {} })).toBe("constructor");
      const within: Sentence = { code: "plain.text", parts: { text: "mx.example" } };
      expect(say({ code: "next.of_tomorrow", parts: { within, n: 3 } })).toBe("mx.example, 3");
      expect(say(meant({ code: "next.of_tomorrow", parts: {} }))).toContain("next.of_tomorrow");
    },
  );

  it("is said with a gap where a part of it is missing", () => {
    expect(say({ code: "next_address.perhaps_meant", parts: {} })).toBe("Perhaps … was meant. …");
  });

  it("is said in English where another language has no words for it", () => {
    speak("de");
    const german = languages.de.sentences as Record<string, string>;
    const known = german["next.mailbox_not_found"]!;
    delete german["next.mailbox_not_found"];
    try {
      expect(say({ code: "next.mailbox_not_found", parts: {} })).toBe(phrases["next.mailbox_not_found"]);
    } finally {
      german["next.mailbox_not_found"] = known;
    }
  });
});
