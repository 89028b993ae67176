import type { About } from "../bindings";
import { said } from "./said";

export const about: About = {
  version: "0.1.0",
  licence: "MIT OR Apache-2.0",
  lists: [
    {
      what: said("list.throw_away"),
      sources: ["PyPI disposable-email-domains 0.0.293 (2026-11-09, CC0-1.0)"],
      licence: "CC0-1.0",
      date: "2026-11-09",
      count: 10_180,
    },
    {
      what: said("list.free_mail"),
      sources: [
        "npm free-email-domains 1.12.6 (2026-09-23, MIT)",
        "npm email-providers 2.26.0 (2026-09-07, ISC)",
      ],
      licence: "MIT AND ISC",
      date: "2026-09-23",
      count: 4_398,
    },
  ],
  libraries: [
    { name: "rusqlite", version: "0.39.0", licence: "MIT" },
    { name: "svelte", version: "5.57.3", licence: "MIT" },
    { name: "tokio", version: "1.48.0", licence: "MIT" },
  ],
};
