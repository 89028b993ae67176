/** The evidence of one made-up row, told as the real program tells it. */
import type {
  ConversationView,
  Disclosure,
  EvidenceView,
  ResultRow,
  Sentence,
  Stage,
  StageView,
} from "../bindings";
import { asItIs } from "../index";
import type { Kind } from "./kinds";
import { mix } from "./mix";
import { signalsOf } from "./signals";

/** Of a row about which nothing is known yet. */
export const nothingKnownOf = (row: ResultRow): EvidenceView => ({
  row,
  further: null,
  judgement: null,
  stages: [],
  conversations: [],
  disclosures: [],
  signals: [],
  flags: { yes: [], unknown: [] },
});

/** `fill` puts the row's own address, domain and host into a text. */
export function evidenceOf(
  row: ResultRow,
  kind: Kind,
  domain: string,
  fill: (text: string) => string,
): EvidenceView {
  const { result } = row;
  if (!result) return nothingKnownOf(row);
  const { verdict, reason, action, score, confidence, flags, suggestion, sentence, checked_at: at } = result;
  const host = `mx1.${domain}`;
  const ip = `192.0.2.${(mix(row.row, 30) % 250) + 1}`;
  return {
    row,
    further: null,
    judgement: {
      verdict,
      reason,
      action,
      score,
      confidence,
      flags,
      suggestion,
      sentence,
      next_step: { code: `next.${reason}`, parts: {} },
      contributions: kind.contributions.map((told) => ({ ...told, sentence: asItIs(told.sentence) })),
    },
    stages: stagesOf(row, kind, host, ip, at).map((stage) => ({
      ...stage,
      finding: asItIs(fill(stage.finding)),
      facts: stage.facts.map(([name, value]): [Sentence, string] => [asItIs(name), fill(value)]),
    })),
    conversations: conversationsOf(row, kind, domain, host, ip, at, fill),
    disclosures: disclosuresOf(kind, host, ip, at),
    signals: reason === "syntax" ? [] : signalsOf(row, kind, domain),
    flags,
  };
}

/** A stage in English words. */
type MadeUpStage = Omit<StageView, "finding" | "facts"> & { finding: string; facts: [string, string][] };

function stagesOf(row: ResultRow, kind: Kind, host: string, ip: string, at: number): MadeUpStage[] {
  if (kind.reason === "syntax") {
    const facts: [string, string][] = [["As it came", row.address]];
    return [{ stage: "syntax", title: "Address", mood: "bad", finding: kind.sentence, facts, at: null }];
  }
  const stages: MadeUpStage[] = [
    {
      stage: "syntax",
      title: "Address",
      mood: "good",
      finding: "This is a sound e-mail address.",
      facts: [["Address", row.address]],
      at: null,
    },
    {
      stage: "domain",
      title: "Domain",
      ...kind.domain,
      facts: kind.said
        ? [
            ["Mail host 10", `${host} (${ip})`],
            ["Mail host 20", "mx2.{d} (192.0.2.251)"],
            ["SPF", "published"],
            ["DMARC", mix(row.row, 31) % 3 ? "published" : "none"],
          ]
        : [],
      at: at - 4200,
    },
  ];
  if (kind.mailbox) {
    const reply = decisiveReply(kind);
    const facts: [string, string][] = [
      ["Asked", host],
      ["At", ip],
    ];
    if (reply) facts.push(["Its words", reply], ["Answered after", "212 ms"]);
    stages.push({ stage: "mailbox", title: "Mailbox", ...kind.mailbox, facts, at });
  }
  if (kind.control) {
    stages.push({
      stage: "control",
      title: "Counter-check",
      ...kind.control,
      facts: [["Asked", host]],
      at: at + 400,
    });
  }
  const flagged = (kind.flags?.length ?? 0) > 0;
  stages.push({
    stage: "signals",
    title: "Signals",
    mood: flagged ? "warn" : "neutral",
    finding: flagged ? "Something to know about this address." : "Nothing remarkable.",
    facts: [],
    at: null,
  });
  return stages;
}

/** What the server said of the address, else its first word. */
function decisiveReply(kind: Kind): string | undefined {
  const said = kind.said ?? [];
  const asked = said.findIndex(([, text]) => text.startsWith("RCPT TO:<{a}>"));
  return asked >= 0 ? said[asked + 1]?.[1] : said.find(([from]) => from === "server")?.[1];
}

/** What a command is asked for. */
const steps: Record<string, Stage> = {
  EHLO: "ehlo",
  HELO: "ehlo",
  STARTTLS: "start_tls",
  MAIL: "mail",
  RCPT: "rcpt",
  RSET: "leave",
  QUIT: "leave",
};

function conversationsOf(
  row: ResultRow,
  kind: Kind,
  domain: string,
  host: string,
  ip: string,
  at: number,
  fill: (text: string) => string,
): ConversationView[] {
  if (!kind.said) return [];
  let clock = 0;
  let asked: Stage | null = "connect";
  const lines = kind.said.map(([from, text], n) => {
    clock += from === "server" ? 38 + (mix(row.row, n) % 90) : 1;
    if (from === "client") asked = steps[text.split(/[ :]/)[0] ?? ""] ?? null;
    return { at_ms: clock, from, text: fill(text), stage: from === "server" ? asked : null };
  });
  return [
    {
      host,
      ip,
      exchange: domain,
      operator: null,
      started: at - 900,
      lines,
      meaning: kind.meaning ? asItIs(fill(kind.meaning)) : null,
    },
  ];
}

function disclosuresOf(kind: Kind, host: string, ip: string, at: number): Disclosure[] {
  if (kind.reason === "syntax") return [];
  const told: Disclosure[] = [{ to: "your DNS resolver", what: asItIs("the domain"), at: at - 4200 }];
  const heard = kind.said?.some(([from, text]) => from === "client" && text.includes("{a}"));
  if (heard) told.push({ to: `${host} (${ip})`, what: asItIs("the address"), at });
  return told;
}
