import { render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import type { LearnRequest } from "$/ipc";
import { inWords } from "$/shared/sentences";
import { FakeLearning } from "$/ipc/fake/learning";
import { later, settled, stubIpc } from "$/testing/stub";
import LearnPreview from "./LearnPreview.svelte";
import { LearningController } from "./learning.svelte";
import Reliability from "./Reliability.svelte";
import Weights from "./Weights.svelte";

const fake = () => new FakeLearning();

describe("a file of outcomes", () => {
  it("is looked at without keeping anything, and learnt only when told to", async () => {
    const learning = fake();
    const asked: LearnRequest[] = [];
    const controller = new LearningController(
      stubIpc({
        learn: async (request) => {
          asked.push(request);
          return learning.learn(request);
        },
        known: async () => learning.known(),
      }),
    );
    await controller.look("/lists/bounces.csv");
    expect(asked.map(({ path, keep }) => [path, keep])).toEqual([["/lists/bounces.csv", false]]);
    expect(inWords(controller.looked!.report.layout)).toBe("SendGrid, events");
    expect(learning.batches).toHaveLength(1);
    await controller.learn();
    expect(asked.at(-1)).toMatchObject({ path: "/lists/bounces.csv", keep: true });
    expect(controller.looked).toBeNull();
    expect(controller.known?.batches.map(({ name }) => name)).toContain("bounces.csv");
    expect(controller.stale).toBe(true);
  });

  it("that was chosen later wins over one that takes long", async () => {
    const slow = later<ReturnType<FakeLearning["learn"]>>();
    const controller = new LearningController(
      stubIpc({
        learn: (request) =>
          request.path === "/slow.csv" ? slow.promise : Promise.resolve(fake().learn(request)),
      }),
    );
    void controller.look("/slow.csv");
    await controller.look("/fast.csv");
    slow.answer(fake().learn({ path: "/slow.csv" } as LearnRequest));
    await settled();
    expect(controller.looked?.path).toBe("/fast.csv");
    expect(controller.busy).toBeNull();
  });

  it("that cannot be read says why and leaves what was learnt in sight", async () => {
    const thrown = { code: "unreadable_list", message: "No column tells of outcomes.", detail: "" };
    const controller = new LearningController(
      stubIpc({ learn: () => Promise.reject(thrown), known: async () => fake().known() }),
    );
    await controller.load();
    await controller.look("/notes.csv");
    expect(controller.fileFault?.message).toBe("No column tells of outcomes.");
    expect(controller.fault).toBeNull();
    expect(controller.known).not.toBeNull();
  });

  it("is shown with what was understood, row by row where it was not", async () => {
    const report = fake().learn({ path: "/lists/bounces.csv" } as LearnRequest);
    const learn = vi.fn();
    render(LearnPreview, {
      looked: { path: "/lists/bounces.csv", report },
      busy: false,
      onlearn: learn,
      oncancel: () => {},
    });
    expect(screen.getByTestId("outcome-hard_bounce").dataset.count).toBe("61");
    expect(screen.getByTestId("not-understood").textContent).toContain("Row 301");
    expect(screen.getByText(/12 outcomes without a date/)).toBeTruthy();
    await userEvent.setup().click(screen.getByTestId("learn"));
    expect(learn).toHaveBeenCalledOnce();
  });

  it("that was learnt before cannot be learnt again", () => {
    const learning = fake();
    const report = learning.learn({ path: learning.batches[0]!.path } as LearnRequest);
    const nothing = () => {};
    render(LearnPreview, {
      looked: { path: "/x", report },
      busy: false,
      onlearn: nothing,
      oncancel: nothing,
    });
    expect(screen.getByTestId("learn").hasAttribute("disabled")).toBe(true);
    expect(screen.getByText(/learnt before, as sendgrid-march.csv/)).toBeTruthy();
  });
});

describe("what was learnt", () => {
  it("is taken back, and a failure of that is told beside it", async () => {
    const learning = fake();
    const undo = vi.fn(async (batch: number) => learning.undo(batch)!);
    const controller = new LearningController(
      stubIpc({ known: async () => learning.known(), undoLearning: undo }),
    );
    await controller.load();
    await controller.undo(1);
    expect(undo).toHaveBeenCalledWith(1);
    expect(controller.known?.batches).toEqual([]);
    undo.mockRejectedValueOnce({ code: "not_found", message: "There is no such file.", detail: "" });
    await controller.undo(7);
    expect(controller.fault?.message).toBe("There is no such file.");
    expect(controller.known).not.toBeNull();
  });

  it("judges every finished list again and says what came of it", async () => {
    const judged: number[] = [];
    const run = (state: string) => ({ state });
    const lists = [
      { id: 1, run: run("finished") },
      { id: 2, run: run("paused") },
      { id: 3, run: null },
    ];
    const controller = new LearningController(
      stubIpc({
        known: async () => fake().known(),
        home: async () => ({ lists, version: "", data_folder: "" }) as never,
        judgeAgain: async (list) => {
          judged.push(list);
          return { addresses: 10, changed: 3, reworded: 0, shifts: [] };
        },
      }),
    );
    await controller.judgeAgain();
    expect(judged).toEqual([1]);
    expect(controller.done).toBe("1 list judged again: 3 addresses with another verdict.");
    expect(controller.busy).toBeNull();
  });

  it("shows every group of the chart as a line of a table", () => {
    const bins = fake().known().reliability;
    render(Reliability, { bins });
    expect(screen.getByRole("img").getAttribute("aria-label")).toContain("4 groups");
    const lines = screen.getAllByTestId("reliability-bin");
    expect(lines).toHaveLength(bins.length);
    expect(within(lines[2]!).getByRole("rowheader").textContent).toBe("70 to 79");
    expect(lines[2]!.textContent).toContain("69 % to 87 %");
  });

  it("says how many outcomes the weights need while they are those that ship", () => {
    const learning = fake();
    learning.forget();
    render(Weights, { weighing: learning.known().weighing });
    expect(screen.getByTestId("weighing").textContent).toContain(
      "It takes 30 outcomes, at least 8 of either kind",
    );
  });
});
