/** A reading in the words of a person: who is refused, what follows for the address, what to do. Pure. */
import type { ExplainedReply, ReplyClass, Says, Verdict } from "$/ipc";
import { texts } from "$/shared/texts";
import { stretch } from "$/shared/times";

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
  if (reply.class === "accepted") return texts.explain.refusedNobody;
  if (momentary.includes(reply.class)) return texts.explain.refusedMoment;
  return texts.explain.refused[reply.about];
}

export function meansForAddress(reply: ExplainedReply): string {
  const { operator, says, about } = reply;
  switch (says) {
    case "undeliverable":
      return texts.explain.addressMeans.proof;
    case "deliverable":
      return operator?.acceptance === "nothing"
        ? texts.explain.addressMeans.worthless(operator.name)
        : texts.explain.addressMeans.yes;
    case "risky":
      return texts.explain.addressMeans.risky;
    case "nothing":
      if (reply.class === "accepted") return texts.explain.addressMeans.early;
      if (momentary.includes(reply.class)) return texts.explain.addressMeans.moment;
      if (about === "us") return texts.explain.addressMeans.us;
      return forNow(reply) ? texts.explain.addressMeans.forNow : texts.explain.addressMeans.nothing;
  }
}

export function whetherToAskAgain({ class: kind, retry }: ExplainedReply): string {
  if (kind === "accepted") return texts.explain.retry.unneeded;
  if (typeof retry === "string") return texts.explain.retry[retry];
  if (retry.later) return texts.explain.retry.later(retry.later.after_seconds, stretch);
  return texts.explain.retry.slower(retry.slower.after_seconds, stretch);
}

export const whatToDo = (reply: ExplainedReply): string =>
  forNow(reply) ? texts.explain.nextForNow : texts.explain.nextSteps[reply.class];

/** Whether the doctor can tell more of why it was refused. */
export const isForTheDoctor = ({ class: kind }: ExplainedReply): boolean =>
  kind === "policy_block" || kind === "spam_block";
