// @vitest-environment node
import { readFileSync } from "node:fs";
import { afterEach, expect, it, vi } from "vitest";
import type { LedgerEntry, ListSummary, PurgeRequest, SettingsView } from "$/ipc";
import { columnsKey } from "$/shared/columnMemory";
import { texts } from "$/shared/texts";
import { memory } from "$/testing/memory";
import { stubIpc } from "$/testing/stub";
import { destinations, hostOf, valueFor } from "./destinations";
import { DestinationsController } from "./destinations.svelte";
import { KeptController } from "./kept.svelte";
import { LEDGER_PAGE, LedgerController } from "./ledger.svelte";

afterEach(() => void vi.unstubAllGlobals());

const shipped = readFileSync(new URL("../../../../assets/settings.default.toml", import.meta.url), "utf8");

/** The keys of the settings file with their values as they are written. */
const keys = new Map<string, string>(
  shipped
    .split(/^\[/m)
    .slice(1)
    .flatMap((table) => {
      const name = table.slice(0, table.indexOf("]"));
      return [...table.matchAll(/^(\w+) = (.*)$/gm)].map(([, key, value]): [string, string] => [
        `${name}.${key}`,
        value ?? "",
      ]);
    }),
);

it("every destination has its setting, and every setting that tells somebody something is a destination", () => {
  for (const { setting, whom } of destinations) {
    expect([...keys.keys()]).toContain(setting);
    if (whom) expect([...keys.keys()]).toContain(whom);
  }
  const lookups = [...keys].filter(
    ([key, value]) => key.startsWith("lookups.") && /^(true|false|\[.*\])$/.test(value),
  );
  expect(lookups.map(([key]) => key).sort()).toEqual(
    destinations
      .filter(({ group }) => group === "lookups")
      .map(({ setting }) => setting)
      .sort(),
  );
});

it("a look-up is off as it ships, and a switch says what it is going to set", () => {
  for (const one of destinations.filter(({ group }) => group === "lookups"))
    expect(keys.get(one.setting)).toBe(one.how === "named" ? "[]" : "false");
  const by = (id: string) => destinations.find((one) => one.id === id)!;
  expect(valueFor(by("gravatar"), true)).toBe("true");
  expect([valueFor(by("block_lists"), false), valueFor(by("block_lists"), true)]).toEqual(["", null]);
  expect([valueFor(by("domain_lists"), false), valueFor(by("domain_lists"), true)]).toEqual(["", undefined]);
  expect([valueFor(by("proxy"), false), valueFor(by("proxy"), true)]).toEqual(["", undefined]);
  expect(valueFor(by("resolver"), false)).toBeUndefined();
});

it("of a proxy nobody sees the login", () => {
  expect(hostOf("socks5://ann:pw@proxy.example:1080")).toBe("proxy.example:1080");
  expect(hostOf("https://keys.openpgp.org/")).toBe("keys.openpgp.org");
  expect(hostOf("zen.spamhaus.org")).toBe("zen.spamhaus.org");
});

it("a refused switch leaves everything as it was and says why", async () => {
  const settings: SettingsView = {
    file: "",
    settings: [
      {
        key: "lookups.gravatar",
        about: "",
        kind: "flag",
        choices: [],
        default: "false",
        value: "false",
        changed: false,
      },
    ],
  };
  const controller = new DestinationsController(
    stubIpc({
      settings: async () => settings,
      setSetting: () => Promise.reject({ code: "unwritable_file", message: "Read-only.", detail: "" }),
    }),
  );
  await controller.load();
  await controller.turn(controller.shown[0]!);
  expect([controller.shown[0]?.on, controller.refused?.message]).toEqual([false, "Read-only."]);
});

const entry = (id: number) => ({ id }) as LedgerEntry;

it("pages through the ledger and back, and starts anew with a search", async () => {
  const asked: [string, number | null][] = [];
  const ids = Array.from({ length: LEDGER_PAGE * 2 + 5 }, (_, n) => 500 - n);
  const ledger = new LedgerController(
    stubIpc({
      home: async () => ({ lists: [], version: "", data_folder: "" }),
      disclosures: async ({ search, before, most }) => {
        asked.push([search, before]);
        const found = search === "" ? ids : ids.slice(0, 1);
        const from = before === null ? 0 : found.findIndex((id) => id < before);
        return { total: found.length, entries: found.slice(from, from + most).map(entry) };
      },
    }),
  );
  await ledger.load();
  expect([ledger.hasNewer, ledger.hasOlder, ledger.first]).toEqual([false, true, 1]);
  await ledger.older();
  await ledger.older();
  expect([ledger.hasOlder, ledger.first, ledger.page?.entries.length]).toEqual([false, 101, 5]);
  await ledger.newer();
  await ledger.newer();
  expect([ledger.first, ledger.page?.entries[0]?.id]).toEqual([1, 500]);
  await ledger.older();
  await ledger.find("mx");
  expect([ledger.first, ledger.page?.total, asked.at(-1)]).toEqual([1, 1, ["mx", null]]);
});

it("tells what a purge would take before it takes it, and asks for no nonsense", async () => {
  const looked: PurgeRequest[] = [];
  const purged: PurgeRequest[] = [];
  let heard = 0;
  const kept = new KeptController(
    stubIpc({
      stored: async () => ({}) as never,
      home: async () => ({ lists: [], version: "", data_folder: "" }),
      wouldPurge: async (request) => {
        looked.push(request);
        return { lists: request === "all" ? ["a.csv"] : [], runs: 0 };
      },
      purge: async (request) => {
        purged.push(request);
        return { lists: ["a.csv"], runs: 0 };
      },
    }),
    () => heard++,
  );
  await kept.load();
  expect([looked.at(-1), kept.canPurge]).toEqual([{ older_than: { days: 90 } }, false]);
  await kept.choose({ days: Number.NaN });
  expect([kept.request, kept.canPurge, looked.length]).toEqual([null, false, 1]);
  await kept.choose({ which: "all" });
  expect([kept.would?.lists, kept.canPurge, purged]).toEqual([["a.csv"], true, []]);
  await kept.purge();
  expect([purged, heard, kept.done]).toEqual([["all"], 1, true]);
});

it("forgets the columns of the lists that a purge takes", async () => {
  const remembered = memory();
  vi.stubGlobal("localStorage", remembered);
  const lists = [1, 2, 3].map((id) => ({ id, imported_at: id }) as ListSummary);
  for (const list of [...lists, { id: 9, imported_at: 9 }]) remembered.setItem(columnsKey(list), "{}");
  let left = lists;
  const kept = new KeptController(
    stubIpc({
      stored: async () => ({}) as never,
      home: async () => ({ lists: left, version: "", data_folder: "" }),
      wouldPurge: async () => ({ lists: ["a.csv"], runs: 0 }),
      purge: async (request) => {
        left = request === "all" ? [] : left.slice(1);
        return { lists: ["a.csv"], runs: 0 };
      },
    }),
    () => undefined,
  );
  await kept.load();
  await kept.choose({ which: "list" });
  await kept.purge();
  expect([...remembered.kept.keys()]).toEqual([2, 3, 9].map((id) => columnsKey({ id, imported_at: id })));
  await kept.choose({ which: "all" });
  await kept.purge();
  expect([...remembered.kept.keys()]).toEqual([]);
});

it("says what each entry was told for: a list by its name, the doctor, or a check of one address", async () => {
  const list = { id: 3, name: "spring.csv" } as ListSummary;
  const ledger = new LedgerController(
    stubIpc({
      home: async () => ({ lists: [list], version: "", data_folder: "" }),
      disclosures: async () => ({ total: 0, entries: [] }),
    }),
  );
  await ledger.load();
  const told = (list: number | null, learnt: LedgerEntry["learnt"]) =>
    ledger.reasonOf({ list, learnt } as LedgerEntry);
  expect(told(3, "address")).toBe("spring.csv");
  expect(told(9, "address")).toBe(texts.privacy.ledger.gone);
  expect(told(null, "own")).toBe(texts.privacy.ledger.doctor);
  expect(told(null, "address")).toBe(texts.privacy.ledger.single);
  expect(told(null, "domain")).toBe(texts.privacy.ledger.single);
});
