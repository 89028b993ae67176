/** Was das Programm von sich sagt. */
import { count } from "$/shared/numbers";
import type { Texts } from "$/shared/texts";

export const about: Texts["about"] = {
  title: "Über Mailvet",
  version: (v) => `Version ${v}`,
  licence: (spdx) => `Lizenz: ${spdx}`,
  promise:
    "Prüft E-Mail-Listen auf Ihrem eigenen Rechner. Es fragt Mailserver, ob es ein Postfach gibt, und sendet nie eine Nachricht; nichts wird hochgeladen, es gibt kein Konto und keine Überwachung.",
  data: "Was es auswendig weiß",
  dataHint: "Listen, die mit dieser Version kommen. Keine Liste allein macht eine Adresse ungültig.",
  list: "Liste",
  entries: "Einträge",
  date: "Stand",
  source: "Quelle und Lizenz",
  licenceOf: (licence) => `Lizenz: ${licence}`,
  libraries: (n) => `Gebaut auf ${count(n)} fremden Bibliotheken`,
  librariesHint:
    "Die Vermerke ihrer Urheber und die Texte ihrer Lizenzen stehen in NOTICES.txt, das mit dem Paket kommt.",
  library: "Bibliothek",
  libraryVersion: "Version",
  libraryLicence: "Lizenz",
  failed: "Das kann nicht gezeigt werden",
  entriesCount: (n) => count(n),
};
