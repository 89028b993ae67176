/** The words of the user's own suppression list. */
import { count } from "$/shared/numbers";

export const suppression = {
  title: "Suppression list",
  link: "Your suppression list…",
  intro:
    "Addresses and whole domains that nobody is ever to be asked about, in any list. They come back as “Suppress”, and no mail server hears of them.",
  add: "Add",
  addLabel: "Addresses or domains, one a line",
  addPlaceholder: "anna@example.com\n@example.org",
  addFile: "Add a file…",
  addFileTitle: "Choose a file of addresses and domains",
  search: "Search the list",
  entries: (n: number) => `${count(n)} ${n === 1 ? "entry" : "entries"}`,
  found: (n: number, of: number) => `${count(n)} of ${count(of)}`,
  shown: (n: number) => `The first ${count(n)} are shown; search for the others.`,
  entry: "Address or domain",
  from: "From",
  since: "Since",
  typed: "Typed",
  domain: "whole domain",
  remove: (entry: string) => `Take ${entry} off the list`,
  removeFound: (n: number) => `Take ${count(n)} off the list…`,
  removeTitle: (n: number) => `Take ${count(n)} ${n === 1 ? "entry" : "entries"} off the list?`,
  removeText: "From the next check on, mail servers are asked about them again.",
  removeConfirm: "Take off",
  none: "Nothing is on it. Add people who have asked never to hear from you, or a competitor’s domain.",
  noneFound: "Nothing fits the search.",
  added: (added: number, entries: number, unread: number) =>
    [
      `${count(added)} new`,
      entries > added ? `${count(entries - added)} were there already` : "",
      unread > 0 ? `${count(unread)} ${unread === 1 ? "line holds" : "lines hold"} neither` : "",
    ]
      .filter(Boolean)
      .join(", ") + ".",
  removed: (n: number) => `${count(n)} taken off.`,
  failed: "The list cannot be shown",
  refused: "That was not taken",
};
