// @vitest-environment node
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { texts } from "./texts";

/** The tables of codes and titles as the judge has them. */
const rust = readFileSync(new URL("../../../crates/verdict/src/judgement.rs", import.meta.url), "utf8");

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
  ])("%s", (name, shown) => {
    const titles = titlesOf(name);
    expect(Object.keys(titles).length).toBeGreaterThan(4);
    expect(shown).toEqual(titles);
  });
});
