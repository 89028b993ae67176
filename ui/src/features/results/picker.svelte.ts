/** How clicks and keys in the grid select rows, and open the menu of those selected. */
import { untrack } from "svelte";
import type { GridController } from "./grid.svelte";
import type { RowActions } from "./rowActions.svelte";
import type { Rows } from "./rows.svelte";
import type { Spot } from "./selection.svelte";

export class Picker {
  readonly #grid: GridController;
  readonly #rows: Rows;
  readonly #actions: RowActions;
  /** A step of the cursor that the selection has not followed yet, as its row is still being fetched. */
  #behind = $state.raw<{ stretch: boolean; from: Spot | null } | null>(null);

  constructor(grid: GridController, rows: Rows, actions: RowActions) {
    this.#grid = grid;
    this.#rows = rows;
    this.#actions = actions;
  }

  get #selection() {
    return this.#actions.selection;
  }

  /** A row that is there. */
  spot(index: number | null): Spot | null {
    const row = index === null ? undefined : this.#rows.at(index);
    return index !== null && row ? { at: index, row: row.row } : null;
  }

  /** The row with the cursor. */
  get here(): Spot | null {
    return this.spot(this.#grid.cursor);
  }

  /** A click on a row; says whether it selected this row alone. */
  click(spot: Spot, { shiftKey, ctrlKey, metaKey }: MouseEvent): boolean {
    if (shiftKey) this.#selection.stretch(spot);
    else if (ctrlKey || metaKey) this.#selection.toggle(spot);
    else this.#selection.only(spot);
    return !shiftKey && !ctrlKey && !metaKey;
  }

  /** A key that selects or does something with what is selected; says whether it was one. `copy` copies as shown. */
  key({ key, shiftKey, ctrlKey, metaKey }: KeyboardEvent, copy: () => void): boolean {
    const actions = this.#actions;
    const letter = key.toLowerCase();
    const { here } = this;
    if (ctrlKey || metaKey) {
      if (letter === "a") this.#selection.selectAll();
      else if (letter === "c" && shiftKey) void actions.copyAddresses();
      else if (letter === "c") copy();
      else if (key === " " && here) this.#selection.toggle(here);
      else return false;
    } else if (key === "ContextMenu" || (key === "F10" && shiftKey)) this.#menuAtCursor();
    else if (letter === "o") actions.askDecision();
    else if (letter === "g") void actions.mark("good");
    else if (letter === "b") void actions.mark("bad");
    else if (letter === "u") void actions.mark(null);
    else return false;
    return true;
  }

  /** The selection goes with the cursor, which stood on `from`; where its row is still being fetched, once it is there. */
  follow(stretch: boolean, from: Spot | null): void {
    this.#behind = { stretch, from: this.#behind?.from ?? from };
    this.catchUp();
  }

  catchUp(): void {
    const { here } = this;
    const behind = this.#behind;
    if (!behind || !here) return;
    untrack(() => {
      if (!behind.stretch) this.#selection.only(here);
      else {
        if (this.#selection.isEmpty && behind.from) this.#selection.only(behind.from);
        this.#selection.stretch(here);
      }
    });
    this.#behind = null;
  }

  /** Opens the menu on a row, which is selected alone where it was not among the selected ones. */
  openMenu(spot: Spot, x: number, y: number): void {
    if (!this.#selection.has(spot)) this.#selection.only(spot);
    this.#actions.openMenu(this.#rows.at(spot.at) ?? null, { x, y });
  }

  #menuAtCursor(): void {
    const { here } = this;
    const place = document.getElementById(`grid-row-${here?.at}`)?.getBoundingClientRect();
    // In the row, behind its number.
    if (here && place) this.openMenu(here, place.left + 2 * place.height, place.bottom);
  }
}
