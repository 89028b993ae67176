/** Deutsch: die eigene Sperrliste. */
import { count } from "$/shared/numbers";
import type { suppression as english } from "$/shared/texts/suppression";

export const suppression: typeof english = {
  title: "Sperrliste",
  link: "Ihre Sperrliste…",
  intro:
    "Adressen und ganze Domains, nach denen nie jemand gefragt werden soll, in keiner Liste. Sie kommen als „Sperren“ zurück, und kein Mailserver hört von ihnen.",
  add: "Hinzufügen",
  addLabel: "Adressen oder Domains, je Zeile eine",
  addPlaceholder: "anna@example.com\n@firma.example",
  addFile: "Datei hinzufügen…",
  addFileTitle: "Datei mit Adressen und Domains wählen",
  search: "In der Liste suchen",
  entries: (n: number) => `${count(n)} ${n === 1 ? "Eintrag" : "Einträge"}`,
  found: (n: number, of: number) => `${count(n)} von ${count(of)}`,
  shown: (n: number) => `Gezeigt sind die ersten ${count(n)}; suchen Sie nach den anderen.`,
  entry: "Adresse oder Domain",
  from: "Woher",
  since: "Seit",
  typed: "Getippt",
  domain: "ganze Domain",
  remove: (entry: string) => `${entry} von der Liste nehmen`,
  removeFound: (n: number) => `${count(n)} von der Liste nehmen…`,
  removeTitle: (n: number) => `${count(n)} ${n === 1 ? "Eintrag" : "Einträge"} von der Liste nehmen?`,
  removeText: "Von der nächsten Prüfung an werden Mailserver wieder danach gefragt.",
  removeConfirm: "Herunternehmen",
  none: "Nichts steht darauf. Setzen Sie Leute darauf, die nie von Ihnen hören wollen, oder die Domain eines Mitbewerbers.",
  noneFound: "Nichts passt zur Suche.",
  added: (added: number, entries: number, unread: number) =>
    [
      `${count(added)} neu`,
      entries > added ? `${count(entries - added)} standen schon da` : "",
      unread > 0 ? `${count(unread)} ${unread === 1 ? "Zeile hat" : "Zeilen haben"} keins von beiden` : "",
    ]
      .filter(Boolean)
      .join(", ") + ".",
  removed: (n: number) => `${count(n)} heruntergenommen.`,
  failed: "Die Liste kann nicht gezeigt werden",
  refused: "Das wurde nicht übernommen",
};
