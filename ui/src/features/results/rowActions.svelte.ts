/** What can be done with the selected rows. Each is one call; what it came to is said in a line. */
import {
  faultOf,
  type Action,
  type CopiedColumn,
  type Fault,
  type Ipc,
  type ListId,
  type Mark,
  type OurColumn,
  type ReportWords,
  type ResultRow,
  type Touched,
} from "$/ipc";
import { copyText } from "$/shared/clipboard";
import { texts } from "$/shared/texts";
import type { Column } from "./columns";
import type { Filters } from "./filters.svelte";
import type { MailOperators } from "./operators.svelte";
import type { RowSelection } from "./selection.svelte";

/** What a column of the grid is called where text is copied from it. */
export function copied(column: Column): CopiedColumn[] {
  switch (column.kind) {
    case "row":
      return ["row"];
    case "address":
    case "cell":
      return column.cell === null ? [] : [{ cell: column.cell }];
    case "sentence":
      return [{ ours: "detail" }];
    case "verdict":
    case "score":
    case "reason":
    case "action":
      return [{ ours: column.kind satisfies OurColumn }];
  }
}

/** What the grid calls what it shows. */
const shownWords = (): ReportWords => ({
  language: texts.language,
  decimal_mark: texts.decimalMark,
  phrases: texts.language === "en" ? {} : texts.sentences,
  verdicts: texts.verdicts,
  actions: texts.actions,
  reasons: texts.reasons,
});

export class RowActions {
  /** Where the menu is open, in the window's pixels. */
  menu = $state.raw<{ x: number; y: number } | null>(null);
  /** The row that the menu was opened on. */
  row = $state.raw<ResultRow | null>(null);
  /** Who takes mail for it, once that is known. */
  operator = $state.raw<string | null>(null);
  deciding = $state(false);
  /** How many rows are being decided about. */
  about = $state(0);
  said = $state("");
  fault = $state.raw<Fault | null>(null);
  readonly selection: RowSelection;
  readonly filters: Filters;
  readonly operators: MailOperators;
  readonly #ipc: Ipc;
  readonly #list: ListId;
  readonly #total: () => number;
  readonly #onchange: () => void;

  constructor(
    ipc: Ipc,
    list: ListId,
    rows: {
      selection: RowSelection;
      filters: Filters;
      operators: MailOperators;
      total: () => number;
      onchange: () => void;
    },
  ) {
    this.#ipc = ipc;
    this.#list = list;
    this.selection = rows.selection;
    this.filters = rows.filters;
    this.operators = rows.operators;
    this.#total = rows.total;
    this.#onchange = rows.onchange;
  }

  openMenu(row: ResultRow | null, menu: { x: number; y: number }): void {
    this.row = row;
    this.menu = menu;
    this.operator = null;
    if (!row) return;
    void this.operators.of(row.row).then((operator) => {
      if (this.row === row) this.operator = operator;
    });
  }

  get count(): number {
    return this.selection.count(this.#total());
  }

  get #described() {
    return this.selection.describe(this.filters.query);
  }

  /** Copies what the grid shows of the selected rows in these columns. */
  copyShown = (columns: Column[], header: boolean) => {
    const known = columns.filter((column) => copied(column).length > 0);
    return this.#copy(known.flatMap(copied), header ? known.map(({ title }) => title) : []);
  };

  copyAddresses = () => this.#copy(["address"], []);

  async #copy(columns: CopiedColumn[], header: string[]): Promise<void> {
    await this.#try(async () => {
      const request = { selection: this.#described, columns, header, words: shownWords() };
      const { text, rows } = await this.#ipc.copySelected(this.#list, request);
      try {
        await copyText(text);
        this.said = texts.selected.copied(rows);
      } catch {
        this.said = texts.selected.copyFailed;
      }
    });
  }

  mark = (mark: Mark | null) => this.#touch(() => this.#ipc.markSelected(this.#list, this.#described, mark));

  suppress = () => this.#touch(() => this.#ipc.suppressSelected(this.#list, this.#described));

  withdraw = () => this.#touch(() => this.#ipc.decide(this.#list, this.#described, null, ""));

  decide = (action: Action, note: string) =>
    this.#touch(() => this.#ipc.decide(this.#list, this.#described, action, note));

  askDecision = (): void => {
    if (this.selection.isEmpty) return;
    this.about = this.count;
    this.deciding = true;
  };

  /** About one row, whatever is selected. */
  withdrawOf = (row: number) => {
    const picks = [{ from: row, to: row, selected: true }];
    const selection = { query: this.filters.query, all: false, picks };
    return this.#touch(() => this.#ipc.decide(this.#list, selection, null, ""));
  };

  dismiss = (): void => {
    this.fault = null;
    this.said = "";
  };

  async #touch(call: () => Promise<Touched>): Promise<void> {
    await this.#try(async () => {
      const { changed, left_alone } = await call();
      if (changed === 0) this.said = texts.selected.nothing;
      else if (left_alone > 0) this.said = texts.selected.leftAlone(left_alone);
      this.#onchange();
    });
  }

  async #try(work: () => Promise<void>): Promise<void> {
    this.dismiss();
    try {
      await work();
    } catch (thrown) {
      this.fault = faultOf(thrown, texts.common.unexpected);
    }
  }
}
