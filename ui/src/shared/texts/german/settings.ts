/** Die Worte um die Einstellungen herum; was jede tut, sagt die Einstellungsdatei selbst, auf Englisch. */
import { count } from "$/shared/numbers";
import type { Texts } from "$/shared/texts";

export const settings: Texts["settings"] = {
  title: "Einstellungen",
  intro: "Änderungen gelten ab der nächsten Prüfung und stehen in",
  search: "Einstellungen suchen",
  changedOnly: (n) => `Nur geänderte (${count(n)})`,
  none: "Keine Einstellung passt.",
  failed: "Die Einstellungen können nicht gezeigt werden",
  reset: "Vorgabe",
  resetTo: (value) => (value === "" ? "Zurück zu leer" : `Zurück zu ${value}`),
  empty: "leer",
  yes: "Ja",
  no: "Nein",
  tables: {
    dns: "Domains nachschlagen",
    smtp: "Mit Mailservern reden",
    network: "Netz",
    pace: "Tempo",
    guard: "Ihren Ruf schützen",
    retry: "Noch einmal fragen",
    controls: "Erfundene Adressen als Gegenprobe",
    doctor: "Verbindungsarzt",
    cache: "Was wiederverwendet wird",
    lean: "Wenn niemand Auskunft gibt",
    policy: "Was mit jeder Zeile zu tun ist",
    window: "Dieses Fenster",
  },
  choices: {
    when_demanded: "Wenn verlangt",
    when_offered: "Wenn angeboten",
    both: "IPv4 und IPv6",
    ipv4: "Nur IPv4",
    ipv6: "Nur IPv6",
    system: "Wie das System",
    en: "English",
    de: "Deutsch",
    light: "Hell",
    dark: "Dunkel",
  },
};
