import { render, screen } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { asItIs, type Progress, type Sentence, type Verdict } from "$/ipc";
import Course from "./Course.svelte";
import { RunRecord } from "./record.svelte";

const told = (counts: Partial<Record<Verdict, number>>, trouble: Sentence | null = null): Progress => ({
  tally: {
    total: 100,
    settled: 0,
    waiting: 0,
    verdicts: Object.entries(counts).map(([verdict, count]) => ({ verdict: verdict as Verdict, count })),
  },
  rate: null,
  first_answers_in: null,
  all_in: null,
  next_retry: null,
  domains: [0, 0],
  lookups: [0, 0],
  connections: 1,
  exchanges: [],
  trouble,
  guard: null,
});

describe("the course of a run", () => {
  it("is a chart that can be read aloud, and a log in plain words", () => {
    const record = new RunRecord();
    record.take(told({}), 0);
    record.take(told({ valid: 40, invalid: 10 }, asItIs("Port 25 seems to be shut.")), 5000);
    render(Course, { record });
    const chart = screen.getByRole("img");
    expect(chart.getAttribute("aria-label")).toBe("Answers a minute, at present 600: Valid 480, Invalid 120");
    const parts = [...chart.querySelectorAll<HTMLElement>("[data-verdict]")];
    expect(parts.map((part) => [part.dataset.verdict, part.style.height])).toEqual([
      ["valid", "80%"],
      ["invalid", "20%"],
    ]);
    const lines = [...screen.getByTestId("run-log").querySelectorAll("li")];
    expect(lines.map((line) => line.querySelector("span")?.textContent)).toEqual([
      "Port 25 seems to be shut.",
      "The check is under way; 100 addresses to settle.",
    ]);
  });

  it("says that nothing is there yet, rather than showing an empty frame", () => {
    const record = new RunRecord();
    record.take(told({}), 0);
    render(Course, { record });
    expect(screen.getByTestId("run-chart").textContent).toContain("The first answers are on their way.");
  });
});
