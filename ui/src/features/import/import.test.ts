// @vitest-environment node
import { describe, expect, it } from "vitest";
import type { ImportReport, ImportRequest, InspectRequest, ListSummary, Preview, ReadOptions } from "$/ipc";
import { later, settled, stubIpc } from "$/testing/stub";
import { ImportController } from "./import.svelte";

const preview = (change: Partial<Preview> = {}): Preview => ({
  name: "list.csv",
  path: "/lists/list.csv",
  kind: "text",
  encoding: "UTF-8",
  delimiter: ";",
  header: true,
  sheets: [],
  sheet: null,
  columns: ["name", "email"],
  email_column: 1,
  more_email_columns: [],
  address_columns: [1],
  rows: [["Anna", "anna@example.com"]],
  total_rows: 10,
  without_address: 2,
  duplicates: 1,
  remarks: [],
  ...change,
});

const report = (change: Partial<ImportReport> = {}): ImportReport => ({
  preview: preview(),
  rows: 10,
  with_address: 7,
  addresses: 7,
  without_address: 2,
  unwrapped: 0,
  suppressed: 0,
  duplicates: [
    { rule: "exact", rows: 0, addresses: 8 },
    { rule: "case", rows: 1, addresses: 7 },
    { rule: "gmail_dots", rows: 1, addresses: 7 },
    { rule: "plus_tags", rows: 3, addresses: 5 },
  ],
  faults: [],
  address_columns: [],
  remarks: [],
  foresight: null,
  ...change,
});
const counting = { inspect: async () => report(), knownList: async () => null };

const file = { kind: "file", path: "/lists/list.csv", others: 0 } as const;

describe("an import", () => {
  it("reads the file with nothing decided, and counts what will be asked", async () => {
    const asked: ReadOptions[] = [];
    const ipc = stubIpc({
      ...counting,
      preview: async (_, options) => {
        asked.push(options);
        return preview();
      },
    });
    const controller = new ImportController(ipc, file);
    await controller.read();
    expect(asked).toEqual([
      {
        encoding: null,
        delimiter: null,
        header: null,
        sheet: null,
        email_column: null,
        more_email_columns: null,
      },
    ]);
    expect([controller.toCheck, controller.canStart]).toEqual([7, true]);
  });

  it("reads again with every correction, and guesses the column anew where the columns change", async () => {
    const asked: ReadOptions[] = [];
    const ipc = stubIpc({
      ...counting,
      preview: async (_, options) => {
        asked.push(options);
        return preview();
      },
    });
    const controller = new ImportController(ipc, file);
    await controller.read();
    await controller.correct({ email_column: 0 });
    await controller.correct({ header: false });
    expect(asked.at(-1)).toMatchObject({ email_column: 0, header: false });
    await controller.correct({ delimiter: "," });
    expect(asked.at(-1)).toMatchObject({ email_column: null, header: false, delimiter: "," });
  });

  it("shows the last reading even when an earlier one comes later", async () => {
    const slow = later<Preview>();
    const answers = [Promise.resolve(preview()), slow.promise, Promise.resolve(preview({ delimiter: "|" }))];
    const controller = new ImportController(stubIpc({ ...counting, preview: () => answers.shift()! }), file);
    await controller.read();
    const first = controller.correct({ delimiter: "," });
    await controller.correct({ delimiter: "|" });
    slow.answer(preview({ delimiter: "," }));
    await first;
    expect(controller.preview?.delimiter).toBe("|");
    expect(controller.reading).toBe(false);
  });

  it("cannot start without a column, nor without rows", async () => {
    for (const change of [{ email_column: null }, { total_rows: 0 }]) {
      const controller = new ImportController(
        stubIpc({ ...counting, preview: async () => preview(change) }),
        file,
      );
      await controller.read();
      expect(controller.canStart).toBe(false);
      expect(await controller.start()).toBeNull();
    }
  });

  it("brings in exactly what was shown, and starts", async () => {
    const requests: ImportRequest[] = [];
    const started: unknown[] = [];
    const ipc = stubIpc({
      ...counting,
      sample: async () => preview({ path: "/samples/sample.csv" }),
      importList: async (request) => {
        requests.push(request);
        return { id: 5 } as ListSummary;
      },
      startRun: async (list, mode) => {
        started.push([list, mode]);
        return {
          id: 1,
          list,
          state: "running",
          mode: "full",
          started_at: 0,
          ended_at: null,
          total: 7,
          settled: 0,
        };
      },
    });
    const controller = new ImportController(ipc, { kind: "sample" });
    await controller.read();
    controller.mode = "quick";
    expect(await controller.start()).toBe(5);
    expect(requests).toEqual([
      {
        path: "/samples/sample.csv",
        practice: true,
        options: {
          encoding: "UTF-8",
          delimiter: ";",
          header: true,
          sheet: null,
          email_column: 1,
          more_email_columns: [],
        },
        duplicates: null,
        suppress: [],
        append_to: null,
      },
    ]);
    expect(started).toEqual([[5, "quick"]]);
  });

  it("of a file that is no list says so, and recovers when a correction helps", async () => {
    let fails = true;
    const ipc = stubIpc({
      ...counting,
      preview: async () => {
        if (fails) throw { code: "unreadable_list", message: "This is a picture.", detail: "PNG" };
        return preview();
      },
    });
    const controller = new ImportController(ipc, file);
    await controller.read();
    expect(controller.fault?.message).toBe("This is a picture.");
    expect(controller.reading).toBe(false);
    fails = false;
    await controller.correct({ encoding: "windows-1252" });
    await settled();
    expect(controller.fault).toBeNull();
    expect(controller.preview).not.toBeNull();
  });

  it("is in even where the check could not be started", async () => {
    const ipc = stubIpc({
      ...counting,
      preview: async () => preview(),
      importList: async () => ({ id: 5 }) as ListSummary,
      startRun: () => Promise.reject({ code: "bad_settings", message: "No.", detail: "" }),
    });
    const controller = new ImportController(ipc, file);
    await controller.read();
    expect(await controller.start()).toBe(5);
  });

  it("counts anew with another rule, and brings the list in under it", async () => {
    const requests: ImportRequest[] = [];
    const ipc = stubIpc({
      ...counting,
      preview: async () => preview(),
      importList: async (request) => {
        requests.push(request);
        return { id: 5 } as ListSummary;
      },
      startRun: async () => Promise.reject(new Error("not of interest")),
    });
    const controller = new ImportController(ipc, file);
    await controller.read();
    expect(controller.toCheck).toBe(7);
    await controller.chooseRule("plus_tags");
    expect(controller.toCheck).toBe(5);
    controller.appendTo = 3;
    await controller.start();
    expect(requests[0]).toMatchObject({ duplicates: "plus_tags", append_to: 3 });
  });

  it("leaves a suppression list out, and keeps none that cannot be read", async () => {
    const asked: InspectRequest[] = [];
    const chosen = ["/lists/gone.csv", "/lists/picture.png"];
    const ipc = stubIpc({
      ...counting,
      preview: async () => preview(),
      chooseList: async () => chosen.shift() ?? null,
      inspect: async (request) => {
        asked.push(request);
        if (request.suppress.includes("/lists/picture.png")) {
          throw { code: "unreadable_list", message: "This is a picture.", detail: "" };
        }
        return report({ suppressed: request.suppress.length });
      },
    });
    const controller = new ImportController(ipc, file);
    await controller.read();
    await controller.addSuppression();
    expect([controller.report?.suppressed, controller.suppress]).toEqual([1, ["/lists/gone.csv"]]);
    await controller.addSuppression();
    expect(controller.suppress).toEqual(["/lists/gone.csv"]);
    expect(controller.fault?.message).toBe("This is a picture.");
  });

  it("of a file that was checked before checks only what is stale, unless all is wanted", async () => {
    const started: unknown[] = [];
    const known = { id: 9, run: { id: 2 } } as ListSummary;
    const ipc = stubIpc({
      ...counting,
      preview: async () => preview(),
      knownList: async () => known,
      importList: async () => ({ id: 10 }) as ListSummary,
      startRun: async (list, _, onlyStale) => {
        started.push([list, onlyStale]);
        throw new Error("not of interest");
      },
    });
    const controller = new ImportController(ipc, file);
    await controller.read();
    expect(await controller.start()).toBe(9);
    controller.onlyStale = false;
    expect(await controller.start()).toBe(10);
    expect(started).toEqual([
      [9, true],
      [10, false],
    ]);
  });

  it("checks a further column too, or no more", async () => {
    const asked: ReadOptions[] = [];
    const ipc = stubIpc({
      ...counting,
      preview: async (_, options) => {
        asked.push(options);
        return preview({ more_email_columns: options.more_email_columns ?? [] });
      },
    });
    const controller = new ImportController(ipc, file);
    await controller.read();
    await controller.toggleColumn(0);
    expect(asked.at(-1)).toMatchObject({ email_column: 1, more_email_columns: [0] });
    await controller.toggleColumn(0);
    expect(asked.at(-1)).toMatchObject({ email_column: 1, more_email_columns: [] });
  });

  it("saves the rows without a sound address where the user wants them", async () => {
    const written: unknown[] = [];
    const ipc = stubIpc({
      ...counting,
      preview: async () => preview(),
      chooseTarget: async (name) => `/out/${name}`,
      inspect: async (request) => {
        written.push(request.rejects);
        return report();
      },
    });
    const controller = new ImportController(ipc, file);
    await controller.read();
    await controller.saveRejects();
    expect(written).toEqual([null, "/out/list-without-address.csv"]);
    expect(controller.rejects).toBe("/out/list-without-address.csv");
  });
});
