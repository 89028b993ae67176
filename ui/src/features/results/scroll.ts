/**
 * The arithmetic of the grid's scroller. A browser clamps heights (and WebKitGTK paints nothing past 2^24 px), so the
 * scrolled area is never higher than `MAX_SPACER`; a longer list is scrolled by a factor. "Top" is where the view stands in
 * the true list, in pixels; "scroll" is where the scrollbar stands. Pure.
 */
export const MAX_SPACER = 8_000_000;

export interface Scale {
  /** Height of the area that is scrolled. */
  spacer: number;
  /** The largest top: the last row at the lower edge. */
  maxTop: number;
  /** The largest scroll. */
  maxScroll: number;
  /** Whether one pixel of the scrollbar is more than one pixel of the list. */
  scaled: boolean;
}

export function scaleOf(rows: number, rowHeight: number, viewport: number): Scale {
  const height = rows * rowHeight;
  const spacer = Math.min(height, MAX_SPACER);
  return {
    spacer,
    maxTop: Math.max(0, height - viewport),
    maxScroll: Math.max(0, spacer - viewport),
    scaled: height > spacer,
  };
}

export const clampTop = (top: number, scale: Scale): number => Math.min(Math.max(0, top), scale.maxTop);

export const topOfScroll = (scroll: number, scale: Scale): number =>
  scale.maxScroll === 0 ? 0 : clampTop(scroll * (scale.maxTop / scale.maxScroll), scale);

export const scrollOfTop = (top: number, scale: Scale): number =>
  scale.maxTop === 0 ? 0 : clampTop(top, scale) * (scale.maxScroll / scale.maxTop);

/** The rows to draw, `last` not included. */
export function visibleRows(
  top: number,
  rows: number,
  rowHeight: number,
  viewport: number,
  overscan: number,
): { first: number; last: number } {
  const first = Math.max(0, Math.floor(top / rowHeight) - overscan);
  const last = Math.min(rows, Math.ceil((top + viewport) / rowHeight) + overscan);
  return { first: Math.min(first, last), last };
}

/** The nearest top at which a row is wholly in view. */
export function topThatShows(
  row: number,
  top: number,
  rowHeight: number,
  viewport: number,
  scale: Scale,
): number {
  const upper = row * rowHeight;
  const lower = upper + rowHeight;
  if (upper < top) return clampTop(upper, scale);
  if (lower > top + viewport) return clampTop(lower - viewport, scale);
  return top;
}

/** The columns to draw between `left` and `left + width`, and how wide those before them are; `last` not included. */
export function visibleColumns(
  widths: readonly number[],
  left: number,
  width: number,
): { first: number; last: number; before: number } {
  let first = 0;
  let before = 0;
  while (first < widths.length && before + (widths[first] as number) <= left)
    before += widths[first++] as number;
  let last = first;
  let edge = before;
  while (last < widths.length && edge < left + width) edge += widths[last++] as number;
  return { first, last, before };
}
