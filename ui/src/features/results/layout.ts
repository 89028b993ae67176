/** What of the columns is drawn, and where. */
import type { Column } from "./columns";

export interface Placed {
  column: Column;
  /** In pixels. */
  width: number;
}

export interface Layout {
  pinned: Placed[];
  /** The width of the columns left of those drawn. */
  before: number;
  others: Placed[];
  /** Of a whole row. */
  width: number;
}

/** Where each pinned column sticks. */
export const stickAt = (layout: Layout, n: number): number =>
  layout.pinned.slice(0, n).reduce((sum, placed) => sum + placed.width, 0);
