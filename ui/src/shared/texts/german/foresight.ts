/** Deutsch: der Blick auf eine Liste, bevor jemand gefragt wird. */
import { count } from "$/shared/numbers";
import type { foresight as english } from "$/shared/texts/foresight";

export const foresight: typeof english = {
  title: "Bevor jemand gefragt wird",
  provable: "Lässt sich beweisen",
  range: (least: string, most: string) => (least === most ? least : `${least} bis ${most}`),
  bar: (sure: number, open: number, never: number) =>
    `${count(sure)} sicher, ${count(open)} vielleicht, ${count(never)} nicht`,
  why: (sure: number, never: number) =>
    [
      `Die Server hinter ${count(sure)} Adressen unterscheiden richtig von falsch`,
      never > 0 ? `, die hinter ${count(never)} nehmen alles an` : "",
      "; bei den anderen zeigt es sich.",
    ].join(""),
  notAsked: "Nur was Form und DNS beweisen: Kein Mailserver wird gefragt.",
  time: "Dauert",
  atLeast: (time: string) => `Mindestens ${time}`,
  retries: (time: string) =>
    `Beim eingestellten Tempo. Server, die Fremde vertrösten, werden bis zu ${time} länger noch einmal gefragt.`,
  quick: "Ein paar Minuten",
  providers: (domains: number) =>
    `Wer Mail nimmt an ${count(domains)} ${domains === 1 ? "Domain" : "Domains"}`,
  others: "Zeigt erst das DNS",
  kinds: (free: string, disposable: number) =>
    `${free} bei freien Anbietern, ${count(disposable)} Wegwerfadressen.`,
};
