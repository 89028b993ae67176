// @vitest-environment node
import { expect, it } from "vitest";
import type { EvidenceView } from "$/ipc";
import { nothingKnownOf } from "$/ipc/fake/evidence";
import { later, settled, stubIpc } from "$/testing/stub";
import { Pasting } from "./paste.svelte";
import { SingleCheck } from "./single.svelte";

const seen = (address: string, retry_at: number | null = null): EvidenceView =>
  nothingKnownOf({
    row: 0,
    cells: [address],
    address,
    address_id: 0,
    result: retry_at === null ? null : ({ retry_at } as NonNullable<EvidenceView["row"]["result"]>),
    more: [],
    mark: null,
  });

it("shows one address as it is found out, and waits with whom a server puts off", async () => {
  const end = later<EvidenceView>();
  let tell: (view: EvidenceView) => void = () => {};
  let stops = 0;
  const single = new SingleCheck(
    stubIpc({
      checkAddress: (_address, practice, onSeen) => {
        expect(practice).toBe(false);
        tell = onSeen;
        return end.promise;
      },
      stopCheck: async () => void stops++,
    }),
  );
  single.typed = "  anna@example.com ";
  const checking = single.check();
  expect([single.address, single.checking]).toEqual(["anna@example.com", true]);
  tell(seen("anna@example.com", 5));
  expect(single.waits).toBe(true);
  await single.stop();
  expect([stops, single.stopping]).toEqual([1, true]);
  end.answer(seen("anna@example.com"));
  await checking;
  expect([single.checking, single.waits]).toEqual([false, false]);
});

it("ends a check whose result is put away, and shows nothing of it any more", async () => {
  const end = later<EvidenceView>();
  let stops = 0;
  const single = new SingleCheck(
    stubIpc({ checkAddress: () => end.promise, stopCheck: async () => void stops++ }),
  );
  single.typed = "anna@example.com";
  const checking = single.check();
  single.close();
  end.answer(seen("anna@example.com"));
  await checking;
  expect([stops, single.address, single.view]).toEqual([1, null, null]);
});

it("takes pasted addresses at once, and shows a text without any before it does anything", async () => {
  const taken: string[] = [];
  const pasted: string[] = [];
  const pasting = new Pasting(
    stubIpc({
      paste: async (_name, text) => {
        pasted.push(text);
        return "/data/pasted/x.txt";
      },
    }),
    (path) => taken.push(path),
  );
  await pasting.take("hello\nthere");
  expect([pasting.isOpen, pasting.lines, pasted]).toEqual([true, 0, []]);
  await pasting.look();
  expect(pasted).toEqual([]);
  await pasting.take("anna@example.com\r\nBen <ben@example.org>");
  expect([pasting.isOpen, taken, pasted.length]).toEqual([false, ["/data/pasted/x.txt"], 1]);
  await pasting.take("To: anna@example.com; Ben <ben@example.org>, cy@example.com");
  expect(pasted.at(-1)).toBe("anna@example.com\nBen <ben@example.org>\ncy@example.com");
  await pasting.take("name,email\nAnna,anna@example.com");
  expect(pasted.at(-1)).toBe("name,email\nAnna,anna@example.com");
});

it("says why what was pasted cannot be taken, and keeps the text", async () => {
  const pasting = new Pasting(
    stubIpc({ paste: () => Promise.reject({ code: "unwritable_file", message: "Full.", detail: "" }) }),
    () => {},
  );
  await pasting.take("anna@example.com");
  await settled();
  expect([pasting.isOpen, pasting.fault?.message, pasting.text]).toEqual([true, "Full.", "anna@example.com"]);
});
