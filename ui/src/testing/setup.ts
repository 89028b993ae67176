/** What jsdom lacks and the components use; tests without a page skip it. */
import { configure } from "@testing-library/dom";

// A busy machine is no failure.
configure({ asyncUtilTimeout: 8_000 });

if (typeof Element !== "undefined") {
  globalThis.ResizeObserver ??= class implements ResizeObserver {
    observe(): void {}
    unobserve(): void {}
    disconnect(): void {}
  };
  Element.prototype.scrollIntoView ??= () => {};
  Element.prototype.hasPointerCapture ??= () => false;
}
