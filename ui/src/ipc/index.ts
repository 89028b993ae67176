import { getContext, setContext } from "svelte";
import type { Fault, Sentence } from "./bindings";
import type { Ipc } from "./contract";

export type * from "./bindings";
export type { FileDrag, Ipc, NativeMenu, TypingWords } from "./contract";
export { exportEndings } from "./endings";
export { operatorRemarks, type OperatorRemark } from "./operatorRemarks";
export { phrases, type PhraseCode, type Phrases } from "./phrases";
export { everything } from "./query";

const key = Symbol("ipc");

/** The program in its own window, a made-up one in a plain browser. */
export async function openIpc(): Promise<Ipc> {
  return "__TAURI_INTERNALS__" in window
    ? (await import("./client")).client
    : (await import("./fake")).openFake();
}

/** Hands the program to every component below. */
export function provideIpc(ipc: Ipc): void {
  setContext(key, ipc);
}

export function useIpc(): Ipc {
  return getContext<Ipc>(key);
}

/** A sentence that is the same in every language, or in the window's already. */
export const asItIs = (text: string): Sentence => ({ code: "plain.text", parts: { text } });

/** What was thrown, as a fault that can be shown. */
export function faultOf(thrown: unknown, fallback: string): Fault {
  if (typeof thrown === "object" && thrown !== null && "code" in thrown && "message" in thrown) {
    const { code, message, detail } = thrown as Fault;
    return { code, message, detail: detail ?? "" };
  }
  return {
    code: "conflict",
    message: asItIs(fallback),
    detail: thrown instanceof Error ? thrown.message : String(thrown),
  };
}
