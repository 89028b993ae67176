import type { Sentence } from "../bindings";

/** A sentence of a made-up program, which has no code. */
export const plain = (text: string): Sentence => ({ code: "plain.text", parts: { text } });
