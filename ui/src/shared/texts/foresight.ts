/** The words of the look at a list before anybody is asked. */
import { count } from "$/shared/numbers";

export const foresight = {
  title: "Before anybody is asked",
  provable: "Can be proved",
  range: (least: string, most: string) => (least === most ? least : `${least} to ${most}`),
  bar: (sure: number, open: number, never: number) =>
    `${count(sure)} surely, ${count(open)} perhaps, ${count(never)} not`,
  why: (sure: number, never: number) =>
    [
      `The servers behind ${count(sure)} addresses are known to tell right from wrong`,
      never > 0 ? `, those behind ${count(never)} to accept everything` : "",
      "; of the others it shows.",
    ].join(""),
  notAsked: "Only what form and DNS prove: no mail server is asked.",
  time: "Takes",
  atLeast: (time: string) => `At least ${time}`,
  retries: (time: string) =>
    `At the set pace. Servers that put strangers off are asked again for up to ${time} more.`,
  quick: "A few minutes",
  providers: (domains: number) =>
    `Who takes mail at ${count(domains)} ${domains === 1 ? "domain" : "domains"}`,
  others: "Known once DNS is asked",
  kinds: (free: string, disposable: number) => `${free} at free providers, ${count(disposable)} disposable.`,
};
