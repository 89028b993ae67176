/** The destinations under the settings in force, switched one at a time. */
import { faultOf, type Fault, type Ipc, type SettingsView } from "$/ipc";
import { texts } from "$/shared/texts";
import { destinations, hostOf, isOn, valueFor, type Destination } from "./destinations";

export interface Shown extends Destination {
  on: boolean;
  /** Who it is, as far as the settings say. */
  hosts: string[];
  /** Whether a click can switch it to the other side. */
  canSwitch: boolean;
}

export class DestinationsController {
  settings = $state.raw<SettingsView | null>(null);
  fault = $state.raw<Fault | null>(null);
  /** A change that was refused; everything is still shown. */
  refused = $state.raw<Fault | null>(null);
  saving = $state(false);
  readonly #ipc: Ipc;

  constructor(ipc: Ipc) {
    this.#ipc = ipc;
  }

  get shown(): Shown[] {
    const settings = new Map(this.settings?.settings.map((setting) => [setting.key, setting]));
    return destinations.flatMap((destination) => {
      const setting = settings.get(destination.setting);
      if (!setting) return [];
      const on = isOn(destination, setting);
      const named = destination.how === "flag" ? "" : setting.value;
      const hosts = (destination.whom ? (settings.get(destination.whom)?.value ?? "") : named)
        .split("\n")
        .map(hostOf)
        .filter(Boolean);
      return [{ ...destination, on, hosts, canSwitch: valueFor(destination, !on) !== undefined }];
    });
  }

  async load(): Promise<void> {
    try {
      this.settings = await this.#ipc.settings();
      this.fault = null;
    } catch (thrown) {
      this.fault = faultOf(thrown, texts.common.unexpected);
    }
  }

  async turn(destination: Shown): Promise<void> {
    const value = valueFor(destination, !destination.on);
    if (value === undefined || this.saving) return;
    this.saving = true;
    try {
      this.settings = await this.#ipc.setSetting(destination.setting, value);
      this.refused = null;
    } catch (thrown) {
      this.refused = faultOf(thrown, texts.common.unexpected);
    } finally {
      this.saving = false;
    }
  }
}
