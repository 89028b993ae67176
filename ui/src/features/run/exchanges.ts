/** How an exchange fares at this moment, in one word. Pure. */
import type { ExchangeProgress } from "$/ipc";

export type ExchangeState =
  /** It is being asked. */
  | "asking"
  /** It is being asked, more slowly than it could be. */
  | "slowed"
  /** It is left alone until a stated time. */
  | "resting"
  /** Its turn is still to come. */
  | "queued";

export function stateOf({ held_back, until, connections }: ExchangeProgress): ExchangeState {
  if (until !== null) return "resting";
  if (held_back !== null) return "slowed";
  return connections > 0 ? "asking" : "queued";
}

/** Whether it gets less than it could take, and somebody may want to know why. */
export const isHeldBack = (exchange: ExchangeProgress): boolean =>
  exchange.held_back !== null || exchange.until !== null;
