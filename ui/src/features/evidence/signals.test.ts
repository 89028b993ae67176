// @vitest-environment node
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { SignalFinding, SignalRow, Unit } from "$/ipc";
import { languages } from "$/shared/texts";
import { grouped, told } from "./signals";

const english = languages.en.signals;
const german = languages.de.signals;

const row = (finding: SignalFinding, unit: Unit = "named"): SignalRow => ({
  id: "address.length",
  group: "address",
  meaning: "",
  unit,
  finding,
  points: null,
});

it("says a value by what it counts", () => {
  expect(told(row({ known: { number: 12 } }, "count"))).toBe("12");
  expect(told(row({ known: { number: 0.4 } }, "share"))).toBe("40 %");
  expect(told(row({ known: { number: 1.25 } }, "bits"))).toMatch(/^\+1.3 bits$/);
  expect(told(row({ known: { number: 1 } }, "days"))).toBe("1 day");
  expect(told(row({ known: { holds: false } }))).toBe("no");
  expect(told(row({ known: { word: "null_mx" } }))).toBe(english.said.null_mx);
  expect(told(row({ known: { word: "google" } }))).toBe("google");
});

it("means by every signal what the program's table says, in English to the letter", () => {
  // The page is made from the table and checked against it.
  const page = readFileSync(new URL("../../../../docs/signals.md", import.meta.url), "utf8");
  const rows = [...page.matchAll(/^\| `([a-z_.]+)` \| ([^|]+) \|/gm)];
  const table = Object.fromEntries(rows.map(([, id, meaning]) => [id, meaning]));
  expect(rows.length).toBeGreaterThan(50);
  expect(english.meanings).toEqual(table);
});

it("says why there is no value, and never no", () => {
  expect(told(row({ known: { number: null } }, "count"))).toBe(english.unknown(english.missing.failed));
  expect(told(row({ unknown: "switched_off" }))).toBe(
    "not known: switched off; nobody is asked without your consent",
  );
});

it("tells signals of one kind together though the table names them apart", () => {
  const of = (id: string, group: SignalRow["group"]) => ({ ...row({ unknown: "failed" }), id, group });
  const groups = grouped([of("a", "domain"), of("b", "registry"), of("c", "domain")]);
  expect(groups.map(([group, rows]) => [group, rows.map(({ id }) => id)])).toEqual([
    ["domain", ["a", "c"]],
    ["registry", ["b"]],
  ]);
});

it("has a German word for every English one", () => {
  for (const part of ["groups", "meanings", "missing", "said"] as const) {
    expect(Object.keys(german[part])).toEqual(Object.keys(english[part]));
  }
});
