/** The words of the look at a list before anybody is asked. */
import { count } from "$/shared/numbers";

const addresses = (n: number) => `${count(n)} ${n === 1 ? "address" : "addresses"}`;

export const foresight = {
  title: "Before anybody is asked",
  provable: "Can be proved",
  range: (least: string, most: string) => (least === most ? least : `${least} to ${most}`),
  bar: (sure: number, open: number, never: number) =>
    `${count(sure)} surely, ${count(open)} perhaps, ${count(never)} not`,
  why: (sure: number, open: number, never: number) => {
    const known = [
      ...(sure > 0 ? [`The servers behind ${addresses(sure)} are known to tell right from wrong.`] : []),
      ...(never > 0 ? [`The servers behind ${addresses(never)} accept everything.`] : []),
      ...(open > 0 ? ["The others show it during the check."] : []),
    ];
    return known.join(" ");
  },
  unknown: "Shows during the check",
  unknownWhy: "Nothing is known yet of the servers behind these addresses.",
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
