/**
 * A text that is nothing but addresses, as a To: line is, taken apart so that each has a row of its own. A text with
 * anything else in it is no such text and stays as it is: a table has columns that belong together. Nothing is left out but
 * the separators and the name of the line. Pure.
 */

/** What mail programs write before addressees. */
const LABEL = /^\s*(?:to|cc|bcc|reply-to|an|kopie|blindkopie)\s*:/i;
const BARE = /^(?:"[^"]*"|[^\s<>",;]*)@[^\s<>",;@]*$/;
const NAMED = /^(?<name>(?:"[^"]*"|[^<>"])*)<[^<>\s]*@[^<>\s]*>$/;
const QUOTED = /"[^"]*"/g;

/** One row for each address; `null`: there is something else in it. */
export function addressees(text: string): string[] | null {
  const rows: string[] = [];
  let lines = 0;
  let joined = false;
  for (const line of text.split(/\r\n|\r|\n/)) {
    if (line.trim() === "") continue;
    const found = ofLine(line.replace(LABEL, ""));
    if (!found) return null;
    lines++;
    joined ||= found.joined;
    for (const row of found.rows) rows.push(row);
  }
  // `Berg, Anna <anna@example.com>` alone may as well be two columns.
  return rows.length === 0 || (joined && rows.length === lines) ? null : rows;
}

function ofLine(line: string): { rows: string[]; joined: boolean } | null {
  const rows: string[] = [];
  let joined = false;
  for (const piece of apart(line, ";\t")) {
    let before = "";
    for (const part of apart(piece, ",")) {
      const whole = before ? `${before}, ${part}` : part;
      if (isAddress(whole)) {
        rows.push(safe(whole));
        joined ||= before !== "";
        before = "";
      } else if (!part.includes("@")) {
        before = whole;
      } else {
        const words = part.split(/\s+/);
        if (before || !words.every((word) => BARE.test(word))) return null;
        rows.push(...words);
      }
    }
    if (before) return null;
  }
  return { rows, joined };
}

const isAddress = (text: string) => BARE.test(text) || NAMED.test(text);

/** A name with a comma in it stands in quotes, so that the comma parts no columns. */
function safe(address: string): string {
  const name = NAMED.exec(address)?.groups!.name!.trim();
  return name && name.replace(QUOTED, "").includes(",")
    ? `"${name.replaceAll('"', "")}" ${address.slice(address.lastIndexOf("<"))}`
    : address;
}

/** The parts between the separators, which count for nothing within quotes and angle brackets. */
function apart(text: string, separators: string): string[] {
  const parts = [""];
  let until = "";
  for (const letter of text) {
    if (!until && separators.includes(letter)) {
      parts.push("");
      continue;
    }
    if (until) until = letter === until ? "" : until;
    else if (letter === '"') until = '"';
    else if (letter === "<") until = ">";
    parts[parts.length - 1] += letter;
  }
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}
