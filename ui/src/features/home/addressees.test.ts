// @vitest-environment node
import { expect, it } from "vitest";
import { addressees } from "./addressees";

it.each<[string, string, string[]]>([
  ["commas", "a@x.example, b@x.example,c@x.example", ["a@x.example", "b@x.example", "c@x.example"]],
  [
    "commas and semicolons",
    "a@x.example; b@x.example, c@x.example;",
    ["a@x.example", "b@x.example", "c@x.example"],
  ],
  [
    "names",
    "Anna Berg <a@x.example>, <b@x.example>; c@x.example",
    ["Anna Berg <a@x.example>", "<b@x.example>", "c@x.example"],
  ],
  [
    "names in quotes",
    'a@x.example; "Berg, Anna; CEO" <b@x.example>',
    ["a@x.example", '"Berg, Anna; CEO" <b@x.example>'],
  ],
  [
    "names with a comma",
    "Berg, Anna <a@x.example>; Lind, Jo <b@x.example>",
    ['"Berg, Anna" <a@x.example>', '"Lind, Jo" <b@x.example>'],
  ],
  [
    "nothing but commas",
    "Berg, Anna <a@x.example>, c@x.example",
    ['"Berg, Anna" <a@x.example>', "c@x.example"],
  ],
  [
    "an address for a name",
    "a@x.example <a@x.example>, b@x.example",
    ["a@x.example <a@x.example>", "b@x.example"],
  ],
  [
    "the name of the line",
    "To: a@x.example, b@x.example\nCc: c@x.example",
    ["a@x.example", "b@x.example", "c@x.example"],
  ],
  ["lines that end in a comma", "a@x.example,\r\n  b@x.example,\r\n\r\n", ["a@x.example", "b@x.example"]],
  ["blanks", "a@x.example b@x.example", ["a@x.example", "b@x.example"]],
  ["what is no address yet", "a@x.example, b@, @x.example", ["a@x.example", "b@", "@x.example"]],
])("takes addresses apart at %s", (_, text, rows) => {
  expect(addressees(text)).toEqual(rows);
});

it.each([
  "name,email\nAnna,a@x.example",
  "Anna\ta@x.example\nBen\tb@x.example",
  "Berg, Anna <a@x.example>",
  "Acme, Anna <a@x.example>\nBolt, Ben <b@x.example>",
  "a@x.example, Peter, b@x.example",
  "a@x.example, Peter",
  "Please write to a@x.example or b@x.example.",
  "a@x.example,note: call b@x.example",
  "",
  ",;",
])("leaves alone what has anything else in it: %j", (text) => {
  expect(addressees(text)).toBeNull();
});
