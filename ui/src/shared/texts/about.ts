/** What the program says of itself. */
import { count } from "$/shared/numbers";

export const about = {
  title: "About Mailvet",
  version: (v: string) => `Version ${v}`,
  licence: (spdx: string) => `Licence: ${spdx}`,
  promise:
    "Vets e-mail lists on your own machine. It asks mail servers whether a mailbox exists and never sends a message; nothing is uploaded, and there is no account and no telemetry.",
  data: "What it knows by heart",
  dataHint: "Lists that ship with this version. No list alone makes an address invalid.",
  list: "List",
  entries: "Entries",
  date: "As of",
  source: "Source and licence",
  licenceOf: (licence: string) => `Licence: ${licence}`,
  libraries: (n: number) => `Built on ${count(n)} libraries of others`,
  librariesHint:
    "Their makers' notices and the texts of their licences are in NOTICES.txt, which comes with the package.",
  library: "Library",
  libraryVersion: "Version",
  libraryLicence: "Licence",
  failed: "That cannot be shown",
  entriesCount: (n: number) => count(n),
};
