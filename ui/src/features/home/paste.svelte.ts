/** Addresses that are pasted: what holds one is taken at once, anything else is shown first. */
import { faultOf, type Fault, type Ipc } from "$/ipc";
import { texts } from "$/shared/texts";
import { moment } from "$/shared/times";
import { addressees } from "./addressees";

export class Pasting {
  isOpen = $state(false);
  text = $state("");
  busy = $state(false);
  fault = $state.raw<Fault | null>(null);
  /** Each on its own, where the text is nothing but addresses. */
  readonly addresses = $derived(addressees(this.text));
  readonly #ipc: Ipc;
  readonly #ontaken: (path: string) => void;

  /** `ontaken` hears of the file in which the text is looked at. */
  constructor(ipc: Ipc, ontaken: (path: string) => void) {
    this.#ipc = ipc;
    this.#ontaken = ontaken;
  }

  /** Lines that may hold an address. */
  get lines(): number {
    return this.text.split(/\r\n|\r|\n/).filter((line) => line.includes("@")).length;
  }

  get #toLook(): string {
    return this.addresses ? this.addresses.join("\n") : this.text;
  }

  open = (): void => {
    this.text = "";
    this.fault = null;
    this.isOpen = true;
  };

  /** Takes a text that was pasted into no field. */
  async take(text: string): Promise<void> {
    this.text = text;
    this.fault = null;
    if (this.lines === 0) this.isOpen = true;
    else await this.look();
  }

  /** Shows what is understood of the text. */
  async look(): Promise<void> {
    if (this.busy || this.lines === 0) return;
    this.busy = true;
    try {
      const path = await this.#ipc.paste(texts.single.paste.name(moment(Date.now())), this.#toLook);
      this.isOpen = false;
      this.text = "";
      this.#ontaken(path);
    } catch (thrown) {
      this.fault = faultOf(thrown, texts.common.unexpected);
      this.isOpen = true;
    } finally {
      this.busy = false;
    }
  }
}
