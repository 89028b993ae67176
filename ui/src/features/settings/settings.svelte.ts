/**
 * Every setting of the program, found by words and changed one at a time. A change is shown as kept only once the program
 * has kept it; what it refuses stays in the field with the reason beside it.
 */
import { faultOf, type Fault, type Ipc, type SettingsView, type SettingView } from "$/ipc";
import { texts } from "$/shared/texts";

/** Settings that are explained together. */
export interface Group {
  about: string;
  /** The key that the explanation goes by: the first of those that it explains, shown or not. */
  first: string;
  settings: SettingView[];
}

export interface Table {
  name: string;
  groups: Group[];
}

const tableOf = (key: string) => key.slice(0, key.indexOf("."));

export class SettingsController {
  view = $state.raw<SettingsView | null>(null);
  fault = $state.raw<Fault | null>(null);
  search = $state("");
  /** Only what differs from the defaults. */
  changedOnly = $state(false);
  /** Why the program refused a value, by key. */
  refused = $state.raw<ReadonlyMap<string, Fault>>(new Map());
  /** What is being kept. */
  saving = $state<string | null>(null);
  readonly #ipc: Ipc;
  readonly #onchange: (view: SettingsView) => void;

  /** `onchange` hears of every change that is kept. */
  constructor(ipc: Ipc, onchange: (view: SettingsView) => void) {
    this.#ipc = ipc;
    this.#onchange = onchange;
  }

  get changed(): number {
    return this.view?.settings.filter(({ changed }) => changed).length ?? 0;
  }

  /** What is found, table by table. */
  get tables(): Table[] {
    const words = this.search.toLowerCase().split(/\s+/).filter(Boolean);
    // An explanation of several settings goes by the first of them.
    const explanation = (key: string, about: string) => `${tableOf(key)} ${about}`;
    const firsts = new Map<string, string>();
    for (const { key, about } of this.view?.settings ?? []) {
      if (!firsts.has(explanation(key, about))) firsts.set(explanation(key, about), key);
    }
    const firstOf = ({ key, about }: SettingView) => firsts.get(explanation(key, about)) ?? key;
    const isFound = (setting: SettingView) => {
      const { key, about, value, changed } = setting;
      const title = texts.settings.tables[tableOf(key)] ?? "";
      const told = texts.settings.explained(firstOf(setting), about);
      const text = `${key} ${title} ${told} ${value}`.toLowerCase();
      return (changed || !this.changedOnly) && words.every((word) => text.includes(word));
    };
    const tables: Table[] = [];
    for (const setting of this.view?.settings.filter(isFound) ?? []) {
      const name = tableOf(setting.key);
      let table = tables.at(-1);
      if (table?.name !== name) tables.push((table = { name, groups: [] }));
      const group = table.groups.at(-1);
      if (group?.about === setting.about) group.settings.push(setting);
      else table.groups.push({ about: setting.about, first: firstOf(setting), settings: [setting] });
    }
    return tables;
  }

  async load(): Promise<void> {
    try {
      this.view = await this.#ipc.settings();
      this.fault = null;
    } catch (thrown) {
      this.fault = faultOf(thrown, texts.common.unexpected);
    }
  }

  /** Keeps a value; `null`: the default. Says whether the program took it. */
  async set(key: string, value: string | null): Promise<boolean> {
    const before = this.view?.settings.find((setting) => setting.key === key);
    if (value !== null && before?.value === value && !this.refused.has(key)) return true;
    this.saving = key;
    try {
      this.view = await this.#ipc.setSetting(key, value);
      this.#refuse(key, null);
      this.#onchange(this.view);
      return true;
    } catch (thrown) {
      this.#refuse(key, faultOf(thrown, texts.common.unexpected));
      return false;
    } finally {
      this.saving = null;
    }
  }

  #refuse(key: string, fault: Fault | null): void {
    const refused = new Map(this.refused);
    if (fault) refused.set(key, fault);
    else refused.delete(key);
    this.refused = refused;
  }
}
