// @vitest-environment node
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Fake } from "$/ipc/fake";
import { speak } from "$/shared/locale";
import { languages, texts } from "$/shared/texts";
import { explained } from "$/shared/texts/german/settingsExplained";
import { say } from "$/shared/sentences";
import { SettingsController } from "./settings.svelte";

const fake = () => new Fake({ rows: 60, tick: 5, latency: 0 });

async function loaded(): Promise<SettingsController> {
  const controller = new SettingsController(fake(), () => {});
  await controller.load();
  return controller;
}

describe("settings", () => {
  it("that are explained together stand together, table by table", async () => {
    const controller = await loaded();
    const smtp = controller.tables.find(({ name }) => name === "smtp")!;
    const together = smtp.groups.find(({ settings }) => settings.length > 1)!;
    expect(together.settings.map(({ key }) => key)).toEqual(["smtp.connect_timeout", "smtp.reply_timeout"]);
  });

  it("are found by their names, their explanations and the words of their table", async () => {
    const controller = await loaded();
    const found = () =>
      controller.tables.flatMap(({ groups }) =>
        groups.flatMap(({ settings }) => settings.map(({ key }) => key)),
      );
    controller.search = "null sender";
    expect(found()).toEqual(["smtp.mail_from"]);
    controller.search = "reputation nothing";
    expect(found()).toEqual([]);
    controller.search = texts.settings.tables.network!;
    expect(found()).toContain("network.ip");
  });

  it("that differ from the defaults can be seen alone and put back", async () => {
    const controller = await loaded();
    await controller.set("dns.at_once", "8");
    controller.changedOnly = true;
    expect(controller.tables.flatMap(({ groups }) => groups)).toHaveLength(1);
    await controller.set("dns.at_once", null);
    expect(controller.changed).toBe(0);
    expect(controller.tables).toEqual([]);
  });

  it("that are refused keep what held, and say why until they are put right", async () => {
    const controller = await loaded();
    const value = () => controller.view!.settings.find(({ key }) => key === "dns.at_once")!.value;
    expect(await controller.set("dns.at_once", "0")).toBe(false);
    expect(say(controller.refused.get("dns.at_once")!.message)).toBe("dns.at_once must be at least 1");
    expect(value()).toBe("64");
    expect(await controller.set("dns.at_once", "32")).toBe(true);
    expect(controller.refused.size).toBe(0);
    expect(value()).toBe("32");
  });

  it("are explained in the language of the window, also where only the second of two is shown", async () => {
    speak("de");
    try {
      const controller = await loaded();
      controller.search = "smtp.reply_timeout";
      const [group] = controller.tables.flatMap(({ groups }) => groups);
      expect(texts.settings.explained(group!.first, group!.about)).toMatch(/^Wie lange auf eine Verbindung/);
      controller.search = "leer: die des systems";
      expect(controller.tables.map(({ name }) => name)).toEqual(["dns"]);
    } finally {
      speak("en");
    }
  });

  it("have a title for every table and a German word for every explanation of the file that ships", () => {
    const file = readFileSync(new URL("../../../../assets/settings.default.toml", import.meta.url), "utf8");
    const tables: string[] = [];
    const firsts: string[] = [];
    let before = "";
    for (const line of file.split("\n")) {
      const table = /^\[(\w+)\]$/.exec(line)?.[1];
      const key = /^(\w+) = /.exec(line)?.[1];
      if (table) tables.push(table);
      if (key && before.startsWith("#")) firsts.push(`${tables.at(-1)}.${key}`);
      before = line;
    }
    expect(firsts.length).toBeGreaterThan(50);
    expect(Object.keys(explained).sort()).toEqual(firsts.sort());
    for (const { settings } of Object.values(languages)) {
      expect(Object.keys(settings.tables).sort()).toEqual(tables.sort());
    }
  });
});
