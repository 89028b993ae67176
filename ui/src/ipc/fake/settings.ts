/** Settings of a made-up program: one of each kind, refused as the real ones are. */
import type { PolicyRow, Sentence, SettingsView, SettingView } from "../bindings";
import { said } from "./said";

const setting = (
  key: string,
  about: string,
  kind: SettingView["kind"],
  value: string,
  choices: string[] = [],
): SettingView => ({ key, about, kind, choices, default: value, value, changed: false });

const tls =
  'When a conversation is encrypted (STARTTLS): "when_demanded", only where the server insists; "when_offered", wherever it can be. Certificates are written down and never a reason to give up.';
const waits = "How long to wait for a connection, and for each reply.";

export const shippedSettings: SettingsView = {
  file: "/home/you/.config/mailvet/settings.toml",
  settings: [
    setting(
      "dns.servers",
      'Resolvers to ask, as "IP:port". Empty: the resolvers of the system.',
      "lines",
      "",
    ),
    setting("dns.at_once", "Domains that are looked up at the same time.", "number", "64"),
    setting(
      "smtp.helo",
      "The name given in EHLO. Empty: this machine's own fully qualified name, else the address that it sends from. Receivers distrust a name that does not resolve to the address they see.",
      "text",
      "",
    ),
    setting(
      "smtp.mail_from",
      "The sender given in MAIL FROM. Empty: the null sender <>, which every server has to take.",
      "text",
      "",
    ),
    setting("smtp.tls", tls, "text", "when_demanded", ["when_demanded", "when_offered"]),
    setting("smtp.connect_timeout", waits, "text", "10s"),
    setting("smtp.reply_timeout", waits, "text", "60s"),
    setting(
      "smtp.enabled",
      "Whether to ask mail servers at all. false: verdicts rest on syntax, DNS and lists only, and say so.",
      "flag",
      "true",
    ),
    setting(
      "network.ip",
      'Which addresses of mail hosts are called: "both" (a host\'s IPv4 addresses first), "ipv4" or "ipv6".',
      "text",
      "both",
      ["both", "ipv4", "ipv6"],
    ),
    setting("network.proxy", "A SOCKS5 proxy that every mail server is asked through.", "text", ""),
    setting(
      "pace.connections_total",
      "Connections open at the same time, over everything and with one exchange (a mail operator).",
      "number",
      "64",
    ),
    setting(
      "pace.exchange",
      'Exchanges with limits of their own, higher or lower, by name or by the id of the operator. For example:\n[[pace.exchange]]\nexchange = "google.com"\nconnections = 1',
      "toml",
      "",
    ),
    setting(
      "doctor.block_lists",
      "DNS block lists that are asked whether the addresses are on them; each learns the addresses. Empty: not asked.",
      "lines",
      "zen.spamhaus.org\nb.barracudacentral.org\nbl.spamcop.net\npsbl.surriel.com",
    ),
    setting(
      "doctor.port_hosts",
      "Mail hosts to try port 25 with. Empty: not tried.",
      "lines",
      "gmail-smtp-in.l.google.com\nmx00.gmx.net",
    ),
    setting(
      "doctor.address_service",
      "A service that tells the address of whoever asks. Empty: nobody is asked.",
      "text",
      "",
    ),
    ...(["registration", "website", "gravatar", "libravatar", "wkd", "keyserver", "own_pages"] as const).map(
      (key) =>
        setting(
          `lookups.${key}`,
          "Further look-ups for addresses that no mail server settles.",
          "flag",
          "false",
        ),
    ),
    setting("lookups.block_lists", "DNS block lists of domains. Empty: nobody is asked.", "lines", ""),
    setting(
      "lookups.rdap_bootstrap",
      "Where the services are.",
      "text",
      "https://data.iana.org/rdap/dns.json",
    ),
    setting("lookups.gravatar_service", "Where the services are.", "text", "https://gravatar.com/avatar/"),
    setting("lookups.keyserver_service", "Where the services are.", "text", "https://keys.openpgp.org/"),
    setting("window.language", 'The language of the window: "system", "en" or "de".', "text", "system", [
      "system",
      "en",
      "de",
    ]),
    setting("window.theme", 'Its colours: "system", "light" or "dark".', "text", "system", [
      "system",
      "light",
      "dark",
    ]),
    setting("window.text_size", "The size of its text in percent, 80 to 200.", "number", "100"),
    setting(
      "window.notify",
      "Whether the system tells when a check has ended or needs you, while you look at something else.",
      "flag",
      "true",
    ),
    setting(
      "window.keep_awake",
      "Whether the machine is kept from falling asleep while a list is checked. Its screen may still turn off.",
      "flag",
      "true",
    ),
  ],
};

/** Why a value is refused; `null`: it is taken. */
export function refusal({ key, kind }: SettingView, value: string): Sentence | null {
  const mustBe = (rule: Sentence) => said("setting.must_be", { key, rule });
  if (kind === "number" && !/^\d+$/.test(value.trim())) return mustBe(said("setting.whole_number"));
  if (key === "dns.at_once" && Number(value) < 1) return mustBe(said("setting.at_least_one"));
  if (key === "window.text_size" && (Number(value) < 80 || Number(value) > 200)) {
    return mustBe(said("setting.from_to", { least: 80, most: 200 }));
  }
  if (key === "smtp.helo" && /\s/.test(value.trim())) {
    return mustBe(said("setting.empty_or_name"));
  }
  return null;
}

export const shippedPolicy: PolicyRow[] = [
  { verdict: "valid", flag: "role", action: "caution" },
  { verdict: "valid", flag: "no_reply", action: "review" },
  { verdict: "valid", flag: null, action: "send" },
  { verdict: "likely_valid", flag: null, action: "caution" },
  { verdict: "risky", flag: "disposable", action: "suppress" },
  { verdict: "risky", flag: null, action: "review" },
  { verdict: "unknown", flag: null, action: "retry" },
  { verdict: "likely_invalid", flag: null, action: "review" },
  { verdict: "invalid", flag: null, action: "suppress" },
];
