/** What the made-up program keeps and has told whom. */
import type {
  DisclosureQuery,
  LedgerEntry,
  LedgerPage,
  ListSummary,
  Purged,
  PurgeRequest,
  Stored,
} from "../bindings";

const hosts = ["mx1.mail.example", "mx.post.example", "mx2.fjordline.example"];
const people = ["anna.berger", "bruno", "clara.costa", "daan.dahl", "elif"];

/** Entries of the ledger for the lists, the newest first. */
export function ledgerOf(lists: ListSummary[]): LedgerEntry[] {
  const entries = lists
    .filter(({ practice, run }) => !practice && run !== null)
    .sort((a, b) => b.id - a.id)
    .flatMap(({ id, imported_at }) =>
      Array.from({ length: 60 }, (_, n): LedgerEntry => {
        const host = hosts[n % hosts.length]!;
        const isDomain = n % 4 === 0;
        const domain = host.split(".").slice(1).join(".");
        return {
          id: id * 1000 + (60 - n),
          at: imported_at + (60 - n) * 1000,
          list: id,
          run: id,
          kind: isDomain ? "resolver" : "mail_host",
          party: isDomain ? "the system's DNS resolver" : host,
          ip: isDomain ? null : `192.0.2.${(n % 200) + 1}`,
          proxy: null,
          learnt: isDomain ? "domain" : "address",
          what: isDomain ? domain : `${people[n % people.length]}@${domain}`,
        };
      }),
    );
  if (lists.length === 0) return [];
  return [
    ...entries,
    {
      id: 1,
      at: Date.now() - 42 * 60_000,
      list: null,
      run: null,
      kind: "service",
      party: "zen.spamhaus.org",
      ip: null,
      proxy: null,
      learnt: "own",
      what: "the address 203.0.113.7 of this machine, through the resolver",
    },
  ];
}

export function ledgerPage(all: LedgerEntry[], { list, search, before, most }: DisclosureQuery): LedgerPage {
  const word = search.trim().toLowerCase();
  const found = all.filter(
    (entry) =>
      (list === null || entry.list === list) &&
      `${entry.party} ${entry.ip ?? ""} ${entry.what}`.toLowerCase().includes(word),
  );
  const from = before === null ? 0 : found.findIndex(({ id }) => id < before);
  return { total: found.length, entries: from < 0 ? [] : found.slice(from, from + most) };
}

export function storedOf(lists: ListSummary[], disclosures: number): Stored {
  const now = Date.now();
  const oldest = lists.length > 0 ? Math.min(...lists.map(({ imported_at }) => imported_at)) : null;
  const kind = (count: number) => ({
    count: lists.length > 0 ? count : 0,
    oldest,
    newest: lists.length > 0 ? now - 60_000 : null,
  });
  return {
    kept: {
      lists: lists.length,
      runs: lists.filter(({ run }) => run !== null).length,
      domains: kind(4_312),
      controls: kind(2_877),
      paces: kind(91),
      disclosures,
      bytes: 48_200_000 + lists.length * 900_000,
      backup_bytes: lists.length > 0 ? 12_400_000 : 0,
    },
    now,
    domains_used_for_seconds: 86_400,
    controls_used_for_seconds: 86_400,
  };
}

/** The lists that a purge takes. */
export function doomed(lists: ListSummary[], request: PurgeRequest): { lists: ListSummary[]; told: Purged } {
  const taken = lists.filter(({ id, imported_at }) => {
    if (request === "all") return true;
    if ("list" in request) return id === request.list;
    return imported_at < Date.now() - (request.older_than?.days ?? 0) * 86_400_000;
  });
  return { lists: taken, told: { lists: taken.map(({ name }) => name), runs: 0 } };
}
