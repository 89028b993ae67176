// @vitest-environment node
import { describe, expect, it } from "vitest";
import { everything, type Page, type Query, type ResultRow } from "$/ipc";
import { BLOCK, Rows } from "./rows.svelte";

const row = (n: number, address = `a${n}@example.com`): ResultRow => ({
  row: n,
  cells: [address],
  address,
  address_id: n,
  result: null,
  mark: null,
  more: [],
});

/** Pages that arrive when the test says so. */
class Pages {
  asked: { query: Query; offset: number; answer: (page: Page) => void; fail: (fault: unknown) => void }[] =
    [];
  fetch = (query: Query, offset: number): Promise<Page> =>
    new Promise((answer, fail) => this.asked.push({ query, offset, answer, fail }));

  async answer(n: number, total: number, label?: string): Promise<void> {
    const asked = this.asked[n];
    if (!asked) throw new Error(`page ${n} was not asked for`);
    const length = Math.max(0, Math.min(BLOCK, total - asked.offset));
    const rows = Array.from({ length }, (_, i) => row(asked.offset + i, label));
    asked.answer({ total, offset: asked.offset, rows });
    await Promise.resolve();
    await Promise.resolve();
  }
}

async function opened(total: number): Promise<{ pages: Pages; rows: Rows }> {
  const pages = new Pages();
  const rows = new Rows(pages.fetch);
  rows.show(everything);
  await pages.answer(0, total);
  return { pages, rows };
}

describe("rows", () => {
  it("are fetched by blocks as they come into view", async () => {
    const { pages, rows } = await opened(1_000);
    expect([rows.total, rows.loading]).toEqual([1_000, false]);
    expect(rows.at(0)?.row).toBe(0);
    rows.want(150, 190);
    expect(pages.asked).toHaveLength(1);
    rows.want(390, 420);
    expect(pages.asked.slice(1).map(({ offset }) => offset)).toEqual([200, 400]);
    expect(rows.at(400)).toBeUndefined();
    await pages.answer(2, 1_000);
    expect(rows.at(401)?.row).toBe(401);
  });

  it("of an earlier query are dropped when they come late", async () => {
    const { pages, rows } = await opened(1_000);
    rows.show({ ...everything, search: "a" });
    rows.show({ ...everything, search: "ab" });
    await pages.answer(2, 7, "ab");
    await pages.answer(1, 50, "a");
    expect(rows.total).toBe(7);
    expect(rows.at(0)?.address).toBe("ab");
  });

  it("stay on screen until those of the new query are there", async () => {
    const { pages, rows } = await opened(1_000);
    rows.show({ ...everything, search: "x" });
    expect([rows.loading, rows.total, rows.at(5)?.row]).toEqual([true, 1_000, 5]);
    await pages.answer(1, 1, "x");
    expect([rows.loading, rows.total, rows.at(5)]).toEqual([false, 1, undefined]);
  });

  it("are read again on a refresh, only those in view", async () => {
    const { pages, rows } = await opened(1_000);
    rows.want(200, 220);
    await pages.answer(1, 1_000);
    rows.refresh();
    expect(pages.asked.slice(2).map(({ offset }) => offset)).toEqual([200]);
    expect(rows.at(210)?.row).toBe(210);
    await pages.answer(2, 1_000, "new");
    expect(rows.at(210)?.address).toBe("new");
    rows.want(0, 20);
    expect(pages.asked[3]?.offset).toBe(0);
  });

  it("that were being fetched when a refresh came are fetched once more", async () => {
    const { pages, rows } = await opened(1_000);
    rows.want(200, 220);
    rows.refresh();
    expect(pages.asked).toHaveLength(2);
    await pages.answer(1, 1_000);
    expect(pages.asked[2]?.offset).toBe(200);
  });

  it("say why they cannot be read, ask no more, and go on when told", async () => {
    const { pages, rows } = await opened(1_000);
    rows.want(200, 220);
    pages.asked[1]?.fail({ code: "store", message: "The disk is full.", detail: "" });
    await Promise.resolve();
    await Promise.resolve();
    expect(rows.fault?.message).toBe("The disk is full.");
    rows.want(400, 420);
    expect(pages.asked).toHaveLength(2);
    rows.retry();
    expect(rows.fault).toBeNull();
    expect(pages.asked[2]?.offset).toBe(400);
  });

  it("far from the view are forgotten", async () => {
    const { pages, rows } = await opened(100_000);
    for (let block = 1; block <= 80; block++) {
      rows.want(block * BLOCK, block * BLOCK + 20);
      await pages.answer(block, 100_000);
    }
    expect(rows.at(0)).toBeUndefined();
    expect(rows.at(80 * BLOCK)?.row).toBe(80 * BLOCK);
  });
});
