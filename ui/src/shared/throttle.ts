/** Calls `act` at once and then at most every `ms`, the last call never lost. */
export function throttled(act: () => void, ms: number): { (): void; cancel(): void } {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let again = false;
  const tick = () => {
    timer = null;
    if (again) call();
  };
  const call = () => {
    if (timer !== null) {
      again = true;
      return;
    }
    again = false;
    timer = setTimeout(tick, ms);
    act();
  };
  call.cancel = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    again = false;
  };
  return call;
}
