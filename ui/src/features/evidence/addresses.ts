/** The addresses of a row: its own, and those in further columns of its list. */
import type { EvidenceView, ListSummary, ResultRow, RowResult, Verdict } from "$/ipc";
import { texts } from "$/shared/texts";

export interface AddressOfRow {
  /** Its place among the further ones; `null`: the row's own. */
  further: number | null;
  /** The column that it stands in. */
  column: string;
  address: string;
  verdict: Verdict | null;
}

/** The row's own address first, then those that are there. */
export function addressesOf(list: ListSummary, row: ResultRow): AddressOfRow[] {
  const named = (column: number) => list.columns[column] || texts.import.unnamed(column + 1);
  const own: AddressOfRow = {
    further: null,
    column: named(list.email_column),
    address: row.address,
    verdict: row.result?.verdict ?? null,
  };
  const more = list.more_email_columns.flatMap((column, further): AddressOfRow[] => {
    const found = row.more[further];
    if (!found) return [];
    const { address, result } = found;
    return [{ further, column: named(column), address, verdict: result?.verdict ?? null }];
  });
  return [own, ...more];
}

/** The address that evidence is about, with what came of it. */
export function subjectOf({ row, further }: EvidenceView): { address: string; result: RowResult | null } {
  return (further === null ? null : row.more[further]) ?? row;
}
