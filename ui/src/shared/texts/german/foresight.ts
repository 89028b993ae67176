/** Deutsch: der Blick auf eine Liste, bevor jemand gefragt wird. */
import { count } from "$/shared/numbers";
import type { foresight as english } from "$/shared/texts/foresight";

const addresses = (n: number) => `${count(n)} ${n === 1 ? "Adresse" : "Adressen"}`;

export const foresight: typeof english = {
  title: "Bevor jemand gefragt wird",
  provable: "Lässt sich beweisen",
  range: (least: string, most: string) => (least === most ? least : `${least} bis ${most}`),
  bar: (sure: number, open: number, never: number) =>
    `${count(sure)} sicher, ${count(open)} vielleicht, ${count(never)} nicht`,
  why: (sure: number, open: number, never: number) => {
    const known = [
      ...(sure > 0 ? [`Die Server hinter ${addresses(sure)} unterscheiden richtig von falsch.`] : []),
      ...(never > 0 ? [`Die Server hinter ${addresses(never)} nehmen alles an.`] : []),
      ...(open > 0 ? ["Bei den anderen zeigt es sich während der Prüfung."] : []),
    ];
    return known.join(" ");
  },
  unknown: "Zeigt sich während der Prüfung",
  unknownWhy: "Über die Server hinter diesen Adressen ist noch nichts bekannt.",
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
