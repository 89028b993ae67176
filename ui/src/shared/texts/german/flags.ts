/** Deutsch: die Namen der Merkmale. */
import type { Flag } from "$/ipc";

export const flags: Record<Flag, string> = {
  disposable: "Wegwerfadresse",
  alias: "Weiterleitungsadresse",
  role: "Funktionsadresse",
  free: "Freemail-Anbieter",
  catch_all: "Nimmt alles an",
  tagged: "Mit Zusatz",
  no_reply: "No-Reply",
  trap_like: "Sieht nach Falle aus",
  typo: "Wohl vertippt",
  international: "International",
  gibberish: "Buchstabensalat",
};
