/** What a facet's value is called; a domain is its own name, and an operator is known to the program. */
import type { Action, Flag, Reason, Verdict } from "$/ipc";
import { texts } from "$/shared/texts";
import type { Facet } from "./filters.svelte";
import type { MailOperators } from "./operators.svelte";

export function facetName(facet: Facet, value: string, operators: MailOperators): string {
  switch (facet) {
    case "verdicts":
      return texts.verdicts[value as Verdict] ?? value;
    case "reasons":
      return texts.reasons[value as Reason] ?? value;
    case "actions":
      return texts.actions[value as Action] ?? value;
    case "flags":
      return texts.flags[value as Flag] ?? value;
    case "operators":
      return operators.name(value);
    case "domains":
      return value;
  }
}
