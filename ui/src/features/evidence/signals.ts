/** What a signal says, in plain words. */
import type { SignalGroup, SignalRow } from "$/ipc";
import { decimal } from "$/shared/numbers";
import { inWords } from "$/shared/sentences";
import { texts } from "$/shared/texts";

export const isKnown = (row: SignalRow): boolean => row.finding.known !== undefined;

/** The rows by what they are about, in the order of the table; a group that comes twice there is one here. */
export function grouped(rows: SignalRow[]): [SignalGroup, SignalRow[]][] {
  const groups = new Map<SignalGroup, SignalRow[]>();
  for (const row of rows) {
    const group = groups.get(row.group);
    if (group) group.push(row);
    else groups.set(row.group, [row]);
  }
  return [...groups];
}

/** As in `12`, `yes` or `not known: the row names nobody`. */
export function told({ finding, unit }: SignalRow): string {
  const words = texts.signals;
  if (finding.unknown !== undefined) return words.unknown(words.missing[finding.unknown]);
  const value = finding.known;
  if (value.holds !== undefined) return value.holds ? words.yes : words.no;
  if (value.word !== undefined) {
    return typeof value.word === "string" ? (words.said[value.word] ?? value.word) : inWords(value.word);
  }
  // What is no number to JSON is none to a person.
  const number = value.number ?? null;
  if (number === null) return words.unknown(words.missing.failed);
  switch (unit) {
    case "share":
      return words.share(number);
    case "bits":
      return words.bits(number);
    case "days":
      return words.days(number);
    case "milliseconds":
      return words.milliseconds(number);
    case "count":
    case "level":
    case "named":
      return decimal(number);
  }
}
