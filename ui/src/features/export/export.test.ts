// @vitest-environment node
import { expect, it } from "vitest";
import {
  asItIs,
  everything,
  type ExportRequest,
  type Facets,
  type NewPreset,
  type PresetView,
  type Query,
} from "$/ipc";
import { speak } from "$/shared/locale";
import { stubIpc } from "$/testing/stub";
import { ExportController } from "./export.svelte";

const shown: Query = {
  ...everything,
  verdicts: ["risky"],
  search: "anna",
  sort: [{ by: "score", descending: true }],
};
const facets = (matching: number): Facets => ({
  matching,
  total: 100,
  unsettled: 0,
  decided: 0,
  verdicts: [],
  reasons: [],
  actions: [],
  flags: [],
  domains: [],
  operators: [],
});

const own: PresetView = {
  id: "bad-ones",
  title: "Bad ones",
  about: asItIs("Saved."),
  actions: [],
  verdicts: ["invalid"],
  is_own: true,
  is_for_service: false,
};
const presets = [own];

function exporting(target: string | null = "/out/x.csv") {
  const requests: ExportRequest[] = [];
  const names: string[] = [];
  const saved: NewPreset[] = [];
  let removed: string | null = null;
  const ipc = stubIpc({
    presets: async () => presets.filter(({ id }) => id !== removed),
    removePreset: async (id) => void (removed = id),
    showInFolder: () => Promise.reject({ code: "desktop", message: "There is no file manager.", detail: "" }),
    savePreset: async (preset) => {
      saved.push(preset);
      return { ...own, title: preset.title };
    },
    facets: async (_, query) => facets(query.actions.includes("send") ? 60 : 12),
    chooseTarget: async (name) => {
      names.push(name);
      return target;
    },
    exportRows: async (request) => {
      if (request.path.startsWith("/read-only")) {
        throw { code: "unwritable_file", message: "The folder cannot be written to.", detail: "" };
      }
      requests.push(request);
      return { path: request.path, rows: 12, remarks: [] };
    },
  });
  const undo = async () => void (removed = null);
  return { controller: new ExportController(ipc), requests, names, saved, undo };
}

it("offers the rows on screen where there is a filter, and counts every choice", async () => {
  const { controller } = exporting();
  await controller.open({ id: 7, name: "leads.csv" }, shown, true);
  expect(controller.extent).toBe("filtered");
  expect(controller.counts).toEqual({ all: 100, filtered: 12, send: 60 });
});

it("writes what was chosen, under a name that says what it is", async () => {
  const { controller, requests, names } = exporting();
  await controller.open({ id: 7, name: "leads.csv" }, shown, true);
  await controller.save();
  expect(requests).toEqual([{ list: 7, query: shown, path: "/out/x.csv", format: "csv", options: null }]);
  expect(controller.report?.rows).toBe(12);
  controller.report = null;
  controller.extent = "send";
  controller.format = "jsonl";
  await controller.save();
  expect(requests[1]).toMatchObject({
    query: { actions: ["send"], verdicts: [], search: "" },
    format: "jsonl",
  });
  expect(names).toEqual(["leads-filtered.csv", "leads-send.jsonl"]);
});

it("gives a workbook back as a workbook", async () => {
  const { controller } = exporting();
  await controller.open({ id: 7, name: "leads.XLSX" }, shown, false);
  expect([controller.format, controller.extent]).toEqual(["xlsx", "all"]);
});

it("does nothing where the user thinks better of it", async () => {
  const { controller, requests } = exporting(null);
  await controller.open({ id: 7, name: "leads.csv" }, shown, false);
  await controller.save();
  expect([requests.length, controller.report, controller.writing]).toEqual([0, null, false]);
});

it("tells why a file was not written and lets one try again", async () => {
  const { controller } = exporting("/read-only/x.csv");
  await controller.open({ id: 7, name: "leads.csv" }, shown, false);
  await controller.save();
  expect(controller.fault?.message).toBe("The folder cannot be written to.");
  expect([controller.writing, controller.canSave]).toEqual([false, true]);
});

it("writes the rows of a preset, whatever is on screen, with the columns that were chosen", async () => {
  const { controller, requests, names } = exporting();
  await controller.open({ id: 7, name: "leads.csv" }, shown, true);
  await controller.choosePreset("bad-ones");
  expect(controller.rows).toBe(12);
  controller.toggleColumn("detail");
  controller.prefix = "";
  await controller.save();
  expect(requests[0]?.query.search).toBe("");
  expect(requests[0]?.options).toMatchObject({ preset: "bad-ones", prefix: "", for_spreadsheets: false });
  expect(requests[0]?.options?.columns).not.toContain("detail");
  expect(names).toEqual(["leads-bad-ones.csv"]);
});

it("keeps what was chosen as a preset", async () => {
  const { controller, saved } = exporting();
  await controller.open({ id: 7, name: "leads.csv" }, shown, true);
  controller.toggleColumn("flags");
  controller.toggleColumn("flags");
  expect(await controller.savePreset("Bad ones")).toBe(true);
  expect(saved[0]).toMatchObject({ title: "Bad ones", verdicts: ["risky"], columns: null, prefix: null });
  expect(controller.preset).toBe("bad-ones");
});

it("brings a removed preset back, chosen as it was", async () => {
  const { controller, undo } = exporting();
  await controller.open({ id: 7, name: "leads.csv" }, shown, true);
  await controller.choosePreset("bad-ones");
  await controller.removePreset("bad-ones");
  expect([controller.presets, controller.preset, controller.removed?.title]).toEqual([[], null, "Bad ones"]);
  await controller.bringBack(undo);
  expect([controller.presets, controller.preset, controller.removed]).toEqual([presets, "bad-ones", null]);
});

it("tells where nobody can show the file, and keeps it told where it is", async () => {
  const { controller } = exporting();
  await controller.open({ id: 7, name: "leads.csv" }, shown, false);
  await controller.save();
  await controller.show();
  expect(controller.fault?.message).toBe("There is no file manager.");
  expect(controller.report?.path).toBe("/out/x.csv");
});

it("writes a report in the language of the window, and a list as it is", async () => {
  const { controller, requests } = exporting();
  speak("de");
  try {
    await controller.open({ id: 7, name: "leads.csv" }, shown, false);
    await controller.save();
    controller.report = null;
    controller.format = "pdf";
    await controller.save();
  } finally {
    speak("en");
  }
  expect(requests[0]?.options).toBeNull();
  expect(requests[1]?.options?.words).toMatchObject({
    language: "de",
    phrases: { "report.by_verdict": "Nach Urteil" },
    verdicts: { valid: "Gültig" },
  });
});
