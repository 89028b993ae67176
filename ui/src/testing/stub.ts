/** A program of which a test answers only what it needs; any other call fails the test. */
import type { Ipc } from "$/ipc";

export function stubIpc(answers: Partial<Ipc>): Ipc {
  return new Proxy(answers, {
    get: (target, name: keyof Ipc) =>
      target[name] ??
      (() => {
        throw new Error(`the test did not expect a call of ${name}`);
      }),
  }) as Ipc;
}

/** A promise that a test settles. */
export function later<T>(): {
  promise: Promise<T>;
  answer: (value: T) => void;
  fail: (thrown: unknown) => void;
} {
  let answer!: (value: T) => void;
  let fail!: (thrown: unknown) => void;
  const promise = new Promise<T>((resolve, reject) => {
    answer = resolve;
    fail = reject;
  });
  return { promise, answer, fail };
}

/** Lets everything that is ready happen. */
export async function settled(): Promise<void> {
  for (let n = 0; n < 12; n++) await Promise.resolve();
}
