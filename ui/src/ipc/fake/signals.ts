/** Some of the signals of a made-up row: one of each kind of value, and of each kind of reason for none. */
import type { Missing, ResultRow, SignalGroup, SignalRow, SignalValue, Unit } from "../bindings";
import type { Kind } from "./kinds";

export function signalsOf(row: ResultRow, kind: Kind, domain: string): SignalRow[] {
  const local = row.address.slice(0, row.address.indexOf("@"));
  const asked = kind.said !== undefined;
  const leans = kind.contributions.length > 1;
  const known = (id: string, group: SignalGroup, unit: Unit, value: SignalValue, points = 0): SignalRow => ({
    id,
    group,
    meaning: id,
    unit,
    finding: { known: value },
    points: leans && points !== 0 ? points : null,
  });
  const unknown = (id: string, group: SignalGroup, why: Missing): SignalRow => ({
    id,
    group,
    meaning: id,
    unit: "named",
    finding: { unknown: why },
    points: null,
  });
  return [
    known("address.length", "address", "count", { number: local.length }),
    known("address.way", "address", "named", { word: local.includes(".") ? "first.last" : "flast" }, 3),
    known("address.machine_made", "address", "named", { holds: false }),
    known("domain.kind", "address", "named", { word: "other" }),
    unknown("row.company", "row", "no_company"),
    unknown("pattern.bits", "pattern", "nobody_known"),
    known("pattern.list_share", "pattern", "share", { number: 0.4 }, -2),
    unknown("history.answered", "history", "never_heard"),
    known("domain.routing", "domain", "named", { word: asked ? "mx" : "none" }),
    known("domain.operator", "domain", "named", { word: domain }),
    unknown("registry.age", "registry", "switched_off"),
    asked
      ? known("conversation.put_off", "conversation", "count", { number: 0 })
      : unknown("conversation.put_off", "conversation", "no_conversation"),
    unknown("presence.gravatar", "presence", "switched_off"),
  ];
}
