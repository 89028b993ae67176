/**
 * One made-up list. A row is a function of its number, so that a list of two million rows costs two bytes a row; what is
 * settled is every row below a mark in a shuffled order.
 */
import type {
  Action,
  Decision,
  EvidenceView,
  FacetCount,
  Facets,
  ListSummary,
  Mark,
  Page,
  PolicyRow,
  Query,
  ResultRow,
  RowResult,
  RunSummary,
  Selection,
  Sort,
  VerdictCount,
} from "../bindings";
import { asItIs } from "../index";
import { evidenceOf } from "./evidence";
import { kinds, type Kind } from "./kinds";
import { mix } from "./mix";
import { fits, type FakeKind } from "./report";
import { shippedPolicy } from "./settings";
import { selectedAmong } from "./rows";

export const verdictOrder = [
  "valid",
  "likely_valid",
  "risky",
  "unknown",
  "likely_invalid",
  "invalid",
] as const;

const first =
  "Anna Bruno Clara Daan Elif Farid Greta Hugo Ines Jonas Kaya Luis Mira Noah Olga Paul Rosa Sami Tess Yara".split(
    " ",
  );
const last =
  "Albers Berger Costa Dahl Egger Fontana Graf Haas Ivanov Jansen Keller Lindt Moreau Novak Okafor Peters Quint Rossi Silva Weber".split(
    " ",
  );
const company = "Nordlicht Aurora Kestrel Fjord Lumen Maple Orchard Pixel Quarry Summit Tidal Vertex".split(
  " ",
);
const city = "Hamburg Lyon Turin Oslo Porto Graz Ghent Basel Malmö Kraków Seville Cork".split(" ");
const domains = [
  "mail.example",
  "post.example",
  "inbox.example",
  "nordlicht.example",
  "aurora-labs.example",
  "kestrel.example",
  "fjordline.example",
  "lumen.example",
  "maple-foods.example",
  "orchard.example",
  "pixelworks.example",
  "quarry.example",
  "summit.example",
  "tidal.example",
  "vertex.example",
  "studio-graf.example",
  "haas-sohn.example",
  "oslo-design.example",
];

/** Who takes mail for the domains; the others have servers of their own. */
const operators: Record<string, string | null> = {
  "mail.example": "google",
  "post.example": "microsoft365",
  "inbox.example": "outlook",
  "aurora-labs.example": "google",
  "kestrel.example": "microsoft365",
  "maple-foods.example": "google",
  "studio-graf.example": "google",
  "mial.example": null,
  "parked.example": null,
};

const pick = <T>(from: readonly T[], n: number): T => from[n % from.length] as T;

const actions: readonly Action[] = ["send", "caution", "retry", "review", "suppress"];

type Kinds = "verdicts" | "reasons" | "actions" | "flags" | "domains" | "operators";

export interface ListSpec {
  id: number;
  name: string;
  path: string | null;
  rows: number;
  imported_at: number;
  practice: boolean;
  columns: string[];
  /** Names of the columns with further addresses. */
  further?: string[];
}

export class FakeList {
  readonly summary: ListSummary;
  run: RunSummary | null = null;
  readonly #kind: Uint8Array;
  /** Which rows are settled. */
  readonly #settled: Uint8Array;
  #settledCount = 0;
  /** Where in the stride order the run stands. */
  #walked = 0;
  readonly #now: () => number;
  #policy: PolicyRow[] = shippedPolicy;
  readonly decisions = new Map<number, Decision>();
  readonly marks = new Map<string, Mark>();

  constructor(spec: ListSpec, now: () => number) {
    this.#now = now;
    this.#kind = new Uint8Array(spec.rows);
    this.#settled = new Uint8Array(spec.rows);
    for (let row = 0; row < spec.rows; row++) {
      let at = mix(row, spec.id) % 1000;
      let kind = 0;
      while (at >= (kinds[kind] as Kind).share) at -= (kinds[kind++] as Kind).share;
      this.#kind[row] = kind;
    }
    this.summary = {
      id: spec.id,
      name: spec.name,
      path: spec.path,
      imported_at: spec.imported_at,
      columns: spec.columns,
      email_column: spec.columns.indexOf("email"),
      more_email_columns: (spec.further ?? []).map((name) => spec.columns.indexOf(name)),
      duplicates: "case",
      rows: spec.rows,
      addresses: spec.rows,
      practice: spec.practice,
      run: null,
      verdicts: [],
    };
  }

  get settledCount(): number {
    return this.#settledCount;
  }

  /** Settles about `n` more rows, spread over the list. */
  settle(n: number): void {
    const rows = this.summary.rows;
    // A stride without a common divisor visits every row once.
    let stride = 7919;
    while (rows % stride === 0) stride += 2;
    for (let i = 0; i < n && this.#walked < rows; i++, this.#walked++) {
      const row = (this.#walked * stride) % rows;
      if (this.#settled[row] === 0) this.#settledCount++;
      this.#settled[row] = 1;
    }
  }

  describe(): ListSummary {
    return { ...this.summary, run: this.run && { ...this.run }, verdicts: this.#countVerdicts() };
  }

  #countVerdicts(): FacetCount[] {
    return this.tally()
      .filter(({ count }) => count > 0)
      .map(({ verdict, count }) => ({ value: verdict, count }));
  }

  tally(): VerdictCount[] {
    const byKind = new Array<number>(kinds.length).fill(0);
    for (let row = 0; row < this.summary.rows; row++) {
      if (this.#settled[row]) byKind[this.#kind[row] as number]! += 1;
    }
    return verdictOrder.map((verdict) => ({
      verdict,
      count: kinds.reduce((sum, kind, n) => sum + (kind.verdict === verdict ? (byKind[n] as number) : 0), 0),
    }));
  }

  #kindOf(row: number): Kind {
    const kind = kinds[this.#kind[row] as number] as Kind;
    const decided = this.decisions.get(row)?.action;
    return { ...kind, action: decided ?? this.#actionBy(this.#policy, kind) };
  }

  #domain(row: number): string {
    const kind = this.#kindOf(row);
    if (kind.reason === "domain_not_found") return "mial.example";
    if (kind.reason === "disposable") return "ten-minutes.example";
    if (kind.reason === "null_mx") return "parked.example";
    const n = mix(row, 3);
    return pick(domains, (n % 5) * ((n >>> 8) % 4) + ((n >>> 16) % 4));
  }

  /** Who takes mail for a row's address. */
  operator(row: number): string | null {
    if (this.#kindOf(row).reason === "syntax") return null;
    const domain = this.#domain(row);
    const known = operators[domain];
    return known === undefined ? domain : known;
  }

  #address(row: number): string {
    const kind = this.#kindOf(row);
    const a = pick(first, mix(row, 1)).toLowerCase();
    const b = pick(last, mix(row, 2)).toLowerCase();
    const domain = this.#domain(row);
    if (kind.reason === "syntax") return `${a}.${b} ${domain}`;
    if (kind.flags?.includes("role"))
      return `${pick(["info", "sales", "office", "hello"], mix(row, 5))}@${domain}`;
    if (kind.flags?.includes("gibberish")) return `${mix(row, 6).toString(36)}xq${row % 97}@${domain}`;
    return pick(
      [`${a}.${b}@${domain}`, `${a[0]}${b}@${domain}`, `${a}@${domain}`, `${a}.${b}${row % 89}@${domain}`],
      mix(row, 4),
    );
  }

  /** The row whose address stands in this one's further columns, where there is one. */
  #other(row: number): number | null {
    return row % 3 === 1 ? null : mix(row, 14) % this.summary.rows;
  }

  #cells(row: number): string[] {
    return this.summary.columns.map((column, n) => {
      switch (column) {
        case "email":
          return this.#address(row);
        case "work_email": {
          const other = this.#other(row);
          return other === null ? "" : this.#address(other);
        }
        case "first_name":
          return pick(first, mix(row, 1));
        case "last_name":
          return pick(last, mix(row, 2));
        case "company":
          return mix(row, 7) % 4 === 0
            ? ""
            : `${pick(company, mix(row, 7))} ${pick(["GmbH", "AB", "Ltd", "SARL"], mix(row, 8))}`;
        case "city":
          return pick(city, mix(row, 9));
        case "customer_no":
          return String(mix(row, 10) % 1_000_000).padStart(7, "0");
        default:
          return String(mix(row, 20 + n) % 1000);
      }
    });
  }

  #fill(text: string, row: number): string {
    const domain = this.#domain(row);
    return text
      .replaceAll("{a}", this.#address(row))
      .replaceAll("{d}", domain)
      .replaceAll("{h}", `mx1.${domain}`);
  }

  #result(row: number): RowResult | null {
    if (!this.#settled[row]) return null;
    const kind = this.#kindOf(row);
    const live = this.run !== null && this.run.state !== "finished";
    return {
      verdict: kind.verdict,
      reason: kind.reason,
      action: kind.action,
      decision: this.decisions.get(row) ?? null,
      score: Math.max(0, Math.min(100, kind.score - (kind.score > 5 ? mix(row, 11) % 6 : 0))),
      confidence: kind.confidence,
      flags: { yes: kind.flags ?? [], unknown: kind.flagsUnknown ?? [] },
      suggestion: kind.flags?.includes("typo") ? this.#address(row).replace("mial.", "mail.") : null,
      sentence: asItIs(this.#fill(kind.sentence, row)),
      checked_at: (this.run?.started_at ?? this.#now()) + (mix(row, 12) % 240_000),
      retry_at:
        live && kind.reason === "greylisted" ? this.#now() + 360_000 + (mix(row, 13) % 600_000) : null,
    };
  }

  row(row: number): ResultRow {
    const other = this.#other(row);
    return {
      row,
      cells: this.#cells(row),
      address: this.#address(row),
      address_id: row,
      result: this.#result(row),
      mark: this.marks.get(this.#address(row)) ?? null,
      more: this.summary.more_email_columns.map(() =>
        other === null
          ? null
          : { address: this.#address(other), address_id: other, result: this.#result(other) },
      ),
    };
  }

  /** Whether a row passes the query, leaving one kind of filter out. */
  #passes(row: number, query: Query, except?: Kinds | "decided"): boolean {
    const settled = this.#settled[row] === 1;
    const kind = this.#kindOf(row);
    const any = (name: typeof except, chosen: readonly string[], has: (value: string) => boolean) =>
      name === except || chosen.length === 0 || chosen.some(has);
    if (query.decided && except !== "decided" && !(settled && this.decisions.has(row))) return false;
    if (query.unsettled && settled && except !== "verdicts") return false;
    return (
      any("verdicts", query.verdicts, (v) => settled && v === kind.verdict) &&
      any("reasons", query.reasons, (r) => settled && r === kind.reason) &&
      any("actions", query.actions, (a) => settled && a === kind.action) &&
      any("flags", query.flags, (f) => settled && (kind.flags ?? []).some((flag) => flag === f)) &&
      any("domains", query.domains, (d) => d === this.#domain(row)) &&
      any("operators", query.operators, (o) => o === this.operator(row)) &&
      (query.search === "" ||
        this.#cells(row).some((c) => c.toLowerCase().includes(query.search.toLowerCase())))
    );
  }

  #matching(query: Query): number[] | null {
    const free =
      query.verdicts.length +
        query.reasons.length +
        query.actions.length +
        query.flags.length +
        query.domains.length +
        query.operators.length ===
        0 &&
      !query.unsettled &&
      query.search === "" &&
      !query.decided &&
      query.sort.length === 0;
    if (free) return null;
    const found: number[] = [];
    for (let row = 0; row < this.summary.rows; row++) if (this.#passes(row, query)) found.push(row);
    if (query.sort.length > 0) {
      const keyOf = ({ by }: Sort, row: number): string | number => {
        const result = this.#settled[row] ? this.#kindOf(row) : null;
        if (typeof by === "object") return (this.#cells(row)[by.column] ?? "").toLowerCase();
        switch (by) {
          case "row":
            return row;
          case "address":
            return this.#address(row);
          case "domain":
            return this.#domain(row);
          case "verdict":
            return result ? verdictOrder.indexOf(result.verdict) : 99;
          case "reason":
            return result ? result.reason : "~";
          case "action":
            return result ? actions.indexOf(result.action) : 99;
          case "score":
            return this.#result(row)?.score ?? -1;
          case "checked_at":
            return this.#result(row)?.checked_at ?? Number.MAX_SAFE_INTEGER;
        }
      };
      const keys = new Map(found.map((row) => [row, query.sort.map((sort) => keyOf(sort, row))]));
      found.sort((a, b) => {
        for (const [n, { descending }] of query.sort.entries()) {
          const [x, y] = [keys.get(a)![n]!, keys.get(b)![n]!];
          const order = x < y ? -1 : x > y ? 1 : 0;
          if (order !== 0) return descending ? -order : order;
        }
        return a - b;
      });
    }
    return found;
  }

  /** The numbers of the selected rows. */
  selected({ query, all, picks }: Selection): number[] {
    const rows = this.#matching(query) ?? Array.from({ length: this.summary.rows }, (_, row) => row);
    return selectedAmong(rows, all, picks);
  }

  page(query: Query, offset: number, limit: number): Page {
    const found = this.#matching(query);
    const total = found?.length ?? this.summary.rows;
    const rows: ResultRow[] = [];
    for (let i = offset; i < Math.min(offset + limit, total); i++)
      rows.push(this.row(found ? (found[i] as number) : i));
    return { total, offset, rows };
  }

  facets(query: Query): Facets {
    const tallies = {
      verdicts: new Map(),
      reasons: new Map(),
      actions: new Map(),
      flags: new Map(),
      domains: new Map(),
      operators: new Map(),
    } as Record<Kinds, Map<string, number>>;
    const add = (name: keyof typeof tallies, value: string) =>
      tallies[name].set(value, (tallies[name].get(value) ?? 0) + 1);
    let matching = 0;
    let unsettled = 0;
    let decided = 0;
    for (let row = 0; row < this.summary.rows; row++) {
      if (this.#passes(row, query)) matching++;
      if (this.#passes(row, query, "domains")) add("domains", this.#domain(row));
      const operator = this.operator(row);
      if (operator !== null && this.#passes(row, query, "operators")) add("operators", operator);
      if (!this.#settled[row]) {
        unsettled++;
        continue;
      }
      const kind = this.#kindOf(row);
      if (this.decisions.has(row) && this.#passes(row, query, "decided")) decided++;
      if (this.#passes(row, query, "verdicts")) add("verdicts", kind.verdict);
      if (this.#passes(row, query, "reasons")) add("reasons", kind.reason);
      if (this.#passes(row, query, "actions")) add("actions", kind.action);
      if (this.#passes(row, query, "flags")) for (const flag of kind.flags ?? []) add("flags", flag);
    }
    const counts = (name: keyof typeof tallies, most = Infinity): FacetCount[] =>
      [...tallies[name]]
        .map(([value, count]) => ({ value, count }))
        .sort((a, b) => b.count - a.count)
        .slice(0, most);
    return {
      matching,
      total: this.summary.rows,
      unsettled,
      decided,
      verdicts: counts("verdicts"),
      reasons: counts("reasons"),
      actions: counts("actions"),
      flags: counts("flags"),
      domains: counts("domains", 20),
      operators: counts("operators", 20),
    };
  }

  #actionBy(rows: PolicyRow[], kind: Kind): Action {
    const { verdict, score } = kind;
    return rows.find((row) => fits(row, { verdict, score, flags: kind.flags ?? [] }))?.action ?? "review";
  }

  tryPolicy(rows: PolicyRow[]): FacetCount[] {
    const counts = new Map<Action, number>(actions.map((action) => [action, 0]));
    for (let row = 0; row < this.summary.rows; row++) {
      if (!this.#settled[row]) continue;
      const action = this.#actionBy(rows, this.#kindOf(row));
      counts.set(action, (counts.get(action) ?? 0) + 1);
    }
    return [...counts].map(([value, count]) => ({ value, count }));
  }

  /** The settled rows by what a policy looks at. */
  kinds(): FakeKind[] {
    const rows = new Array<number>(kinds.length).fill(0);
    for (let row = 0; row < this.summary.rows; row++) {
      if (this.#settled[row]) rows[this.#kind[row] as number]! += 1;
    }
    return kinds.map(({ verdict, score, flags }, n) => ({
      verdict,
      score,
      flags: flags ?? [],
      rows: rows[n]!,
    }));
  }

  applyPolicy(rows: PolicyRow[]): void {
    this.#policy = rows;
  }

  /** The row behind an address of a row. */
  subject(row: number, further: number | null): number {
    return (further === null ? null : this.#other(row)) ?? row;
  }

  evidence(row: number, further: number | null): EvidenceView {
    const subject = this.subject(row, further);
    const kind = kinds[this.#kind[subject] as number] as Kind;
    const proof = { ...kind, action: this.#actionBy(this.#policy, kind) };
    const told = evidenceOf(this.row(subject), proof, this.#domain(subject), (text) =>
      this.#fill(text, subject),
    );
    return { ...told, row: this.row(row), further };
  }
}
