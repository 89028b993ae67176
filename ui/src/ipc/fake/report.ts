/** Figures of a made-up list: who takes its mail, how old its results are, and what a mailing would come to. */
import type { Expected, PolicyRow, ReportFigures, Tradeoff } from "../bindings";

/** Rows that a policy treats alike. */
export interface FakeKind {
  verdict: PolicyRow["verdict"];
  flags: readonly string[];
  score: number;
  rows: number;
}

const unproved: readonly string[] = ["likely_valid", "risky", "likely_invalid"];

export const fits = (row: PolicyRow, { verdict, flags, score }: Omit<FakeKind, "rows">): boolean =>
  row.verdict === verdict &&
  (row.flag === null || flags.includes(row.flag)) &&
  score >= (row.from_score ?? 0);

/** The policy with one line through what is not proved. */
export const drawLine = (rows: PolicyRow[], from_score: number): PolicyRow[] =>
  rows.flatMap((row): PolicyRow[] => {
    if (!unproved.includes(row.verdict) || row.flag !== null) return [row];
    if (row.from_score != null) return [];
    return [
      ...(from_score <= 100 ? [{ ...row, from_score, action: "send" as const }] : []),
      { ...row, action: row.action === "send" ? "caution" : row.action },
    ];
  });

function expected(kinds: FakeKind[], unsettled = 0): Expected {
  const known = kinds.filter(({ verdict }) => verdict !== "unknown");
  const rows = kinds.reduce((sum, kind) => sum + kind.rows, 0) + unsettled;
  const not_known = rows - known.reduce((sum, kind) => sum + kind.rows, 0);
  const likely = known.reduce((sum, { score, rows }) => sum + rows * (1 - score / 100), 0);
  return { rows, not_known, least: likely * 0.7, likely, most: Math.min(rows, likely * 1.35 + not_known) };
}

const sent = (rows: PolicyRow[], kinds: FakeKind[], actions: string[] = ["send"]) =>
  expected(kinds.filter((kind) => actions.includes(rows.find((row) => fits(row, kind))?.action ?? "review")));

export const tradeoffOf = (kinds: FakeKind[], unsettled: number, rows: PolicyRow[]): Tradeoff => ({
  everything: expected(kinds, unsettled),
  policy: sent(rows, kinds),
  steps: Array.from({ length: 102 }, (_, from_score) => ({
    from_score,
    expected: sent(drawLine(rows, from_score), kinds),
  })),
});

export function figuresOf(kinds: FakeKind[], unsettled: number, rows: PolicyRow[]): ReportFigures {
  const total = kinds.reduce((sum, kind) => sum + kind.rows, 0);
  const share = (part: number) => Math.round(total * part);
  const providers = [
    { name: "Google", rows: share(0.31) },
    { name: "Microsoft 365", rows: share(0.24) },
    { name: "hosting7.example", rows: share(0.12) },
    { name: "IONOS", rows: share(0.09) },
    { name: "mail.example", rows: share(0.06) },
  ];
  const named = providers.reduce((sum, { rows }) => sum + rows, 0);
  return {
    providers,
    other_providers: share(0.1),
    no_provider: total + unsettled - named - share(0.1),
    ages: [
      { age: "day", rows: share(0.85) },
      { age: "month", rows: total - share(0.85) },
    ],
    everything: expected(kinds, unsettled),
    send: sent(rows, kinds),
    with_care: sent(rows, kinds, ["send", "caution"]),
  };
}
