/**
 * Deutsch: was das Programm sagt, nach seinen Codes. Ein Platz `{name}` bleibt, wie er heißt; `{name:eins|viele}` wählt
 * nach der Zahl. Fehlt ein Code, übersetzt nichts mehr.
 */
import type { PhraseCode } from "$/ipc";
import { doctor } from "./doctor";
import { faults } from "./faults";
import { files } from "./files";
import { next } from "./next";

export const sentences: Record<PhraseCode, string> = {
  "plain.text": "{text}",
  "plain.both": "{first} {second}",
  "plain.comma": "{first}, {rest}",
  "plain.last": "{first} und {last}",
  ...next,
  ...doctor,
  ...files,
  ...faults,
};
