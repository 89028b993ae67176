/** Deutsch: Daten und Datenschutz. */
import { count } from "$/shared/numbers";
import type { privacy as english } from "$/shared/texts/privacy";

export const privacy: typeof english = {
  title: "Daten und Datenschutz",
  link: "Daten und Datenschutz",
  intro:
    "Mailvet meldet nichts nach Hause: kein Konto, kein Hochladen, keine Telemetrie. Wen eine Prüfung fragen muss, steht hier, mit dem, was er sieht, und wie Sie ihn auslassen.",
  failed: "Das kann nicht gezeigt werden",
  destinations: {
    title: "Wer etwas erfahren kann",
    groups: {
      check: "Bei jeder Prüfung",
      doctor: "Durch den Verbindungsarzt, und nur wenn Sie ihn rufen",
      lookups: "Weitere Nachfragen, jede aus, bis Sie sie einschalten",
    },
    sees: (what: string) => `Sieht ${what}`,
    on: "An",
    off: "Aus",
    needed: "Immer nötig",
    set: "Einstellen",
    refused: "Die Einstellung wurde nicht behalten",
    noHost: "wen die Domain nennt",
    system: "die Resolver Ihres Systems",
    names: {
      resolver: "DNS-Resolver",
      mail_servers: "Mailserver der Domains einer Liste",
      proxy: "Ein SOCKS5-Proxy dazwischen",
      port_hosts: "Mailserver, an denen Port 25 versucht wird",
      address_service: "Ein Dienst, der Ihre eigene Adresse nennt",
      block_lists: "DNS-Sperrlisten",
      registration: "Domain-Registrierungen (RDAP)",
      website: "Websites der Domains",
      gravatar: "Gravatar",
      libravatar: "Libravatar",
      wkd: "Web Key Directories",
      keyserver: "Ein OpenPGP-Schlüsselserver",
      own_pages: "Kontaktseiten der Domains",
      domain_lists: "DNS-Sperrlisten für Domains",
    },
    learns: {
      resolver: "die Domains Ihrer Liste, nie eine Adresse",
      mail_servers: "Ihre Netzadresse und die Adressen an seinen eigenen Domains",
      proxy: "welche Mailserver gefragt werden, und was unverschlüsselt gesagt wird",
      port_hosts: "Ihre Netzadresse und Ihren EHLO-Namen; kein Empfänger wird genannt",
      address_service: "Ihre Netzadresse",
      block_lists:
        "Ihre Netzadresse, über Ihren Resolver; wieder gefragt, wenn eine Prüfung beginnt, nachdem Sie gelistet waren",
      registration: "Domains, die kein Mailserver geklärt hat",
      website: "Ihre Netzadresse und dass sich jemand die Seite ansieht",
      gravatar: "einen Hash der Adresse, aus dem sie zu erraten ist",
      libravatar: "einen Hash der Adresse, bei dem Server, den ihre Domain nennt",
      wkd: "die Adresse, bei einem Webserver ihrer eigenen Domain",
      keyserver: "die Adresse",
      own_pages: "Ihre Netzadresse und dass jemand die Kontaktseiten liest, nie eine Adresse",
      domain_lists:
        "Domains, die kein Mailserver geklärt hat, und ihre Mailserver, über Ihren Resolver",
    },
  },
  ledger: {
    title: "Wer was erfahren hat",
    hint: "Jeder Rechner, dem eine Adresse oder Domain von Ihnen genannt wurde, und wann. Das Neueste zuerst.",
    search: "Rechner, Adressen und Domains suchen",
    list: "Von",
    all: "Allen Listen, einzelnen Prüfungen und dem Arzt",
    when: "Wann",
    who: "Wer",
    what: "Erfuhr",
    forWhat: "Für",
    through: (proxy: string) => `durch ${proxy}`,
    doctor: "Verbindungsarzt",
    single: "Prüfung einer Adresse",
    gone: "eine Liste",
    kinds: { resolver: "Resolver", mail_host: "Mailserver", service: "Dienst" },
    learnt: { address: "die Adresse", domain: "die Domain", own: "von diesem Rechner" },
    entries: (n: number) => `${count(n)} ${n === 1 ? "Eintrag" : "Einträge"}`,
    range: (from: number, to: number, of: number) => `${count(from)}–${count(to)} von ${count(of)}`,
    newer: "Neuere",
    older: "Ältere",
    none: "Niemand hat etwas erfahren.",
    noneFound: "Nichts passt zur Suche.",
    export: "Als CSV sichern…",
    fileName: "protokoll",
    exported: (n: number, path: string) => `${count(n)} Einträge geschrieben nach ${path}.`,
    failed: "Das Protokoll kann nicht gelesen werden",
  },
  kept: {
    title: "Was auf diesem Rechner liegt",
    lists: "Listen",
    runs: "Prüfungen davon",
    domains: "Nachgeschlagene Domains",
    controls: "Gegenproben",
    paces: "Geduld von Mailanbietern",
    disclosures: "Einträge des Protokolls",
    size: "Auf der Platte",
    backups: (size: string) => `und ${size} in Kopien von vor Updates`,
    since: (oldest: string) => `das älteste ${oldest}`,
    used: (time: string) => `wieder benutzt für ${time}`,
    log: "Das Log verbirgt Adressen: Von anna@example.com behält es a…@example.com. Nur wer Mailvet mit MAILVET_LOG_ADDRESSES startet, bekommt ganze.",
  },
  purge: {
    title: "Endgültig löschen",
    hint: "Gelöschtes wird in der Datei überschrieben, nicht nur ausgetragen. Ihre eigenen Dateien und die Einstellungen bleiben.",
    what: "Was gelöscht wird",
    list: "Eine Liste mit allem, was für sie erfahren wurde",
    whichList: "Liste",
    age: "Woran niemand gearbeitet hat seit",
    days: "Tagen",
    all: "Alles: Listen, Ergebnisse, Gespräche und das Protokoll",
    would: (lists: string[], runs: number) =>
      lists.length + runs === 0
        ? "Dergleichen gibt es nicht."
        : [
            lists.length > 0
              ? `${count(lists.length)} ${lists.length === 1 ? "Liste" : "Listen"} (${lists.slice(0, 3).join(", ")}${lists.length > 3 ? " …" : ""})`
              : "",
            runs > 0
              ? `${count(runs)} frühere ${runs === 1 ? "Prüfung" : "Prüfungen"} von Listen, die bleiben`
              : "",
          ]
            .filter(Boolean)
            .join(" und ") + " würden gehen, mit Belegen und Einträgen des Protokolls.",
    looking: "Sieht nach, was das wäre…",
    button: "Löschen…",
    confirmTitle: "Das endgültig löschen?",
    confirm: "Löschen",
    cannot: "Das lässt sich nicht rückgängig machen.",
    done: "Gelöscht.",
    failed: "Nichts wurde gelöscht",
  },
};
