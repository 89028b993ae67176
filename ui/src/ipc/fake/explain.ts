/** Made-up meanings of pasted replies: enough of a reader for pictures and component tests. The real one is a table in Rust. */
import type { ExplainedReply, Explanation, ExplainRequest, OperatorView, Sentence } from "../bindings";
import type { OperatorRemark } from "../operatorRemarks";

type Known = Partial<OperatorView> & {
  worth?: OperatorRemark;
  traps?: OperatorRemark[];
  block?: OperatorRemark;
};

const operator = (id: string, name: string, known: Known = {}): OperatorView => ({
  id,
  name,
  acceptance: "ordinary",
  worth: null,
  traps: [],
  block: null,
  connections: null,
  recipients_per_session: null,
  recipients_per_hour: null,
  bad_recipients_per_hour: null,
  ...known,
});

export const operators: OperatorView[] = [
  operator("google", "Google", {
    worth:
      "A good sign: an unknown mailbox is refused with 550 5.1.1 at RCPT TO. A Workspace domain can route unknown names to a catch-all.",
    traps: [
      "One transaction takes the recipients of one domain only.",
      "A mailbox over its quota and one that is being flooded answer with a 4xx; both exist.",
    ],
    block:
      "421 or 550 with 4.7.28, 5.7.1 or 5.7.26 and a link to its sender guidelines: too much mail from the address, no proof of the sender, no reverse name over IPv6.",
    connections: 4,
    recipients_per_session: 50,
  }),
  operator("microsoft365", "Microsoft 365", { connections: 4, recipients_per_session: 20 }),
  operator("outlook", "Outlook.com", { connections: 2, recipients_per_session: 1 }),
  operator("yahoo", "Yahoo/AOL", { acceptance: "nothing", recipients_per_session: 20 }),
];

type Meaning = Pick<ExplainedReply, "class" | "about" | "says" | "retry" | "sentence" | "rule">;

const says = (clause: string, how = "says"): Sentence => ({
  code: `reply.${how}`,
  parts: { clause: { code: `reply.${clause}`, parts: {} } },
});

const meanings: [RegExp, Meaning][] = [
  [
    /blocked|spamhaus/i,
    {
      class: "policy_block",
      about: "us",
      says: "nothing",
      retry: "once_fixed",
      sentence: says("refuses_us"),
      rule: "us.block-list",
    },
  ],
  [
    /greylist/i,
    {
      class: "greylisted",
      about: "us",
      says: "nothing",
      retry: { later: { after_seconds: 300 } },
      sentence: says("later_on_purpose"),
      rule: "greylisted",
    },
  ],
  [
    /^551/,
    {
      class: "moved",
      about: "mailbox",
      says: "undeliverable",
      retry: "no",
      sentence: says("moved"),
      rule: "moved",
    },
  ],
  [
    /quota|full/i,
    {
      class: "mailbox_full",
      about: "mailbox",
      says: "risky",
      retry: { later: { after_seconds: null } },
      sentence: says("full"),
      rule: "mailbox-full",
    },
  ],
  [
    /^4/,
    {
      class: "server_busy",
      about: "server",
      says: "nothing",
      retry: { slower: { after_seconds: null } },
      sentence: says("trouble"),
      rule: "server-busy",
    },
  ],
  [
    /^2/,
    {
      class: "accepted",
      about: "mailbox",
      says: "deliverable",
      retry: "no",
      sentence: says("takes_mail"),
      rule: "accepted",
    },
  ],
  [
    /^5/,
    {
      class: "mailbox_not_found",
      about: "mailbox",
      says: "undeliverable",
      retry: "no",
      sentence: says("no_mailbox"),
      rule: "generic.5.1.1",
    },
  ],
];

function explainOne(text: string, { stage, operator }: ExplainRequest): ExplainedReply {
  const [, meaning] = meanings.find(([words]) => words.test(text)) ?? meanings.at(-1)!;
  const named = operators.find(({ id }) => id === operator);
  const early: Partial<Meaning> =
    stage !== null && stage !== "rcpt"
      ? meaning.class === "accepted"
        ? { says: "nothing", sentence: { code: "reply.goes_on", parts: {} } }
        : {
            class: "policy_block",
            about: "us",
            says: "nothing",
            sentence: says("refuses_us", "says_early"),
          }
      : {};
  return {
    reply: text,
    stage: stage ?? "rcpt",
    stage_from: stage ? "given" : "guessed",
    operator: named ?? (/gsmtp/.test(text) ? operators[0]! : null),
    operator_from: named ? "given" : "guessed",
    forward_to: meaning.class === "moved" ? (/<([^>]+@[^>]+)>/.exec(text)?.[1] ?? null) : null,
    ...meaning,
    ...early,
  };
}

export function explain(request: ExplainRequest): Explanation {
  // A bounce quotes what the server said.
  const quoted = /said: ([^]*?) \(in reply/.exec(request.text)?.[1]?.replace(/\s+/g, " ");
  const whole = (quoted ?? request.text).split("\n").reduce<string[]>((texts, line) => {
    const last = texts.at(-1)?.split("\n").at(-1);
    if (last?.[3] === "-" && line.startsWith(last.slice(0, 3))) texts.push(`${texts.pop()}\n${line}`);
    else if (line.trim() !== "") texts.push(line.trim());
    return texts;
  }, []);
  const isReply = (text: string) => /^[245]\d\d[ -]/.test(text);
  return {
    replies: whole.filter(isReply).map((text) => explainOne(text, request)),
    unread: whole.filter((text) => !isReply(text)),
    left_off: 0,
  };
}
