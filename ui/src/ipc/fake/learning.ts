/** What a made-up program has learnt of earlier mail. A file with "bounces" in its name is an export, one that ends in `.eml` a bounce. */
import type {
  AddressHistory,
  Batch,
  FileNature,
  Happened,
  Known,
  LearnReport,
  LearnRequest,
  ResultRow,
} from "../bindings";
import { said } from "./said";

const DAY = 24 * 3_600_000;

export const nature = (path: string): FileNature =>
  /\.(eml|mbox|jsonl)$/.test(path)
    ? { is: "outcomes", layout: said("learn.as_message") }
    : /bounces/.test(path)
      ? {
          is: "either",
          layout: said("learn.made_by", { service: "SendGrid", what: said("learn.as_events") }),
        }
      : { is: "list" };

const told: [Happened, number][] = [
  ["delivered", 412],
  ["opened", 96],
  ["hard_bounce", 61],
  ["soft_bounce", 23],
];

/** The weights as they ship, and as some hundred outcomes fitted them. */
const weights: [id: string, shipped: number, now: number][] = [
  ["world", 0, 0.62],
  ["trees", 1, 0.87],
  ["rates.domain", 0.5, 0.5],
  ["rates.operator", 0.4, 0.4],
  ["own.history", 1, 1],
  ["domain.no_spf", -0.15, -0.21],
  ["local.role", 0.9, 1.12],
];

export class FakeLearning {
  batches: Batch[] = [
    {
      id: 1,
      name: "sendgrid-march.csv",
      path: "/home/you/Lists/sendgrid-march.csv",
      layout: "sendgrid-events",
      learnt_at: Date.now() - 12 * DAY,
      complete: true,
      rows: 640,
      added: 588,
      known: 4,
      not_understood: 3,
    },
  ];
  #next = 2;

  learn({ path, keep }: LearnRequest): LearnReport {
    const name = path.split("/").pop() ?? path;
    const before = this.batches.find((batch) => batch.path === path) ?? null;
    const all = told.reduce((sum, [, count]) => sum + count, 0);
    if (keep && !before) {
      this.batches = [
        {
          id: this.#next++,
          name,
          path,
          layout: "sendgrid-events",
          learnt_at: Date.now(),
          complete: true,
          rows: 610,
          added: all,
          known: 0,
          not_understood: 2,
        },
        ...this.batches,
      ];
    }
    return {
      name,
      layout: said("learn.made_by", { service: "SendGrid", what: said("learn.as_events") }),
      columns: { address: "email", outcome: "event", detail: "reason", at: "timestamp" },
      rows: 610,
      outcomes: told.map(([what, count]) => ({ what, count })),
      says_nothing: 16,
      dated: all - 12,
      oldest: Date.now() - 60 * DAY,
      newest: Date.now() - DAY,
      times_unread: 3,
      not_understood: 2,
      unread: [
        { row: 88, cell: "n/a", why: said("learn.no_address") },
        { row: 301, cell: "bouncd", why: said("learn.unknown_word") },
      ],
      examples: [{ address: "anna.berg@acme.example", what: "delivered", at: Date.now() - 3 * DAY }],
      added: keep && !before ? all : 0,
      known: 0,
      conflicts: 0,
      batch: keep && !before ? this.#next - 1 : null,
      learnt_before: before,
    };
  }

  undo(id: number): Batch | undefined {
    const undone = this.batches.find((batch) => batch.id === id);
    this.batches = this.batches.filter((batch) => batch.id !== id);
    return undone;
  }

  forget(): void {
    this.batches = [];
  }

  known(): Known {
    const some = this.batches.length > 0;
    const share = (percent: number, doubt: number) => ({
      percent,
      low: Math.max(0, percent - doubt),
      high: Math.min(100, percent + doubt),
    });
    return {
      outcomes: some ? told.map(([what, count]) => ({ what, count })) : [],
      addresses: some ? 569 : 0,
      marked_good: some ? 12 : 0,
      marked_bad: some ? 5 : 0,
      conflicts: some ? 3 : 0,
      world: some ? { delivered: 508, bounced: 61 } : { delivered: 0, bounced: 0 },
      operators: some
        ? [
            { name: "outlook.example", tally: { delivered: 214, bounced: 12 } },
            { name: "hosting7.example", tally: { delivered: 96, bounced: 31 } },
          ]
        : [],
      domains: some ? [{ name: "acme.example", tally: { delivered: 14, bounced: 6 } }] : [],
      sources: some ? [{ name: "webinar-leads.xlsx", tally: { delivered: 130, bounced: 28 } }] : [],
      weighing: {
        fitted: some,
        outcomes: some ? { delivered: 188, bounced: 41 } : { delivered: 0, bounced: 0 },
        needed: 30,
        needed_of_each: 8,
        weights: weights.map(([id, shipped, now]) => ({ id, shipped, now: some ? now : shipped })),
      },
      reliability: some
        ? [
            { from: 10, to: 19, count: 14, predicted: 15, observed: share(21, 20) },
            { from: 40, to: 49, count: 38, predicted: 45, observed: share(50, 16) },
            { from: 70, to: 79, count: 91, predicted: 75, observed: share(78, 9) },
            { from: 90, to: 100, count: 86, predicted: 94, observed: share(95, 5) },
          ]
        : [],
      batches: this.batches,
    };
  }
}

/** The history of an address: of every third row something is known. */
export function history({ row, result }: ResultRow): AddressHistory {
  if (row % 3 !== 2 || !result) return { mark: null, outcomes: [], judgements: [] };
  return {
    mark: row % 2 === 0 ? true : null,
    outcomes: [
      { what: "delivered", at: result.checked_at - 40 * DAY, dated: true, file: "sendgrid-march.csv" },
    ],
    judgements: [
      {
        list: 1,
        name: "old-customers.csv",
        run: 1,
        verdict: result.verdict,
        reason: result.reason,
        score: result.score,
        at: result.checked_at - 9 * DAY,
      },
    ],
  };
}
