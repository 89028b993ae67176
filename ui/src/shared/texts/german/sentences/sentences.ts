/**
 * Deutsch: was das Programm sagt, nach seinen Codes. Ein Platz `{name}` bleibt, wie er heißt; `{name:eins|viele}` wählt
 * nach der Zahl. Fehlt ein Code, übersetzt nichts mehr.
 */
import type { Flag, PhraseCode } from "$/ipc";
import { flags } from "$/shared/texts/german/flags";
import { doctor } from "./doctor";
import { evidence } from "./evidence";
import { faults } from "./faults";
import { files } from "./files";
import { found } from "./found";
import { heard } from "./heard";
import { moved } from "./moved";
import { next } from "./next";
import { refusals } from "./refusals";
import { report } from "./report";
import { run } from "./run";
import { syntax } from "./syntax";

/** Merkmale heißen in einem Satz wie überall. */
const flagNames = Object.fromEntries(Object.entries(flags).map(([flag, name]) => [`flag.${flag}`, name])) as {
  [flag in Flag as `flag.${flag}`]: string;
};

export const sentences: Record<PhraseCode, string> = {
  "plain.text": "{text}",
  "plain.both": "{first} {second}",
  "plain.comma": "{first}, {rest}",
  "plain.last": "{first} und {last}",
  ...flagNames,
  ...doctor,
  ...evidence,
  ...faults,
  ...files,
  ...found,
  ...heard,
  ...moved,
  ...next,
  ...refusals,
  ...report,
  ...run,
  ...syntax,
};
