import type { Query } from "./bindings";

/** Every row of a list, as the rows came. */
export const everything: Query = {
  verdicts: [],
  reasons: [],
  actions: [],
  flags: [],
  domains: [],
  operators: [],
  unsettled: false,
  decided: false,
  search: "",
  sort: [],
};
