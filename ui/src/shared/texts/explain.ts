/** The words about what a reply means. Titles of classes are those of the rule tables. */
import {
  operatorRemarks,
  type OperatorRemark,
  type OperatorView,
  type ReplyClass,
  type Stage,
  type Subject,
} from "$/ipc";
import { count } from "$/shared/numbers";

const classes: Record<ReplyClass, string> = {
  accepted: "Accepted",
  mailbox_not_found: "No such mailbox",
  mailbox_disabled: "Mailbox disabled",
  mailbox_full: "Mailbox full",
  moved: "Mailbox moved",
  recipient_restricted: "Recipient restricted",
  domain_not_found: "Domain takes no mail",
  relay_denied: "Not responsible for this domain",
  policy_block: "We are refused by policy",
  spam_block: "Judged unwanted",
  greylisted: "Greylisted",
  rate_limited: "Rate limited",
  auth_required: "Login required",
  tls_required: "Encryption required",
  server_busy: "Server has trouble",
  syntax_error: "Not understood",
  other: "About the message",
  unclassified: "No reason given",
};

const nextSteps: Record<ReplyClass, string> = {
  accepted:
    "Trust it where the same server refuses a made-up address of the domain. In a check, Mailvet asks one by itself.",
  mailbox_not_found: "Look for a slip in the spelling; otherwise take the address off your list.",
  mailbox_disabled:
    "Take the address off your list. It may be switched on again some day, so it can be checked later.",
  mailbox_full: "Leave it out for now. A mailbox that stays full for weeks is abandoned.",
  moved: "Write to the new address if its owner agreed to that, and take the old one off your list.",
  recipient_restricted: "The mailbox is there. Ask its owner to let your sender in, or leave it out.",
  domain_not_found: "Look for a slip in the domain; otherwise take the address off your list.",
  relay_denied: "Ask another mail host of the domain. If all of them say so, its mail is set up wrongly.",
  policy_block:
    "See in the doctor what servers see of you: public address, its name, block lists. Put that right, then ask again.",
  spam_block: "See in the doctor whether your address is on a block list, and ask again once it is off.",
  greylisted:
    "Ask again from the same address and with the same sender. In a check, Mailvet does that by itself.",
  rate_limited: "Ask fewer addresses in an hour. In a check, Mailvet slows down by itself.",
  auth_required: "This server is for its own users. Ask the domain’s mail hosts (MX) on port 25 instead.",
  tls_required: "Ask again over an encrypted connection (STARTTLS). In a check, Mailvet does that by itself.",
  server_busy: "Ask again later. In a check, Mailvet does that by itself.",
  syntax_error:
    "Look at the address for odd characters. If there are none, the server is odd, not the address.",
  other: "Look at the message: its size, its format or what it says. The address is not what is refused.",
  unclassified: "Read the server’s own words; no rule of Mailvet’s fits them.",
};

const stages: Record<Stage, string> = {
  connect: "Greeting (connect)",
  ehlo: "Our name (EHLO)",
  start_tls: "Encryption (STARTTLS)",
  mail: "Sender (MAIL FROM)",
  rcpt: "Recipient (RCPT TO)",
  leave: "Goodbye (QUIT)",
};

const refused: Record<Subject, string> = {
  mailbox: "The recipient’s mailbox",
  domain: "The recipient’s domain",
  us: "You: your address, name or network. Not the recipient",
  server: "Nobody: the server has trouble of its own",
  command: "The command, as the server understood it",
  message: "The message, not the recipient",
  nothing: "It does not say",
};

const wait = (seconds: number | null, time: (seconds: number) => string) =>
  seconds === null ? "" : `, in ${time(seconds)} or more, as it says itself`;

/** What the program's own table says of operators, by itself: another language has its words for each. */
const remarks = Object.fromEntries(operatorRemarks.map((remark) => [remark, remark])) as Record<
  OperatorRemark,
  string
>;

export const explain = {
  title: "Explain a reply",
  intro: "Paste what a mail server said, or a whole bounce.",
  input: "The server’s words",
  placeholder: "550 5.1.1 <anna@example.com>: Recipient address rejected: User unknown",
  inputHint: "Several replies: one a line. Nothing leaves this machine, nothing is kept.",
  clear: "Clear",
  stage: "Said at",
  stageGuess: "Guess",
  operator: "Mail operator",
  operatorGuess: "Guess from the words",
  examples: "Examples",
  exampleTitles: {
    dead: "A dead mailbox",
    blockList: "Looks dead, is not: your address is on a block list",
    later: "Come back later",
    german: "A refusal in German",
    bounce: "A whole bounce",
    three: "Three at once",
  },
  empty: "What does a bounce mean?",
  emptyText:
    "Most refusals are not about the address: they are about the one who asks, or about the moment. Mailvet tells them apart.",
  emptyPoints: [
    ["Who is refused", "the recipient, the domain, you, or the moment"],
    ["What it means for the address", "never “invalid” because you were refused"],
    ["What to do", "whether and when to ask again, and what to put right first"],
  ] as [string, string][],
  noReply: "There is no reply in this text",
  noReplyText:
    "A reply starts with a code such as 550 or 5.1.1. Copy the part of the bounce in which the server is quoted.",
  failed: "It cannot be explained",
  replies: (n: number) => `${count(n)} ${n === 1 ? "reply" : "replies"}`,
  leftOff: (n: number) =>
    `${count(n)} more ${n === 1 ? "reply is" : "replies are"} left off here. For whole logs use “mailvet explain” on the command line.`,
  unread: (n: number) => `${count(n)} ${n === 1 ? "line holds" : "lines hold"} no reply`,
  results: "What it means",

  classes,
  stages,
  says: {
    deliverable: "Takes mail",
    undeliverable: "Takes no mail",
    risky: "Risky",
    nothing: "Says nothing about the address",
  },
  who: "Who is refused",
  refused,
  refusedNobody: "Nobody: it said yes",
  refusedMoment: "The moment. Not the recipient",
  address: "For the address",
  addressMeans: {
    proof: "Proof that it takes no mail: invalid.",
    yes: "The server says yes. That is proof only where it says no to made-up addresses.",
    worthless: (operator: string) => `${operator} says yes to every address, so this proves nothing.`,
    risky: "It is there, but may not take your mail now: risky, not invalid.",
    us: "Nothing. It stays unknown and is never called invalid, because you were refused and not it.",
    moment: "Nothing yet. It stays unknown until it was asked again.",
    forNow: "Nothing for good: the server says so for now. It stays unknown until it was asked again.",
    nothing: "Nothing. It stays unknown.",
    early: "Nothing: no recipient had been named yet.",
  },
  again: "Ask again",
  retry: {
    no: "No: the server says it for good",
    later: (seconds: number | null, time: (seconds: number) => string) => `Later${wait(seconds, time)}`,
    slower: (seconds: number | null, time: (seconds: number) => string) =>
      `Later and more slowly${wait(seconds, time)}`,
    new_session: "At once, in a new session",
    with_tls: "At once, with encryption",
    other_host: "At another mail host of the domain",
    once_fixed: "Only once your side is put right",
    unneeded: "Not needed",
  },
  next: "What to do",
  nextSteps,
  nextForNow: "Ask again in some hours before you decide; for now the server only says “not now”.",
  forwardTo: "New address",
  openDoctor: "Open the doctor",
  circumstances: "How it was read",
  origin: { given: "named", guessed: "guessed" },
  noOperator: "none recognised",
  rule: "Rule",
  noRule: "no rule fits",
  about: (operator: string) => `About ${operator}`,
  facts: {
    remarks,
    worth: "What its yes is worth",
    worthNothing: "Nothing: it accepts every recipient and bounces later.",
    worthOrdinary: "As much as a made-up address of the same domain says.",
    trap: "Take care",
    block: "How it refuses you",
    limits: "How it wants to be asked",
    limit: {
      connections: (n: number) => `at most ${count(n)} ${n === 1 ? "connection" : "connections"} at once`,
      recipients_per_session: (n: number) => `${count(n)} ${n === 1 ? "address" : "addresses"} a session`,
      recipients_per_hour: (n: number) => `${count(n)} addresses an hour`,
      bad_recipients_per_hour: (n: number) => `${count(n)} refused addresses an hour`,
    } satisfies Partial<Record<keyof OperatorView, (n: number) => string>>,
  },
};
