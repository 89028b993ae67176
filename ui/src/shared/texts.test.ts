// @vitest-environment node
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { speak } from "./locale";
import { count } from "./numbers";
import { languages, texts } from "./texts";
import { ago } from "./times";

const crate = (file: string) => readFileSync(new URL(`../../../crates/${file}`, import.meta.url), "utf8");
/** The tables of codes and titles as the judge and the reader of replies have them. */
const rust = crate("verdict/src/judgement.rs") + crate("verdict/src/reading.rs");

function titlesOf(name: string): Record<string, string> {
  const table = new RegExp(`\n *${name} \\{\n([^]*?)\n *\\}\n`).exec(rust)?.[1] ?? "";
  const rows = [...table.matchAll(/= "(\w+)", "([^"]+)"/g)];
  return Object.fromEntries(rows.map(([, code, title]) => [code, title]));
}

describe("the names of codes are those of the judge", () => {
  it.each([
    ["Verdict", texts.verdicts],
    ["reasons!", texts.reasons],
    ["Action", texts.actions],
    ["flags!", texts.flags],
    ["ReplyClass", texts.explain.classes],
  ])("%s", (name, shown) => {
    const titles = titlesOf(name);
    expect(Object.keys(titles).length).toBeGreaterThan(4);
    expect(shown).toEqual(titles);
  });

  it("checks of the doctor", () => {
    const arms = /fn title\(self\)[^]*?\n {4}\}\n/.exec(
      crate("verdict/src/doctor/report.rs").split("impl CheckId")[1] ?? "",
    )?.[0];
    const titles = [...(arms ?? "").matchAll(/=> "([^"]+)"/g)].map(([, title]) => title);
    expect(Object.values(texts.doctor.checkTitles).sort()).toEqual(titles.sort());
  });

  it("stages of the evidence", () => {
    const stages = [...crate("app/src/evidence.rs").matchAll(/stage\(\s*"(\w+)",\s*"([^"]+)"/g)];
    expect(texts.evidence.stageTitles).toEqual(
      Object.fromEntries(stages.map(([, id, title]) => [id, title])),
    );
  });
});

/** Every text by its path; lists of texts count as one. */
function leaves(of: object, path = ""): [path: string, text: unknown][] {
  return Object.entries(of).flatMap(([key, value]): [string, unknown][] => {
    const here = path ? `${path}.${key}` : key;
    return typeof value === "object" && !Array.isArray(value) ? leaves(value, here) : [[here, value]];
  });
}

const english = new Map(leaves(languages.en));

describe.each(Object.entries(languages))("the catalogue in %s", (_code, catalogue) => {
  const own = new Map(leaves(catalogue));

  it("has every text and no other", () => {
    expect([...own.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it("leaves no text empty and asks for what the others ask for", () => {
    for (const [path, text] of own) {
      const model = english.get(path);
      expect(typeof text, path).toBe(typeof model);
      if (typeof text === "string") expect(text.trim(), path).not.toBe("");
      if (typeof text === "function") expect(text.length, path).toBe((model as typeof text).length);
      if (Array.isArray(text)) expect(text.length, path).toBe((model as unknown[]).length);
    }
  });
});

it("German is German: hardly a long text is the English one", () => {
  const german = new Map(leaves(languages.de));
  const same = [...english].filter(
    ([path, text]) =>
      typeof text === "string" && text.replace(/\{\w+\}/g, "").length > 24 && german.get(path) === text,
  );
  // What a server says is said in English everywhere.
  expect(same.map(([path]) => path)).toEqual(["explain.placeholder"]);
});

describe("what the sources say", () => {
  const root = fileURLToPath(new URL("..", import.meta.url));
  const sources = readdirSync(root, { recursive: true, withFileTypes: true })
    .map((entry) => ({
      entry,
      file: relative(root, join(entry.parentPath, entry.name)).replaceAll("\\", "/"),
    }))
    .filter(
      ({ entry, file }) =>
        entry.isFile() &&
        /\.(ts|svelte)$/.test(file) &&
        !/(\.test\.ts$|^shared\/texts)/.test(file) &&
        !file.startsWith("ipc/"),
    )
    .map(({ file }) => ({ file, text: readFileSync(join(root, file), "utf8") }));

  const DECLARED = /(?:const|let) (\w+) = (?:\$derived\()?texts((?:\.\w+)+)\)?;/g;

  /** Paths that a source names, whole or down to a group of which it takes one by its code. */
  function named(text: string): string[] {
    const aliases = [...text.matchAll(DECLARED)].map(([, name, path]) => [name!, path!.slice(1)] as const);
    const unpacked = [...text.matchAll(/\{([^{}=]+)\} = texts((?:\.\w+)*);/g)].flatMap(([, names, path]) =>
      names!.split(",").map((name) => [...path!.split(".").slice(1), name.split(":")[0]!.trim()].join(".")),
    );
    const rest = text.replaceAll(DECLARED, "");
    const chains = [["texts", ""] as const, ...aliases].flatMap(([name, path]) =>
      [...rest.matchAll(new RegExp(`(?<![\\w.$])${name}((?:\\.\\w+)+)`, "g"))].map(
        ([, chain]) => path + (path ? chain! : chain!.slice(1)),
      ),
    );
    return [...unpacked, ...chains];
  }

  it("leaves no text of the catalogue unsaid", () => {
    const said = new Set(sources.flatMap(({ text }) => named(text)));
    // A chain may go on behind the text, as in `.length`.
    const isSaid = (path: string) =>
      path.split(".").some((_, n, parts) => said.has(parts.slice(0, n + 1).join("."))) ||
      [...said].some((chain) => chain.startsWith(`${path}.`));
    expect([...english.keys()].filter((path) => !isSaid(path))).toEqual([]);
  });

  it("is never kept from before the language was chosen", () => {
    const kept = sources.filter(
      ({ file, text }) => file.endsWith(".ts") && /^(?:const|let) \w+ = (?!.*=>).*\btexts\./m.test(text),
    );
    expect(kept.map(({ file }) => file)).toEqual([]);
  });
});

describe("a chosen language", () => {
  afterEach(() => void speak("en"));

  it("speaks and counts in its own way", () => {
    expect(speak("de")).toBe("de");
    expect(texts.verdicts.valid).toBe("Gültig");
    expect(count(1_234_567)).toBe("1.234.567");
    expect(ago(0, 5 * 60_000)).toBe("vor 5 Minuten");
    speak("en");
    expect(texts.verdicts.valid).toBe("Valid");
    expect(ago(0, 5 * 60_000)).toBe("5 minutes ago");
  });

  it("is English where the system speaks none of ours", () => {
    expect(speak("system")).toBe("en");
  });
});
