/** The columns of the grid: the address pinned on the left, what came of it, then the user's own, then the sentence. */
import type { ListSummary, SortBy } from "$/ipc";
import { texts } from "$/shared/texts";

export interface Column {
  id: string;
  kind: "row" | "address" | "verdict" | "score" | "reason" | "action" | "cell" | "sentence";
  title: string;
  /** In rem, so that it grows with the text. */
  width: number;
  sort: SortBy | null;
  /** Index into the user's cells. */
  cell: number | null;
  /** Its place among the further columns of addresses. */
  further?: number;
}

export function columnsOf(
  list: Pick<ListSummary, "columns" | "email_column" | "more_email_columns" | "rows">,
): {
  pinned: Column[];
  others: Column[];
} {
  const ours = texts.results.columns;
  const email = list.email_column;
  const digits = String(list.rows).length;
  const pinned: Column[] = [
    {
      id: "row",
      kind: "row",
      title: ours.row,
      width: 1.75 + digits * 0.48 + Math.floor((digits - 1) / 3) * 0.25,
      sort: "row",
      cell: null,
    },
    {
      id: `cell-${email}`,
      kind: "address",
      title: list.columns[email] || texts.import.unnamed(email + 1),
      width: 16.5,
      sort: "address",
      cell: email,
    },
  ];
  const others: Column[] = [
    { id: "verdict", kind: "verdict", title: ours.verdict, width: 9.75, sort: "verdict", cell: null },
    { id: "score", kind: "score", title: ours.score, width: 6, sort: "score", cell: null },
    { id: "reason", kind: "reason", title: ours.reason, width: 11.5, sort: "reason", cell: null },
    { id: "action", kind: "action", title: ours.action, width: 10.5, sort: "action", cell: null },
    ...list.columns.flatMap((title, n): Column[] =>
      n === email
        ? []
        : [
            {
              id: `cell-${n}`,
              kind: "cell",
              title: title || texts.import.unnamed(n + 1),
              width: list.more_email_columns.includes(n) ? 14 : 9,
              sort: { column: n },
              cell: n,
              ...(list.more_email_columns.includes(n) ? { further: list.more_email_columns.indexOf(n) } : {}),
            },
          ],
    ),
    { id: "sentence", kind: "sentence", title: ours.sentence, width: 34, sort: null, cell: null },
  ];
  return { pinned, others };
}
