/** Deutsch: Listen mit mehreren Spalten voller Adressen. */
import type { further as english } from "$/shared/texts/further";

export const further: typeof english = {
  which: "Adressen dieser Zeile",
  told: (address, verdict, sentence) => `${address}: ${verdict}. ${sentence}`,
  counted: (column) =>
    `Urteil, Filter und Zählungen der Zeile gehen nach „${column}“. Exporte enthalten das Urteil jeder Spalte.`,
};
