/** The words for what needs no file: one address checked at once, and addresses that are pasted. */
import { count } from "$/shared/numbers";

export const single = {
  title: "Check one address",
  placeholder: "name@example.com",
  check: "Check",
  stop: "Take what is known",
  stopping: "Taking leave…",
  checking: (address: string) => `Asking about ${address}…`,
  waits: "The server puts strangers off. Mailvet asks again by itself; you may also take what is known now.",
  failed: "The address could not be checked",
  close: "Close the result",
  asList: "Nothing of it is kept: a check of one address is in no list.",
  paste: {
    button: "Paste addresses…",
    title: "Paste addresses",
    hint: "One a line, the line of a message’s recipients, or columns copied from a spreadsheet. You see what was understood before anything is checked.",
    label: "Addresses",
    placeholder: "anna@example.com\nBen Berg <ben@example.org>",
    addresses: (n: number) => `${count(n)} ${n === 1 ? "address" : "addresses"}`,
    lines: (n: number) => `${count(n)} ${n === 1 ? "line" : "lines"} with an @ sign`,
    none: "There is no address in it yet.",
    look: "See what was understood",
    name: (when: string) => `Pasted ${when}`,
    failed: "That could not be taken",
  },
};
