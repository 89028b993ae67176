// @vitest-environment node
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { texts } from "./texts";

const crate = (file: string) =>
  readFileSync(new URL(`../../../crates/verdict/src/${file}`, import.meta.url), "utf8");
/** The tables of codes and titles as the judge and the reader of replies have them. */
const rust = crate("judgement.rs") + crate("reading.rs");

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
    ["Flag", texts.flags],
    ["ReplyClass", texts.explain.classes],
  ])("%s", (name, shown) => {
    const titles = titlesOf(name);
    expect(Object.keys(titles).length).toBeGreaterThan(4);
    expect(shown).toEqual(titles);
  });
});
