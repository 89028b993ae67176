/**
 * What can be taken back and done again, whichever view changed it: the program keeps the steps, and this follows it. Views
 * that show what a step touches read it again when `version` grows.
 */
import { getContext, setContext } from "svelte";
import { faultOf, type Change, type Fault, type HistoryView, type Ipc } from "$/ipc";
import { texts } from "./texts";

/** Calls after which there is another step. */
const changing = [
  "decide",
  "markSelected",
  "suppressSelected",
  "suppress",
  "suppressFile",
  "unsuppress",
  "setSetting",
  "setPolicy",
  "applyPolicy",
  "saveFilter",
  "renameFilter",
  "removeFilter",
  "savePreset",
  "removePreset",
] as const satisfies (keyof Ipc)[];

/** Those of them that are told at once, with the way back. */
const told: ReadonlySet<string> = new Set([
  "decide",
  "markSelected",
  "suppressSelected",
  "removeFilter",
] satisfies (keyof Ipc)[]);

/** What was done, for people. */
export function changeName({ kind, count, name, action }: Change): string {
  const names = texts.history.changes;
  switch (kind) {
    case "decided":
      return names.decided(count, action ? texts.actions[action] : "");
    case "setting":
    case "saved_filter":
    case "renamed_filter":
    case "removed_filter":
    case "saved_preset":
    case "removed_preset":
      return names[kind](name);
    case "policy":
      return names.policy;
    case "withdrew":
    case "marked_good":
    case "marked_bad":
    case "unmarked":
    case "suppressed":
    case "unsuppressed":
      return names[kind](count);
  }
}

export type Told = { way: "done" | "undone" | "redone"; name: string };

export class History {
  view = $state.raw<HistoryView>({ undo: null, redo: null });
  /** Grows with every step back or forth. */
  version = $state(0);
  /** What just happened, to be told. */
  told = $state.raw<Told | null>(null);
  fault = $state.raw<Fault | null>(null);
  #busy = false;
  readonly #ipc: Ipc;

  constructor(ipc: Ipc) {
    this.#ipc = ipc;
  }

  /** The same program, of which every change is followed. */
  watching(): Ipc {
    const names: ReadonlySet<string> = new Set(changing);
    return new Proxy(this.#ipc, {
      get: (target, name: keyof Ipc & string) => {
        const call = target[name];
        if (!names.has(name) || typeof call !== "function") return call;
        return async (...parts: unknown[]) => {
          const answer = await (call as (...parts: unknown[]) => Promise<unknown>)(...parts);
          await this.#follow(name);
          return answer;
        };
      },
    });
  }

  async #follow(call: string): Promise<void> {
    try {
      const view = await this.#ipc.history();
      const isNew = view.undo !== null;
      this.view = view;
      this.fault = null;
      if (told.has(call) && isNew && view.undo) this.told = { way: "done", name: changeName(view.undo) };
    } catch {
      // The change is made; that it can be taken back is then not offered.
    }
  }

  undo = () => this.#go("undone", this.view.undo, () => this.#ipc.undo());
  redo = () => this.#go("redone", this.view.redo, () => this.#ipc.redo());

  async #go(way: "undone" | "redone", change: Change | null, go: () => Promise<HistoryView>): Promise<void> {
    if (!change || this.#busy) return;
    this.#busy = true;
    try {
      this.view = await go();
      this.fault = null;
      this.told = { way, name: changeName(change) };
    } catch (thrown) {
      this.told = null;
      this.fault = faultOf(thrown, texts.common.unexpected);
      this.view = await this.#ipc.history().catch(() => this.view);
    }
    this.#busy = false;
    this.version++;
  }

  dismiss = (): void => {
    this.told = null;
    this.fault = null;
  };
}

const key = Symbol("history");

export function provideHistory(history: History): void {
  setContext(key, history);
}

export function useHistory(): History | undefined {
  return getContext<History | undefined>(key);
}
