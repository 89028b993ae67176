/** What a facet's value is called; a domain is its own name. */
import type { Action, Flag, Reason, Verdict } from "$/ipc";
import { texts } from "$/shared/texts";
import type { Facet } from "./filters.svelte";

export function facetName(facet: Facet, value: string): string {
  switch (facet) {
    case "verdicts":
      return texts.verdicts[value as Verdict] ?? value;
    case "reasons":
      return texts.reasons[value as Reason] ?? value;
    case "actions":
      return texts.actions[value as Action] ?? value;
    case "flags":
      return texts.flags[value as Flag] ?? value;
    case "domains":
      return value;
  }
}
