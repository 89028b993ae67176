// @vitest-environment node
import { describe, expect, it } from "vitest";
import { asItIs, type ExchangeProgress, type Progress } from "$/ipc";
import { progress as progressOf } from "$/testing/progress";
import { Diary } from "./diary";

const progress = (more: Partial<Progress> = {}, waiting = 0): Progress => progressOf(10, waiting, more);

const exchange = (more: Partial<ExchangeProgress>): ExchangeProgress => ({
  exchange: "mail.example",
  left: 3,
  connections: 1,
  held_back: null,
  until: null,
  ...more,
});

const kinds = (diary: Diary) => diary.entries.map(({ kind }) => kind).reverse();

describe("the log of a run", () => {
  it("begins with what is left to do and ends with how it ended", () => {
    const diary = new Diary();
    diary.take(progress(), 0);
    diary.take(progress(), 1000);
    diary.end("finished", 2000);
    expect(diary.entries).toMatchObject([
      { kind: "finished", at: 2000 },
      { kind: "begun", open: 80, at: 0 },
    ]);
  });

  it("tells why an exchange is slowed and left alone, and when it is asked as usual again", () => {
    const diary = new Diary();
    diary.take(progress({ exchanges: [exchange({})] }), 0);
    diary.take(progress({ exchanges: [exchange({ held_back: asItIs("It asked for it.") })] }), 1000);
    diary.take(
      progress({ exchanges: [exchange({ held_back: asItIs("It refuses us."), until: 9000 })] }),
      2000,
    );
    diary.take(progress({ exchanges: [exchange({})] }), 9500);
    expect(kinds(diary)).toEqual(["begun", "slowed", "resting", "goes_on"]);
    expect(diary.entries[1]).toMatchObject({
      exchange: "mail.example",
      why: asItIs("It refuses us."),
      until: 9000,
    });
  });

  it("says nothing of an exchange that is not shown any more, and does not repeat itself within a minute", () => {
    const diary = new Diary();
    for (let second = 0; second < 50; second++) {
      const held_back = second % 2 ? asItIs("Slowly.") : null;
      diary.take(progress({ exchanges: [exchange({ held_back })] }), 1000 * second);
    }
    diary.take(progress(), 51_000);
    expect(kinds(diary)).toEqual(["begun", "slowed", "goes_on"]);
  });

  it("tells what keeps the whole run back, once, and that it is over", () => {
    const diary = new Diary();
    const guard = {
      step: "paused",
      until: 5,
      listed_on: null,
      sentence: asItIs("Many addresses do not exist."),
    } as const;
    diary.take(progress({ trouble: asItIs("Port 25 seems to be shut."), guard }), 0);
    diary.take(progress({ trouble: asItIs("Port 25 seems to be shut."), guard }), 1000);
    diary.take(progress(), 2000);
    expect(kinds(diary)).toEqual(["begun", "trouble", "guard", "trouble_over", "guard_over"]);
  });

  it("tells of the first addresses that are put off, and when all have been heard once", () => {
    const diary = new Diary();
    diary.take(progress(), 0);
    diary.take(progress({}, 4), 1000);
    diary.take(progress({}, 9), 2000);
    diary.take(progress({ first_answers_in: 0 }, 9), 3000);
    expect(kinds(diary)).toEqual(["begun", "put_off", "first_answers"]);
  });

  it("begins anew where a paused run is gone on with", () => {
    const diary = new Diary();
    diary.take(progress(), 0);
    diary.end("paused", 1000);
    diary.end("paused", 2000);
    diary.take(progress(), 3000);
    expect(kinds(diary)).toEqual(["begun", "paused", "begun"]);
  });
});
