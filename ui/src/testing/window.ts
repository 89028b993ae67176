/** The window in tests: jsdom lays nothing out, so it is told how large everything is. */
import { afterEach, beforeEach, vi } from "vitest";
import type { FileDrag } from "$/ipc";
import { Fake } from "$/ipc/fake";

/** Every test of the file runs in a window whose elements are this large, in pixels. */
export function windowOf(width: number, height: number): void {
  beforeEach(() => {
    vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(height);
    vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(width);
  });
  afterEach(() => {
    vi.restoreAllMocks();
    delete document.documentElement.dataset.ready;
  });
}

/** A program on whose window a test drops files. */
export class DroppableFake extends Fake {
  drag: (drag: FileDrag) => void = () => {};
  override onFileDrag = async (hear: (drag: FileDrag) => void) => {
    this.drag = hear;
    return () => {};
  };
}
