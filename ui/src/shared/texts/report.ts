/** The words of the report on a list, and of the policy. */
import { count } from "$/shared/numbers";

export const report = {
  button: "Report",
  back: "Rows",
  rows: "rows",
  failed: "The report cannot be shown",
  reasons: "Why",
  domains: "Domains",
  flags: "Flags",
  more: (n: number) => `Show ${count(n)} more`,
  fewer: "Show fewer",
  policy: {
    title: "What to do with each row",
    hint: "Your policy. It decides the advice and never changes a verdict; the numbers above follow at once.",
    always: "Always",
    otherwise: "Otherwise",
    when: (flag: string) => `When “${flag}”`,
    add: "Add an exception",
    remove: (condition: string) => `Remove: ${condition}`,
    keep: "Keep and apply",
    saving: "Applying…",
    undo: "Undo changes",
    shipped: "As shipped",
    live: "Pause the check first.",
    failed: "The policy was not kept",
  },
};
