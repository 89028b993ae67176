/**
 * How the user's system writes numbers and dates. A system without a language (`LANG=C`) calls it "C", which is none, and
 * would write a million without separators: then English.
 */
const wanted = globalThis.navigator?.language ?? "";

export const locale: string = /^[a-z]{2,3}(-|$)/i.test(wanted) ? wanted : "en";
