/**
 * A made-up connection doctor: a machine at home whose port 25 is shut, or one with an open port and the usual faults.
 * What is found is invented, said in the manner of the real one; nothing here decides anything.
 */
import type {
  CheckId,
  Destination,
  DoctorCheck,
  DoctorPlan,
  DoctorReport,
  ProviderOutlook,
  Sentence,
  Words,
} from "../bindings";
import { said } from "./said";

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

const OWN = "192.0.2.17";
const HOSTS = ["gmail-smtp-in.l.example", "mx1.mail.example"] as const;
const [LIST, OTHER_LIST] = ["zen.blocklist.example", "bl.listing.example"];

const to = (check: CheckId, to: Words, learns: Sentence, setting: string): Destination => ({
  check,
  to,
  learns,
  setting,
});
const resolvers = said("contact.system_resolver");

export const doctorPlan: DoctorPlan = {
  checks: ids.map((id) => ({ id, title: titles[id] })),
  destinations: [
    to("resolver", resolvers, said("contact.names"), "dns.servers"),
    ...HOSTS.map((host) => to("port", host, said("contact.address_and_name"), "doctor.port_hosts")),
    to("ptr", resolvers, said("contact.reverse_lookup"), "dns.servers"),
    to("helo", resolvers, said("contact.greeting_name"), "dns.servers"),
    ...[LIST, OTHER_LIST].map((zone) =>
      to("block_lists", zone, said("contact.address_by_resolver"), "doctor.block_lists"),
    ),
  ],
};

type Told = Omit<DoctorCheck, "id" | "title">;
const told = (
  state: Told["state"],
  finding: Sentence,
  remedy: Sentence | null = null,
  facts: Told["facts"] = [],
): Told => ({ state, finding, remedy, facts });

const resolver = told("passed", said("doctor.resolver_sound"), null, [
  ["example.com", "192.0.2.1"],
  ["q7zv-hk29x.com", said("doctor.no_address")],
]);
const sender = told("passed", said("doctor.sender_null"));
const notAsked = (what: Sentence) => told("not_asked", said("doctor.not_asked", { what }));
const greeted = (ip: string, banner: string) =>
  said("doctor.trial_with_banner", {
    what: said("doctor.trial_at", { what: said("doctor.trial_greeted"), ip }),
    banner,
  });

const open: Record<CheckId, Told> = {
  resolver,
  port: told("passed", said("doctor.port_open", { port: "25" }), null, [
    [HOSTS[0], greeted("192.0.2.26", "220 mx ESMTP ready")],
    [HOSTS[1], greeted("192.0.2.27", "220 mx1.mail.example ESMTP")],
  ]),
  clock: told("passed", said("doctor.clock_right")),
  public_address: told("passed", said("doctor.address_seen", { ip: OWN }), null, [
    [OWN, said("doctor.said_by", { who: HOSTS[1] })],
  ]),
  ptr: told("warning", said("doctor.ptr_generic", { ip: OWN }), said("doctor.need_own_name_remedy"), [
    [OWN, said("doctor.name_leads_to", { name: "host-192-0-2-17.dyn.provider.example", answer: OWN })],
  ]),
  helo: told(
    "warning",
    said("doctor.helo_made_up", { name: "laptop.local" }),
    said("doctor.need_helo_remedy"),
    [
      [said("doctor.fact_name"), "laptop.local"],
      [said("doctor.fact_taken_from"), said("doctor.helo_from_machine")],
    ],
  ),
  sender,
  spf: told("passed", said("doctor.spf_not_needed", { domain: "laptop.local", ip: OWN })),
  block_lists: told(
    "failed",
    said("doctor.listed", { ip: OWN, lists: LIST }),
    said("doctor.listed_remedy", { page: "https://check.blocklist.example/" }),
    [
      [
        said("doctor.list_for", { list: LIST, ip: OWN }),
        said("doctor.listed_as", {
          meanings: said("doctor.listed_code", {
            meaning: said("doctor.list_line_pbl"),
            code: "127.0.0.10",
          }),
        }),
      ],
      [said("doctor.list_for", { list: OTHER_LIST, ip: OWN }), said("doctor.not_listed")],
    ],
  ),
  ipv6: told("passed", said("doctor.ipv6_none")),
};

const noAddress = (what: Sentence) => told("unknown", said("doctor.no_own_address", { what }));
const shut: Record<CheckId, Told> = {
  resolver,
  port: told(
    "failed",
    said("doctor.port_shut", { port: "25", count: 2 }),
    said("doctor.port_shut_remedy"),
    HOSTS.map((host) => [host, said("doctor.trial_timed_out")]),
  ),
  clock: told("unknown", said("doctor.clock_no_witness")),
  public_address: told("unknown", said("doctor.address_not_named"), said("doctor.address_not_named_remedy")),
  ptr: noAddress(said("doctor.the_reverse_name")),
  helo: open.helo,
  sender,
  spf: noAddress(said("doctor.what_policy_says")),
  block_lists: noAddress(said("doctor.whether_listed")),
  ipv6: open.ipv6,
};

const names: Record<string, Words> = {
  google: "Google",
  microsoft365: "Microsoft 365",
  yahoo: "Yahoo/AOL",
  proton: "Proton",
  small: said("doctor.small_operators"),
};

function outlook(
  operator: string,
  expectation: ProviderOutlook["expectation"],
  code: Parameters<typeof said>[0],
  missing?: Sentence,
  remedy: Sentence | null = null,
): ProviderOutlook {
  const name = names[operator]!;
  return {
    operator,
    name,
    expectation,
    sentence: said(code, missing ? { name, missing } : { name }),
    remedy,
  };
}

const listed = said("doctor.need_not_listed");
const openOutlook: ProviderOutlook[] = [
  outlook(
    "google",
    "may_refuse",
    "doctor.provider_may_refuse",
    said("doctor.need_own_name"),
    said("doctor.need_own_name_remedy"),
  ),
  outlook(
    "microsoft365",
    "refuses",
    "doctor.provider_refuses",
    listed,
    said("doctor.need_not_listed_remedy"),
  ),
  outlook("yahoo", "may_refuse", "doctor.provider_may_refuse", said("doctor.need_own_name")),
  outlook("proton", "accepts", "doctor.provider_accepts"),
  outlook("small", "may_refuse", "doctor.provider_may_refuse", listed),
];
const shutOutlook = openOutlook.map(({ operator }) =>
  outlook(operator, "unreachable", "doctor.provider_unreachable"),
);

/** What a check was left out of. */
const subjects: Record<CheckId, Sentence> = {
  resolver: said("doctor.the_resolver"),
  port: said("doctor.the_port", { port: "25" }),
  clock: said("doctor.the_clock"),
  public_address: said("doctor.the_public_address"),
  ptr: said("doctor.the_reverse_name"),
  helo: said("doctor.the_greeting_name"),
  sender: said("doctor.the_sender_domain"),
  spf: said("doctor.the_sender_policy"),
  block_lists: said("doctor.the_block_lists"),
  ipv6: said("doctor.the_ipv6"),
};

/** One check as the doctor would tell it. */
export function doctorCheck(id: CheckId, isShut: boolean, skipped: boolean): DoctorCheck {
  const found = skipped ? notAsked(subjects[id]) : (isShut ? shut : open)[id];
  return { id, title: titles[id], ...found };
}

export function doctorReport(isShut: boolean, skip: CheckId[], practice: boolean, at: number): DoctorReport {
  return {
    verdict: isShut ? "shut" : "limited",
    headline: isShut ? shut.port.finding : said("doctor.some_refuse", { names: names["microsoft365"]! }),
    next_step: isShut ? shut.port.remedy : open.block_lists.remedy,
    checks: ids.map((id) => doctorCheck(id, isShut, skip.includes(id))),
    providers: isShut ? shutOutlook : openOutlook,
    practice,
    checked_at: at,
  };
}
