/** Die Worte über die Verbindung: der Arzt, und was zu tun ist, wo Port 25 zu ist. */
import { count } from "$/shared/numbers";
import type { Texts } from "$/shared/texts";

export const doctor: Texts["doctor"] = {
  title: "Verbindungsarzt",
  states: {
    passed: "Bestanden",
    warning: "Warnung",
    failed: "Durchgefallen",
    unknown: "Nicht bekannt",
    not_asked: "Nicht gefragt",
  },
  verdicts: {
    ready: "Bereit",
    limited: "Bereit, mit Grenzen",
    shut: "Port 25 ist zu",
    unknown: "Nicht bekannt",
  },
  expectations: {
    accepts: "Antwortet",
    may_refuse: "Lehnt vielleicht ab",
    refuses: "Lehnt ab",
    unreachable: "Nicht erreicht",
    unknown: "Nicht bekannt",
  },
  checkTitles: {
    resolver: "DNS-Auflösung",
    port: "Port 25",
    public_address: "Öffentliche Adresse",
    ptr: "Rückwärtsname (PTR)",
    helo: "Grußname (HELO)",
    sender: "Absenderdomain",
    spf: "Absenderregel (SPF)",
    block_lists: "Sperrlisten",
    ipv6: "IPv6",
    clock: "Uhr",
  },
  neverTitle: "Lassen sich Mailserver von hier fragen?",
  neverText:
    "Viele Netze lassen keine Mail hinaus, und viele Server weisen ab, wen sie nicht kennen. Der Arzt findet das vor Ihrer Liste heraus und sagt, was zu tun ist.",
  start: "Verbindung prüfen",
  again: "Noch einmal prüfen",
  stop: "Anhalten",
  stopping: "Hält an…",
  checking: (done, of) => `Prüft, ${count(done)} von ${count(of)}`,
  stopped: "Vor dem Ende angehalten",
  stoppedText: "Unten steht, was bis dahin gefunden wurde. Der letzte ganze Bericht bleibt erhalten.",
  stoppedAlone: "Unten steht, was bis dahin gefunden wurde.",
  failed: "Die Verbindung wurde nicht geprüft",
  loadFailed: "Der Arzt kann nicht gezeigt werden",
  checkedAt: (when) => `Geprüft ${when}`,
  stale: "Netze ändern sich: Prüfen Sie noch einmal, wenn Sie inzwischen woanders sind.",
  practice: "Das ist die Verbindung der Übungswelt, nicht Ihre.",
  copy: "Bericht kopieren",
  checks: "Prüfungen",
  notYet: "Wartet",
  now: "Prüft",
  remedy: "Was zu tun ist",
  showFacts: (n) => `${count(n)} ${n === 1 ? "Tatsache" : "Tatsachen"}`,
  providers: "Was zu erwarten ist",
  providersHint: "Wie die großen Anbieter und kleine Server Fragen von hier behandeln werden.",
  provider: "Mailanbieter",
  expectation: "Erwartung",
  why: "Warum",
  contacts: "Wer kontaktiert wird",
  contactsHint:
    "Niemand, bevor Sie auf den Knopf drücken. Nehmen Sie ein Häkchen weg, werden die Rechner dieser Prüfung in Ruhe gelassen; keine Ihrer Adressen wird ihnen je genannt.",
  contactsNobody: "Niemand: Alle Prüfungen kommen mit diesem Rechner aus.",
  contactsEmpty: "Ohne ein Häkchen gibt es nichts zu prüfen.",
  setting: "Einstellung:",
  reportTitle: "Mailvet, Verbindungsarzt",

  line: {
    title: "Verbindung",
    never: "Noch nicht geprüft. Lohnt sich vor der ersten Liste.",
    failed: "Der letzte Bericht kann nicht gelesen werden.",
  },

  heldUp: {
    running: "Die ganze Prüfung ist aufgehalten",
    title: "Von hier ist kein Mailserver zu erreichen",
    known: (when) =>
      `Port 25 war zu, als der Arzt nachsah (${when}). Eine volle Prüfung ließe jede Adresse „unbekannt“.`,
    quick: "Schnellprüfung",
    doctor: "Arzt",
    server: "Von einem Server aus…",
  },

  mode: {
    label: "Wie gründlich",
    quick: "Schnellprüfung",
    quickAbout:
      "Schreibweise, Domains und Listen; kein Mailserver wird gefragt. Sie findet, was sicher tot ist; der Rest bleibt bei „wahrscheinlich“.",
    full: "Volle Prüfung",
    fullAbout: "Fragt auch die Mailserver. Wo sie nicht zu erreichen sind, bleiben Adressen „unbekannt“.",
    looked: (when) => `Port 25 war zu, als der Arzt nachsah (${when}).`,
    tag: "Schnellprüfung",
    tagAbout: "Kein Mailserver wurde gefragt: Die Urteile beruhen auf Schreibweise, DNS und Listen.",
  },

  server: {
    title: "Dort prüfen, wo Port 25 offen ist",
    intro: "Dieselbe Prüfung läuft auf einem gemieteten Server; nur dessen Adresse muss willkommen sein.",
    steps: [
      [
        "Einen Server finden",
        "Mit eigener Adresse, nach außen offenem Port 25 und einem Namen, den Sie setzen können (Reverse DNS). Viele Hoster öffnen den Port auf Anfrage.",
      ],
      [
        "Die Kommandozeile hinbringen",
        "Eine Datei, die sonst nichts braucht; sie liegt neben den Installern jeder Ausgabe.",
        "scp mailvet list.csv you@my-server:",
      ],
      ["Dort den Arzt fragen", "Er sagt, ob Mailserver mit dieser Maschine reden.", "./mailvet doctor"],
      [
        "Die Liste dort prüfen",
        "Das Ergebnis kommt mit allen Spalten Ihrer Datei zurück.",
        "./mailvet verify list.csv -o checked.csv",
      ],
      [
        "Oder hierbleiben und hindurchgehen",
        "SSH genügt: solange dieser Befehl läuft, fragt das Fenster durch diesen Server. In den Einstellungen steht dann network.proxy auf socks5://127.0.0.1:1080 und smtp.helo auf dem Namen des Servers.",
        "ssh -N -D 1080 you@my-server",
      ],
    ],
  },
};
