/** What the made-up program says: by the codes of the real one, so that a plain browser says it in any language too. */
import type { Fault, FaultCode, Sentence, Words } from "../bindings";
import type { PhraseCode } from "../phrases";

export const said = (code: PhraseCode, parts: Record<string, Words> = {}): Sentence => ({ code, parts });

export const fault = (code: FaultCode, message: Sentence, detail = ""): Fault => ({ code, message, detail });
