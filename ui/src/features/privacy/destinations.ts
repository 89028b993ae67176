/** Everybody whom Mailvet may contact, with the setting that decides about it. A test holds the keys against the settings. */
import type { SettingView } from "$/ipc";

export type DestinationId =
  | "resolver"
  | "mail_servers"
  | "proxy"
  | "port_hosts"
  | "address_service"
  | "block_lists"
  | "registration"
  | "website"
  | "gravatar"
  | "libravatar"
  | "wkd"
  | "keyserver"
  | "own_pages"
  | "domain_lists";

export interface Destination {
  id: DestinationId;
  group: "check" | "doctor" | "lookups";
  /** The key that decides. */
  setting: string;
  /**
   * How it is switched: `flag`, true or false; `listed`, empty is off and the default on; `named`, empty is off and on is
   * whatever the user names; `needed`, never off.
   */
  how: "flag" | "listed" | "named" | "needed";
  /** The key that says who it is, where that is another. */
  whom?: string;
}

export const destinations: readonly Destination[] = [
  { id: "resolver", group: "check", setting: "dns.servers", how: "needed" },
  { id: "mail_servers", group: "check", setting: "smtp.enabled", how: "flag" },
  { id: "proxy", group: "check", setting: "network.proxy", how: "named" },
  { id: "port_hosts", group: "doctor", setting: "doctor.port_hosts", how: "listed" },
  { id: "address_service", group: "doctor", setting: "doctor.address_service", how: "named" },
  { id: "block_lists", group: "doctor", setting: "doctor.block_lists", how: "listed" },
  {
    id: "registration",
    group: "lookups",
    setting: "lookups.registration",
    how: "flag",
    whom: "lookups.rdap_bootstrap",
  },
  { id: "website", group: "lookups", setting: "lookups.website", how: "flag" },
  {
    id: "gravatar",
    group: "lookups",
    setting: "lookups.gravatar",
    how: "flag",
    whom: "lookups.gravatar_service",
  },
  { id: "libravatar", group: "lookups", setting: "lookups.libravatar", how: "flag" },
  { id: "wkd", group: "lookups", setting: "lookups.wkd", how: "flag" },
  {
    id: "keyserver",
    group: "lookups",
    setting: "lookups.keyserver",
    how: "flag",
    whom: "lookups.keyserver_service",
  },
  { id: "own_pages", group: "lookups", setting: "lookups.own_pages", how: "flag" },
  { id: "domain_lists", group: "lookups", setting: "lookups.block_lists", how: "named" },
];

/** Whether it may be contacted as things are set. */
export const isOn = ({ how }: Destination, { value }: SettingView): boolean =>
  how === "needed" || (how === "flag" ? value === "true" : value.trim() !== "");

/** What to set to switch it on or off; `undefined`: that takes a name, or is not possible. */
export function valueFor({ how }: Destination, on: boolean): string | null | undefined {
  switch (how) {
    case "flag":
      return String(on);
    case "listed":
      return on ? null : "";
    case "named":
      return on ? undefined : "";
    case "needed":
      return undefined;
  }
}

/** A URL's host, anything else as it is; what stands before the `@` of a proxy is nobody's business. */
export function hostOf(text: string): string {
  const bare = text.trim().replace(/^[a-z0-9+.-]+:\/\//i, "");
  const host = bare.slice(bare.lastIndexOf("@") + 1);
  return bare === text.trim() ? text.trim() : (host.split("/")[0] ?? host);
}
