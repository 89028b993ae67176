/** What the made-up program does with selected rows, and the steps that it takes back. */
import type {
  Accuracy,
  AccuracyReport,
  Change,
  CopiedColumn,
  HistoryView,
  ListId,
  Pick,
  ReportWords,
  ResultRow,
  SavedFilter,
  SuppressionLine,
  Touched,
} from "../bindings";
import type { Ipc } from "../contract";
import type { FakeList } from "./list";
import { fault, said } from "./said";

const COPIED = 100_000;

/** The rows of a query that a selection describes. */
export function selectedAmong(rows: number[], all: boolean, picks: Pick[]): number[] {
  const chosen = new Uint8Array(rows.length).fill(all ? 1 : 0);
  for (const { from, to, selected } of picks) {
    const [one, other] = [rows.indexOf(from), rows.indexOf(to)];
    if (one >= 0 && other >= 0) {
      chosen.fill(selected ? 1 : 0, Math.min(one, other), Math.max(one, other) + 1);
    }
  }
  return rows.filter((_, n) => chosen[n] === 1);
}

interface Step {
  change: Change;
  back: () => void;
  again: () => void;
}

function cell(column: CopiedColumn, row: ResultRow, words: ReportWords): string {
  if (column === "row") return String(row.row + 1);
  if (column === "address") return row.address;
  if (column.cell !== undefined) return row.cells[column.cell] ?? "";
  const result = row.result;
  if (!result) return "";
  switch (column.ours) {
    case "verdict":
      return words.verdicts?.[result.verdict] ?? result.verdict;
    case "reason":
      return words.reasons?.[result.reason] ?? result.reason;
    case "action":
      return words.actions?.[result.action] ?? result.action;
    case "flags":
      return result.flags.yes.join("|");
    case "detail":
      return String(result.sentence.parts.text);
    case "checked_at":
      return new Date(result.checked_at).toISOString();
    case "suggestion":
      return result.suggestion ?? "";
    default:
      return String(result[column.ours]);
  }
}

export abstract class FakeRows {
  #done: Step[] = [];
  #undone: Step[] = [];
  #filters: SavedFilter[] = [];
  #nextFilter = 1;

  protected abstract listOf: (list: ListId) => FakeList;
  protected abstract later: <T>(make: () => T) => Promise<T>;
  protected abstract suppressLines: (lines: SuppressionLine[]) => void;
  protected abstract suppressedLines: () => SuppressionLine[];

  protected note(change: Partial<Change> & Pick1<Change, "kind">, back: () => void, again: () => void): void {
    this.#undone = [];
    this.#done.push({ change: { action: null, count: 1, name: "", list: null, ...change }, back, again });
  }

  protected noteSuppressed(
    kind: "suppressed" | "unsuppressed",
    count: number,
    before: SuppressionLine[],
  ): void {
    const after = this.suppressedLines();
    this.note(
      { kind, count },
      () => this.suppressLines(before),
      () => this.suppressLines(after),
    );
  }

  #view = (): HistoryView => ({
    undo: this.#done.at(-1)?.change ?? null,
    redo: this.#undone.at(-1)?.change ?? null,
  });

  history = () => this.later(this.#view);
  undo = () =>
    this.later(() => {
      const step = this.#done.pop();
      if (step) {
        step.back();
        this.#undone.push(step);
      }
      return this.#view();
    });
  redo = () =>
    this.later(() => {
      const step = this.#undone.pop();
      if (step) {
        step.again();
        this.#done.push(step);
      }
      return this.#view();
    });

  mailOperator: Ipc["mailOperator"] = (list, row) => this.later(() => this.listOf(list).operator(row));

  countSelected: Ipc["countSelected"] = (list, selection) =>
    this.later(() => this.listOf(list).selected(selection).length);

  copySelected: Ipc["copySelected"] = (id, { selection, columns, header, words }) =>
    this.later(() => {
      const list = this.listOf(id);
      const rows = list.selected(selection);
      if (rows.length > COPIED) {
        throw fault("conflict", said("fault.too_many_selected", { selected: rows.length, most: COPIED }));
      }
      const lines = rows.map((row) => columns.map((column) => cell(column, list.row(row), words)).join("\t"));
      if (header.length > 0) lines.unshift(header.join("\t"));
      return { text: lines.map((line) => `${line}\n`).join(""), rows: rows.length };
    });

  decide: Ipc["decide"] = (id, selection, action, note) =>
    this.later((): Touched => {
      const list = this.listOf(id);
      const selected = list.selected(selection);
      const rows = selected.filter((row) => {
        const { result } = list.row(row);
        return action ? result !== null : result?.decision != null;
      });
      const before = rows.map((row) => [row, list.decisions.get(row)] as const);
      const at = Date.now();
      const again = () => {
        for (const row of rows) {
          if (action) list.decisions.set(row, { action, note, at });
          else list.decisions.delete(row);
        }
      };
      again();
      if (rows.length > 0) {
        const change = {
          kind: action ? "decided" : "withdrew",
          action,
          count: rows.length,
          list: id,
        } as const;
        this.note(
          change,
          () => {
            for (const [row, decision] of before) {
              if (decision) list.decisions.set(row, decision);
              else list.decisions.delete(row);
            }
          },
          again,
        );
      }
      return { changed: rows.length, left_alone: selected.length - rows.length };
    });

  markSelected: Ipc["markSelected"] = (id, selection, mark) =>
    this.later((): Touched => {
      const list = this.listOf(id);
      const selected = list.selected(selection).map((row) => list.row(row));
      const rows = selected.filter((row) => row.address.includes("@") && row.mark !== mark);
      const before = rows.map(({ address, mark }) => [address, mark] as const);
      const put = (marks: (readonly [string, ResultRow["mark"]])[]) => {
        for (const [address, mark] of marks) {
          if (mark) list.marks.set(address, mark);
          else list.marks.delete(address);
        }
      };
      const after = rows.map(({ address }) => [address, mark] as const);
      put(after);
      if (rows.length > 0) {
        const kind = mark === "good" ? "marked_good" : mark === "bad" ? "marked_bad" : "unmarked";
        this.note(
          { kind, count: rows.length, list: id },
          () => put(before),
          () => put(after),
        );
      }
      return { changed: rows.length, left_alone: selected.length - rows.length };
    });

  suppressSelected: Ipc["suppressSelected"] = (id, selection) =>
    this.later((): Touched => {
      const list = this.listOf(id);
      const selected = list.selected(selection);
      const before = this.suppressedLines();
      const known = new Set(before.map(({ entry }) => entry));
      const fresh = [...new Set(selected.map((row) => list.row(row).address))].filter(
        (address) => address.includes("@") && !known.has(address),
      );
      const added_at = Date.now();
      this.suppressLines([...before, ...fresh.map((entry) => ({ entry, source: "", added_at }))]);
      if (fresh.length > 0) this.noteSuppressed("suppressed", fresh.length, before);
      return { changed: fresh.length, left_alone: selected.length - fresh.length };
    });

  accuracy: Ipc["accuracy"] = (id) =>
    this.later((): AccuracyReport | null => {
      const list = this.listOf(id);
      if (list.marks.size === 0 || !list.run) return null;
      const all = view("", list);
      return { all, operators: [{ ...all, exchange: "mail.example" }] };
    });

  savedFilters = () => this.later(() => this.#filters.toSorted((a, b) => a.name.localeCompare(b.name)));

  #named(name: string): string {
    const trimmed = name.trim();
    if (trimmed === "" || trimmed.length > 80) {
      throw fault("bad_settings", said("fault.filter_name", { most: 80 }));
    }
    return trimmed;
  }

  #change(change: Pick1<Change, "kind" | "name">, filters: SavedFilter[]): void {
    const before = this.#filters;
    this.#filters = filters;
    this.note(
      change,
      () => void (this.#filters = before),
      () => void (this.#filters = filters),
    );
  }

  saveFilter: Ipc["saveFilter"] = (list, name, query) =>
    this.later(() => {
      const title = this.#named(name);
      const same = this.#filters.find((other) => other.name.toLowerCase() === title.toLowerCase());
      const columns = this.listOf(list).summary.columns;
      const filter = { id: same?.id ?? this.#nextFilter++, name: title, query, columns };
      this.#change({ kind: "saved_filter", name: title }, [
        ...this.#filters.filter((other) => other !== same),
        filter,
      ]);
      return filter;
    });

  renameFilter: Ipc["renameFilter"] = (id, name) =>
    this.later(() => {
      const title = this.#named(name);
      const filter = this.#filters.find((other) => other.id === id);
      if (!filter) throw fault("not_found", said("database.no_filter"));
      const renamed = { ...filter, name: title };
      this.#change(
        { kind: "renamed_filter", name: title },
        this.#filters.map((other) => (other === filter ? renamed : other)),
      );
      return renamed;
    });

  removeFilter: Ipc["removeFilter"] = (id) =>
    this.later(() => {
      const name = this.#filters.find((other) => other.id === id)?.name ?? "";
      this.#change(
        { kind: "removed_filter", name },
        this.#filters.filter((other) => other.id !== id),
      );
    });
}

type Pick1<T, K extends keyof T> = { [P in K]: T[P] };

function view(exchange: string, list: FakeList): Accuracy {
  const counts = { exchange, good_right: 0, good_wrong: 0, bad_right: 0, bad_wrong: 0, undecided: 0 };
  const wrong: string[] = [];
  for (const [row] of Array.from({ length: list.summary.rows }).entries()) {
    const { mark, result, address } = list.row(row);
    if (!mark || !result) continue;
    const good = ["valid", "likely_valid"].includes(result.verdict);
    const bad = ["invalid", "likely_invalid"].includes(result.verdict);
    if (!good && !bad) counts.undecided++;
    else if (mark === "good") counts[good ? "good_right" : "good_wrong"]++;
    else counts[bad ? "bad_right" : "bad_wrong"]++;
    if ((mark === "good" && bad) || (mark === "bad" && good)) wrong.push(address);
  }
  const faults = counts.good_wrong + counts.bad_wrong;
  const decided = faults + counts.good_right + counts.bad_right;
  const percent = (100 * faults) / decided;
  const error =
    decided === 0 ? null : { percent, low: Math.max(0, percent - 20), high: Math.min(100, percent + 20) };
  return { ...counts, wrong, error };
}
