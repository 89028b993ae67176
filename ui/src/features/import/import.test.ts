// @vitest-environment node
import { describe, expect, it } from "vitest";
import type { ImportRequest, ListSummary, Preview, ReadOptions } from "$/ipc";
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
  rows: [["Anna", "anna@example.com"]],
  total_rows: 10,
  without_address: 2,
  duplicates: 1,
  remarks: [],
  ...change,
});

const file = { kind: "file", path: "/lists/list.csv", others: 0 } as const;

describe("an import", () => {
  it("reads the file with nothing decided, and counts what will be asked", async () => {
    const asked: ReadOptions[] = [];
    const ipc = stubIpc({
      preview: async (_, options) => {
        asked.push(options);
        return preview();
      },
    });
    const controller = new ImportController(ipc, file);
    await controller.read();
    expect(asked).toEqual([
      { encoding: null, delimiter: null, header: null, sheet: null, email_column: null },
    ]);
    expect([controller.toCheck, controller.canStart]).toEqual([7, true]);
  });

  it("reads again with every correction, and guesses the column anew where the columns change", async () => {
    const asked: ReadOptions[] = [];
    const ipc = stubIpc({
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
    const controller = new ImportController(stubIpc({ preview: () => answers.shift()! }), file);
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
      const controller = new ImportController(stubIpc({ preview: async () => preview(change) }), file);
      await controller.read();
      expect(controller.canStart).toBe(false);
      expect(await controller.start()).toBeNull();
    }
  });

  it("brings in exactly what was shown, and starts", async () => {
    const requests: ImportRequest[] = [];
    const started: unknown[] = [];
    const ipc = stubIpc({
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
        options: { encoding: "UTF-8", delimiter: ";", header: true, sheet: null, email_column: 1 },
      },
    ]);
    expect(started).toEqual([[5, "quick"]]);
  });

  it("of a file that is no list says so, and recovers when a correction helps", async () => {
    let fails = true;
    const ipc = stubIpc({
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
      preview: async () => preview(),
      importList: async () => ({ id: 5 }) as ListSummary,
      startRun: () => Promise.reject({ code: "bad_settings", message: "No.", detail: "" }),
    });
    const controller = new ImportController(ipc, file);
    await controller.read();
    expect(await controller.start()).toBe(5);
  });
});
