/** A reading in the words of a person: who is refused, what follows for the address, what to do. Pure. */
import type { ExplainedReply, ReplyClass, Says, Verdict } from "$/ipc";
import { texts } from "$/shared/texts";
import { stretch } from "$/shared/times";

const words = texts.explain;

/** Refusals of the moment, whoever the reply speaks of. */
const momentary: ReplyClass[] = ["greylisted", "rate_limited", "server_busy"];

/** The server says something of the recipient that it may not stand by. */
const forNow = ({ about, says, class: kind }: ExplainedReply): boolean =>
  says === "nothing" && (about === "mailbox" || about === "domain") && kind !== "relay_denied";

/** The verdict whose sign and colour a statement about an address wears. */
export const signOf: Record<Says, Verdict> = {
  deliverable: "valid",
  undeliverable: "invalid",
  risky: "risky",
  nothing: "unknown",
};

export function whoIsRefused(reply: ExplainedReply): string {
  if (reply.class === "accepted") return words.refusedNobody;
  if (momentary.includes(reply.class)) return words.refusedMoment;
  return words.refused[reply.about];
}

export function meansForAddress(reply: ExplainedReply): string {
  const { operator, says, about } = reply;
  switch (says) {
    case "undeliverable":
      return words.addressMeans.proof;
    case "deliverable":
      return operator?.acceptance === "nothing"
        ? words.addressMeans.worthless(operator.name)
        : words.addressMeans.yes;
    case "risky":
      return words.addressMeans.risky;
    case "nothing":
      if (reply.class === "accepted") return words.addressMeans.early;
      if (momentary.includes(reply.class)) return words.addressMeans.moment;
      if (about === "us") return words.addressMeans.us;
      return forNow(reply) ? words.addressMeans.forNow : words.addressMeans.nothing;
  }
}

export function whetherToAskAgain({ class: kind, retry }: ExplainedReply): string {
  if (kind === "accepted") return words.retry.unneeded;
  if (typeof retry === "string") return words.retry[retry];
  if (retry.later) return words.retry.later(retry.later.after_seconds, stretch);
  return words.retry.slower(retry.slower.after_seconds, stretch);
}

export const whatToDo = (reply: ExplainedReply): string =>
  forNow(reply) ? words.nextForNow : words.nextSteps[reply.class];

/** Whether the doctor can tell more of why it was refused. */
export const isForTheDoctor = ({ class: kind }: ExplainedReply): boolean =>
  kind === "policy_block" || kind === "spam_block";
