/** Deutsch: eine einzelne Adresse, und Eingefügtes. */
import { count } from "$/shared/numbers";
import type { single as english } from "$/shared/texts/single";

export const single: typeof english = {
  title: "Eine Adresse prüfen",
  placeholder: "name@example.com",
  check: "Prüfen",
  stop: "Nehmen, was bekannt ist",
  stopping: "Verabschiedet sich…",
  checking: (address: string) => `Fragt nach ${address}…`,
  waits:
    "Der Server vertröstet Fremde. Mailvet fragt von selbst noch einmal; Sie können auch nehmen, was jetzt bekannt ist.",
  failed: "Die Adresse konnte nicht geprüft werden",
  close: "Ergebnis schließen",
  asList: "Nichts davon wird behalten: Eine einzelne Prüfung steht in keiner Liste.",
  paste: {
    button: "Adressen einfügen…",
    title: "Adressen einfügen",
    hint: "Eine je Zeile, die Empfängerzeile einer Nachricht oder Spalten aus einer Tabelle. Sie sehen, was verstanden wurde, bevor irgendetwas geprüft wird.",
    label: "Adressen",
    placeholder: "anna@example.com\nBernd Berg <bernd@example.org>",
    addresses: (n: number) => `${count(n)} ${n === 1 ? "Adresse" : "Adressen"}`,
    lines: (n: number) => `${count(n)} ${n === 1 ? "Zeile" : "Zeilen"} mit einem @`,
    none: "Darin steht noch keine Adresse.",
    look: "Zeigen, was verstanden wurde",
    name: (when: string) => `Eingefügt ${when}`,
    failed: "Das konnte nicht übernommen werden",
  },
};
