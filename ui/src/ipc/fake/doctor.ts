/**
 * A made-up connection doctor: a machine at home whose port 25 is shut, or one with an open port and the usual faults.
 * The findings are invented in the manner of the real ones; nothing here decides anything.
 */
import type {
  CheckId,
  Destination,
  DoctorCheck,
  DoctorPlan,
  DoctorReport,
  ProviderOutlook,
} from "../bindings";

const titles: Record<CheckId, string> = {
  resolver: "DNS resolver",
  port: "Port 25",
  clock: "Clock",
  public_address: "Public address",
  ptr: "Reverse name (PTR)",
  helo: "Greeting name (HELO)",
  sender: "Sender domain",
  spf: "Sender policy (SPF)",
  block_lists: "Block lists",
  ipv6: "IPv6",
};
const ids = Object.keys(titles) as CheckId[];

const to = (check: CheckId, to: string, learns: string, setting: string): Destination => ({
  check,
  to,
  learns,
  setting,
});

export const doctorPlan: DoctorPlan = {
  checks: ids.map((id) => ({ id, title: titles[id] })),
  destinations: [
    to("resolver", "your DNS resolver", "two names that have nothing to do with your lists", "dns.servers"),
    to("port", "gmail-smtp-in.l.example:25", "this machine’s address and greeting name", "doctor.hosts"),
    to("port", "mx1.mail.example:25", "this machine’s address and greeting name", "doctor.hosts"),
    to("public_address", "the same mail hosts", "nothing more", "doctor.hosts"),
    to("ptr", "your DNS resolver", "this machine’s address", "dns.servers"),
    to("helo", "your DNS resolver", "the greeting name", "dns.servers"),
    to("block_lists", "zen.blocklist.example", "this machine’s address", "doctor.block_lists"),
    to("block_lists", "bl.listing.example", "this machine’s address", "doctor.block_lists"),
  ],
};

type Told = Omit<DoctorCheck, "id" | "title">;
const told = (
  state: Told["state"],
  finding: string,
  remedy: string | null = null,
  facts: Told["facts"] = [],
): Told => ({ state, finding, remedy, facts });

const resolver = told("passed", "DNS answers, and does not invent names.", null, [
  ["Asked", "mail.example, q7zv-hk29x.example"],
]);
const clock = told("unknown", "No mail server told the time.");
const notAsked = (why: string) => told("not_asked", why);
const sender = notAsked("The null sender <> is used, which belongs to no domain.");

const open: Record<CheckId, Told> = {
  resolver,
  port: told("passed", "2 of 2 mail servers answered.", null, [
    ["gmail-smtp-in.l.example", "220 mx ESMTP ready"],
    ["mx1.mail.example", "220 mx1.mail.example ESMTP"],
  ]),
  clock: told("passed", "This machine’s clock is right."),
  public_address: told("passed", "Mail servers see 192.0.2.17.", null, [["Said by", "mx1.mail.example"]]),
  ptr: told(
    "failed",
    "192.0.2.17 has the name host-192-0-2-17.dyn.provider.example, which is a name for home connections.",
    "Ask whoever gave you the address to set its reverse name to the greeting name.",
    [
      ["Name", "host-192-0-2-17.dyn.provider.example"],
      ["Leads to", "192.0.2.17"],
    ],
  ),
  helo: told(
    "warning",
    "“laptop.local” does not resolve, so strict servers refuse the greeting.",
    "Set smtp.helo to a name that leads to 192.0.2.17.",
  ),
  sender,
  spf: notAsked("The null sender <> needs no sender policy."),
  block_lists: told(
    "warning",
    "192.0.2.17 is on 1 of 2 lists: zen.blocklist.example names it as a home connection (PBL).",
    "Use a server with an address of its own; home connections stay on this list for good.",
    [
      ["zen.blocklist.example", "127.0.0.10: home connection"],
      ["bl.listing.example", "not listed"],
    ],
  ),
  ipv6: told("passed", "There is no way out over IPv6, so only the IPv4 address counts."),
};

const noAddress = "Without an answer on port 25 nobody said which address is ours.";
const shut: Record<CheckId, Told> = {
  resolver,
  port: told(
    "failed",
    "None of 2 mail servers could be reached: every connection timed out.",
    "Ask your provider to open port 25, use a server or a SOCKS5 proxy, or check lists in quick mode.",
    [
      ["gmail-smtp-in.l.example", "timed out after 10 s"],
      ["mx1.mail.example", "timed out after 10 s"],
    ],
  ),
  clock,
  public_address: notAsked(noAddress),
  ptr: notAsked(noAddress),
  helo: open.helo,
  sender,
  spf: open.spf,
  block_lists: notAsked(noAddress),
  ipv6: open.ipv6,
};

const outlook = (
  operator: string,
  name: string,
  expectation: ProviderOutlook["expectation"],
  sentence: string,
  remedy: string | null = null,
): ProviderOutlook => ({ operator, name, expectation, sentence, remedy });

const openOutlook: ProviderOutlook[] = [
  outlook(
    "google",
    "Google",
    "may_refuse",
    "It minds a reverse name for home connections.",
    "Set a reverse name of your own.",
  ),
  outlook(
    "microsoft365",
    "Microsoft 365",
    "refuses",
    "It refuses addresses that are on zen.blocklist.example.",
    "Use a server with an address of its own.",
  ),
  outlook("yahoo", "Yahoo and AOL", "may_refuse", "It minds a reverse name for home connections."),
  outlook("proton", "Proton", "accepts", "Nothing was found that it refuses."),
  outlook("small", "Small mail servers", "may_refuse", "Many use the block lists that name this address."),
];
const shutOutlook = openOutlook.map(({ operator, name }) =>
  outlook(operator, name, "unreachable", "It is not reached from here: port 25 is shut."),
);

/** One check as the doctor would tell it. */
export function doctorCheck(id: CheckId, isShut: boolean, skipped: boolean): DoctorCheck {
  const found = skipped ? notAsked("It was left out.") : (isShut ? shut : open)[id];
  return { id, title: titles[id], ...found };
}

export function doctorReport(isShut: boolean, skip: CheckId[], practice: boolean, at: number): DoctorReport {
  return {
    verdict: isShut ? "shut" : "limited",
    headline: isShut
      ? "No mail server can be reached from this network."
      : "Mail servers answer, but several will refuse what they see of this machine.",
    next_step: isShut
      ? "Check lists in quick mode, or run Mailvet on a server whose port 25 is open."
      : "Set a reverse name and a greeting name first; that is what most servers look at.",
    checks: ids.map((id) => doctorCheck(id, isShut, skip.includes(id))),
    providers: isShut ? shutOutlook : openOutlook,
    practice,
    checked_at: at,
  };
}
