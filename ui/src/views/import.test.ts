import { render, screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { FaultGroup, Foresight, ImportReport, ReadOptions } from "$/ipc";
import { Fake } from "$/ipc/fake";
import { windowOf } from "$/testing/window";
import App from "./App.svelte";

windowOf(1_200, 674);

/** A file that is opened, of which a test says what is found in it. */
class Opened extends Fake {
  change: Partial<ImportReport> = {};
  column: number | null = 3;

  override takeOpened = async () => ["/home/you/Lists/spring.csv"];
  override preview = async (path: string, options: ReadOptions) => ({
    ...(await new Fake({ latency: 0 }).preview(path, options)),
    email_column: options.email_column ?? this.column,
  });
  override inspect: Fake["inspect"] = async (request) => ({
    ...(await new Fake({ latency: 0 }).inspect(request)),
    ...this.change,
  });
}

async function open(change: Partial<ImportReport>, column: number | null = 3): Promise<void> {
  const opened = new Opened({ latency: 0 });
  Object.assign(opened, { change, column });
  render(App, { ipc: opened });
  await screen.findByTestId("preview");
}

const foresight = (provable: number, unprovable: number): Foresight => ({
  addresses: 10,
  domains: 2,
  disposable: 0,
  free: 0,
  providers: [],
  other_providers: 10,
  provable,
  unprovable,
  seconds: 3,
  retries_for: 10,
});

const group = (mending: FaultGroup["mending"], fault: string, rows: number, row: number): FaultGroup => ({
  mending,
  fault,
  rows,
  examples: [{ row, cell: `cell ${row}`, meaning: { code: `syntax.${fault}`, parts: {} }, suggestion: null }],
});

describe("a file before it is brought in", () => {
  it("has no figures of addresses while nobody knows in which column they are", async () => {
    await open({}, null);
    expect(screen.getByTestId("start").textContent?.trim()).toBe("Check");
    expect(screen.queryByTestId("findings")).toBeNull();
    expect(screen.queryByTestId("faults")).toBeNull();
  });

  it("shows its rows right below the guesses, and the faults below them", async () => {
    await open({});
    const [guesses, table] = [
      screen.getByRole("heading", { level: 2, name: "Check what was understood" }),
      screen.getByTestId("preview"),
    ];
    const faults = await screen.findByTestId("faults");
    const follows = (before: Element, after: Element) =>
      (before.compareDocumentPosition(after) & Node.DOCUMENT_POSITION_FOLLOWING) > 0;
    expect([
      guesses,
      table,
      screen.getByTestId("duplicates"),
      screen.getByTestId("findings"),
      faults,
    ]).toSatisfy((parts: Element[]) => parts.every((part, n) => n === 0 || follows(parts[n - 1]!, part)));
  });

  it("has one card for each way to mend faults, headed by a sentence", async () => {
    await open({
      rows: 20,
      with_address: 9,
      faults: [
        group("by_hand", "two_ats", 1, 3),
        group("suggested", "no_at", 2, 5),
        group("by_hand", "no_at", 8, 7),
      ],
    });
    const faults = await screen.findByTestId("faults");
    expect(
      within(faults)
        .getAllByRole("heading", { level: 3 })
        .map((head) => head.textContent),
    ).toEqual([
      "2 rows: an address that was probably meant is suggested with the result.",
      "9 rows: only somebody who knows the address can mend it.",
    ]);
    const byHand = screen.getByTestId("faults-by_hand").textContent;
    expect([byHand?.includes("cell 3"), byHand?.includes("cell 7"), byHand?.includes("cell 5")]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it.each<[string, Foresight, RegExp, RegExp]>([
    ["nothing", foresight(0, 0), /^Shows during the check/, /%/],
    ["some", foresight(1, 2), /10 % to 80 %/, /Shows during/],
    ["what accepts everything", foresight(0, 2), /2 addresses accept everything/, /behind 0/],
  ])("says what can be proved where %s is known of the servers", async (_, seen, said, unsaid) => {
    await open({ foresight: seen });
    await waitFor(() => expect(screen.getByTestId("foresight-provable").textContent?.trim()).toMatch(said));
    expect(screen.getByTestId("foresight-provable").textContent).not.toMatch(unsaid);
  });
});
