/**
 * The kinds of address that the made-up lists are made of: what the judge says of them and what their servers said. The
 * texts are invented in the manner of real servers; nothing here decides anything.
 */
import type { Action, Contribution, Flag, Mood, Reason, Speaker, Verdict } from "../bindings";

export type Said = [from: Speaker, text: string];

export interface Kind {
  verdict: Verdict;
  reason: Reason;
  action: Action;
  score: number;
  confidence: number;
  /** Of 1000 rows. */
  share: number;
  sentence: string;
  flags?: Flag[];
  flagsUnknown?: Flag[];
  contributions: (Omit<Contribution, "sentence"> & { sentence: string })[];
  domain: { mood: Mood; finding: string };
  mailbox?: { mood: Mood; finding: string };
  control?: { mood: Mood; finding: string };
  /** `{a}` is the address, `{d}` its domain, `{h}` the host. */
  said?: Said[];
  meaning?: string;
}

const greeting: Said[] = [
  ["event", "connected to {h} port 25"],
  ["server", "220 {h} ESMTP ready"],
  ["client", "EHLO scout.example.net"],
  ["server", "250-{h} at your service"],
  ["server", "250-SIZE 52428800"],
  ["server", "250-STARTTLS"],
  ["server", "250 PIPELINING"],
  ["client", "STARTTLS"],
  ["server", "220 2.0.0 Ready to start TLS"],
  ["event", "TLS 1.3 agreed"],
  ["client", "EHLO scout.example.net"],
  ["server", "250-{h} at your service"],
  ["server", "250 SIZE 52428800"],
  ["client", "MAIL FROM:<>"],
  ["server", "250 2.1.0 Sender OK"],
  ["client", "RCPT TO:<{a}>"],
];
const farewell: Said[] = [
  ["client", "QUIT"],
  ["server", "221 2.0.0 Bye"],
];
const control = (reply: string): Said[] => [
  ["client", "RCPT TO:<q7zv-hk29x-0bd@{d}>"],
  ["server", reply],
];
const goodDomain = { mood: "good" as Mood, finding: "{d} has 2 mail hosts." };

export const kinds: Kind[] = [
  {
    verdict: "valid",
    reason: "mailbox_accepted",
    action: "send",
    score: 98,
    confidence: 0.99,
    share: 560,
    sentence: "{h} accepted the address and refused a made-up one of the same domain.",
    contributions: [
      { signal: "rcpt.accepted", points: 41, sentence: "The server accepted the address." },
      { signal: "control.refused", points: 12, sentence: "It refused an address that cannot exist." },
      { signal: "domain.dmarc", points: 2, sentence: "The domain is well kept: it publishes DMARC." },
    ],
    domain: goodDomain,
    mailbox: { mood: "good", finding: "The mailbox was accepted." },
    control: {
      mood: "good",
      finding: "The server refused an address that cannot exist, so its yes is a real one.",
    },
    said: [
      ...greeting,
      ["server", "250 2.1.5 Recipient OK"],
      ...control("550 5.1.1 No such user here"),
      ...farewell,
    ],
    meaning: "The server takes mail for this mailbox.",
  },
  {
    verdict: "valid",
    reason: "mailbox_accepted",
    action: "caution",
    score: 91,
    confidence: 0.97,
    share: 60,
    sentence: "{h} accepted the address; it names a function rather than a person.",
    flags: ["role"],
    contributions: [
      { signal: "rcpt.accepted", points: 41, sentence: "The server accepted the address." },
      { signal: "control.refused", points: 12, sentence: "It refused an address that cannot exist." },
      { signal: "local.role", points: -7, sentence: "It names a function, not a person." },
    ],
    domain: goodDomain,
    mailbox: { mood: "good", finding: "The mailbox was accepted." },
    control: {
      mood: "good",
      finding: "The server refused an address that cannot exist, so its yes is a real one.",
    },
    said: [...greeting, ["server", "250 2.1.5 OK"], ...control("550 5.1.1 User unknown"), ...farewell],
    meaning: "The server takes mail for this mailbox.",
  },
  {
    verdict: "likely_valid",
    reason: "accepts_unproven",
    action: "send",
    score: 82,
    confidence: 0.74,
    share: 95,
    sentence: "{h} accepts every address when asked, but this one looks like a person's.",
    flags: ["free"],
    flagsUnknown: ["catch_all"],
    contributions: [
      { signal: "rcpt.accepted", points: 18, sentence: "The server accepted the address." },
      {
        signal: "operator.accepts_all",
        points: -9,
        sentence: "This operator accepts nearly everything at first.",
      },
      { signal: "local.name", points: 8, sentence: "The local part reads like a name." },
    ],
    domain: goodDomain,
    mailbox: { mood: "warn", finding: "The address was accepted, as every other would have been." },
    said: [...greeting, ["server", "250 recipient <{a}> ok"], ...farewell],
    meaning: "The server says yes to most addresses, so its yes weighs little.",
  },
  {
    verdict: "risky",
    reason: "catch_all",
    action: "review",
    score: 58,
    confidence: 0.6,
    share: 65,
    sentence: "{d} accepts every address, so nobody can tell whether this mailbox exists.",
    flags: ["catch_all"],
    contributions: [
      { signal: "rcpt.accepted", points: 14, sentence: "The server accepted the address." },
      { signal: "control.accepted", points: -16, sentence: "It also accepted an address that cannot exist." },
    ],
    domain: goodDomain,
    mailbox: { mood: "warn", finding: "The address was accepted." },
    control: {
      mood: "warn",
      finding: "The server also accepted an address that cannot exist, so its yes proves nothing.",
    },
    said: [...greeting, ["server", "250 2.1.5 Ok"], ...control("250 2.1.5 Ok"), ...farewell],
    meaning: "The server takes mail for any address of this domain.",
  },
  {
    verdict: "risky",
    reason: "disposable",
    action: "suppress",
    score: 44,
    confidence: 0.9,
    share: 22,
    sentence: "{d} hands out throw-away addresses.",
    flags: ["disposable"],
    contributions: [
      {
        signal: "domain.disposable",
        points: -38,
        sentence: "The domain is on the list of throw-away services.",
      },
      { signal: "rcpt.accepted", points: 20, sentence: "The server accepted the address." },
    ],
    domain: goodDomain,
    mailbox: { mood: "good", finding: "The mailbox was accepted." },
    control: {
      mood: "warn",
      finding: "The server also accepted an address that cannot exist, so its yes proves nothing.",
    },
    said: [...greeting, ["server", "250 2.0.0 Ok"], ...control("250 2.0.0 Ok"), ...farewell],
    meaning: "The server takes mail for any address of this domain.",
  },
  {
    verdict: "risky",
    reason: "mailbox_full",
    action: "caution",
    score: 40,
    confidence: 0.8,
    share: 14,
    sentence: "The mailbox exists and is over its quota.",
    contributions: [
      { signal: "rcpt.full", points: -22, sentence: "The server says that the mailbox is full." },
      { signal: "mailbox.exists", points: 12, sentence: "A full mailbox is one that exists." },
    ],
    domain: goodDomain,
    mailbox: { mood: "warn", finding: "The mailbox is full." },
    said: [
      ...greeting,
      ["server", "452 4.2.2 The recipient's mailbox is over its storage limit"],
      ...farewell,
    ],
    meaning: "The mailbox takes no mail until somebody makes room in it.",
  },
  {
    verdict: "unknown",
    reason: "greylisted",
    action: "retry",
    score: 61,
    confidence: 0.2,
    share: 26,
    sentence: "{h} puts strangers off and has not yet taken us back.",
    contributions: [
      { signal: "rcpt.deferred", points: 0, sentence: "Being put off says nothing about the mailbox." },
    ],
    domain: goodDomain,
    mailbox: { mood: "neutral", finding: "The server puts strangers off for a while." },
    said: [
      ...greeting,
      [
        "server",
        "450 4.2.0 <{a}>: Recipient address rejected: Greylisted, see http://postgrey.example/help/{d}",
      ],
      ...farewell,
    ],
    meaning: "Come back later: a common guard against spam, not a word about the mailbox.",
  },
  {
    verdict: "unknown",
    reason: "us_refused",
    action: "retry",
    score: 60,
    confidence: 0.15,
    share: 12,
    sentence: "{h} refuses this machine, not the address.",
    contributions: [
      { signal: "us.refused", points: 0, sentence: "A refusal of us says nothing about the mailbox." },
    ],
    domain: goodDomain,
    mailbox: { mood: "neutral", finding: "The server refused us before it heard the address." },
    said: [
      ["event", "connected to {h} port 25"],
      ["server", "554 5.7.1 Service unavailable; client host blocked using a block list"],
      ["event", "closed by the server"],
    ],
    meaning: "The server distrusts our IP address.",
  },
  {
    verdict: "unknown",
    reason: "timed_out",
    action: "retry",
    score: 57,
    confidence: 0.1,
    share: 9,
    sentence: "{h} stopped answering.",
    contributions: [],
    domain: goodDomain,
    mailbox: { mood: "neutral", finding: "{h} stopped answering; its greeting never came." },
    said: [
      ["event", "connected to {h} port 25"],
      ["event", "no greeting within 60 s"],
    ],
  },
  {
    verdict: "likely_invalid",
    reason: "accepts_unproven",
    action: "review",
    score: 24,
    confidence: 0.66,
    share: 28,
    sentence: "{h} accepts every address when asked, and this one looks like random keys.",
    flags: ["gibberish"],
    flagsUnknown: ["catch_all"],
    contributions: [
      { signal: "local.gibberish", points: -31, sentence: "The local part looks like random keys." },
      { signal: "rcpt.accepted", points: 9, sentence: "The server accepted the address." },
    ],
    domain: goodDomain,
    mailbox: { mood: "warn", finding: "The address was accepted, as every other would have been." },
    said: [...greeting, ["server", "250 recipient <{a}> ok"], ...farewell],
    meaning: "The server says yes to most addresses, so its yes weighs little.",
  },
  {
    verdict: "invalid",
    reason: "mailbox_not_found",
    action: "suppress",
    score: 1,
    confidence: 0.99,
    share: 72,
    sentence: "{h} says that there is no such mailbox.",
    contributions: [
      {
        signal: "rcpt.no_such_user",
        points: -64,
        sentence: "The server says that the mailbox does not exist.",
      },
    ],
    domain: goodDomain,
    mailbox: { mood: "bad", finding: "There is no such mailbox." },
    said: [
      ...greeting,
      ["server", "550-5.1.1 The email account that you tried to reach does not exist. Please try"],
      ["server", "550-5.1.1 double-checking the recipient's email address for typos or"],
      ["server", "550 5.1.1 unnecessary spaces."],
      ...farewell,
    ],
    meaning: "The server knows no mailbox of this name, and that is final.",
  },
  {
    verdict: "invalid",
    reason: "domain_not_found",
    action: "suppress",
    score: 0,
    confidence: 0.99,
    share: 21,
    sentence: "The domain {d} does not exist.",
    flags: ["typo"],
    contributions: [
      { signal: "domain.not_found", points: -70, sentence: "DNS says that the domain does not exist." },
    ],
    domain: { mood: "bad", finding: "{d} does not exist." },
  },
  {
    verdict: "invalid",
    reason: "null_mx",
    action: "suppress",
    score: 0,
    confidence: 0.99,
    share: 7,
    sentence: "{d} declares that it takes no mail.",
    contributions: [{ signal: "domain.null_mx", points: -70, sentence: "The domain publishes a null MX." }],
    domain: { mood: "bad", finding: "{d} declares that it takes no mail (null MX)." },
  },
  {
    verdict: "invalid",
    reason: "syntax",
    action: "suppress",
    score: 0,
    confidence: 1,
    share: 9,
    sentence: "There is no @ in it.",
    contributions: [],
    domain: { mood: "neutral", finding: "" },
  },
];
