/** Die Worte des Berichts über eine Liste und der Regeln. */
import { count } from "$/shared/numbers";
import type { Texts } from "$/shared/texts";

export const report: Texts["report"] = {
  button: "Bericht",
  back: "Zeilen",
  rows: "Zeilen",
  failed: "Der Bericht kann nicht gezeigt werden",
  reasons: "Warum",
  domains: "Domains",
  flags: "Merkmale",
  more: (n) => `${count(n)} weitere zeigen`,
  fewer: "Weniger zeigen",
  policy: {
    title: "Was mit jeder Zeile zu tun ist",
    hint: "Ihre Regeln. Sie entscheiden den Rat und ändern nie ein Urteil; die Zahlen darüber folgen sofort.",
    always: "Immer",
    otherwise: "Sonst",
    when: (flag) => `Wenn „${flag}“`,
    add: "Ausnahme hinzufügen",
    remove: (condition) => `Entfernen: ${condition}`,
    keep: "Behalten und anwenden",
    saving: "Wird angewandt…",
    undo: "Änderungen verwerfen",
    shipped: "Wie ausgeliefert",
    live: "Halten Sie zuerst die Prüfung an.",
    failed: "Die Regeln wurden nicht behalten",
  },
};
