/** Deutsch: was eine Prüfung versucht hat und von sich sagt. */
import type { Phrases } from "$/ipc";

export const run = {
  "tried.came_back_once": "Mailvet kam innerhalb von {length} einmal wieder und wurde jedes Mal abgelehnt.",
  "tried.came_back": "Mailvet kam innerhalb von {length} {times} Mal wieder und wurde jedes Mal abgelehnt.",
  "tried.was_to_be_asked":
    "Die Prüfung endete, bevor sie noch einmal gefragt wurde; das sollte geschehen am {due}.",

  "length.seconds": "{count} {count:Sekunde|Sekunden}",
  "length.minutes": "{count} {count:Minute|Minuten}",
  "length.hours": "{count} {count:Stunde|Stunden}",

  "held_back.hour_full":
    "Innerhalb einer Stunde wurden {count} Adressen gefragt; das ist die Grenze, die für ihn gesetzt ist.",
  "held_back.hour_refused":
    "Er lehnte innerhalb einer Stunde {count} Adressen ab; wer weiterfragt, sieht aus, als riete er Adressen.",
  "held_back.rests": "Er bat uns, langsamer zu sein, deshalb wird er eine Weile in Ruhe gelassen.",
  "held_back.slower":
    "Er bat uns, langsamer zu sein: {rate} Adressen in der Minute über {connections} {connections:Verbindung|Verbindungen} fürs Erste, mehr mit jeder Sitzung, die gut geht.",
  "held_back.fewer": "Er bat uns, langsamer zu sein, deshalb bekommt er fürs Erste weniger Verbindungen.",
  "held_back.fruitless": "Er hat zuletzt nichts geantwortet.",
  "held_back.accepts_all":
    "Er begann, Adressen anzunehmen, die es nicht geben kann; seine Antworten sagen eine Weile nichts.",
  "held_back.guarded": "Er lehnt uns zu oft ab und wird weniger gefragt, um Ihren Ruf zu schonen.",
  "held_back.given_up": "Er lehnt uns ab, deshalb bleiben seine Adressen unbekannt.",
  "held_back.half_open": "Er lehnte uns ab; eine kleine Sitzung findet heraus, ob er es noch tut.",
  "held_back.blocked":
    "Er lehnte uns ab. Seine Adressen bleiben aufgehoben, und nach einer Pause wird er noch einmal gefragt.",
  "held_back.blocked_again":
    "Er lehnte uns wieder ab. Seine Adressen bleiben aufgehoben, und nach einer Pause wird er noch einmal gefragt.",

  "guard.pauses":
    "{refused} der letzten {of} Mailserver lehnten uns ab, deshalb fragt Mailvet noch {length} lang niemanden, um Ihren Ruf zu schonen; danach geht es von selbst weiter.",
  "guard.finds_out":
    "Nach einer Pause fragt Mailvet einen Server nach dem anderen, um zu sehen, ob sie uns noch ablehnen.",
  "guard.halves": "Mailvet fragt halb so schnell, wie es könnte.",
  "guard.in_vain":
    "{refused} der letzten {of} Mailserver lehnten uns ab, und Pausen haben nichts geändert. Mailvet geht halb so schnell weiter. Was sich in Ordnung bringen lässt, sagt der Verbindungsarzt.",
  "guard.slows":
    "{refused} der letzten {of} Mailserver lehnten uns ab, deshalb fragt Mailvet halb so schnell, um Ihren Ruf zu schonen.",
  "guard.listed":
    "Die Netzadresse dieses Rechners steht auf der Sperrliste {list}: lassen Sie sie dort zuerst streichen.",

  "trouble.not_bound":
    "Dieser Rechner kann von der Netzadresse in den Einstellungen ([network] bind) nicht senden, deshalb wird kein Mailserver gefragt.",
  "trouble.proxy_login":
    "Der Proxy lehnt die Anmeldung aus den Einstellungen ([network] proxy) ab, deshalb wird kein Mailserver gefragt.",
  "trouble.proxy_down":
    "Der Proxy aus den Einstellungen ([network] proxy) antwortet nicht, deshalb wird kein Mailserver gefragt.",
  "trouble.shut_behind_proxy":
    "Der Proxy kam zu keinem von {operators} Mailanbietern durch: dort, wo er steht, ist Port 25 anscheinend gesperrt.",
  "trouble.port_25_shut":
    "Port 25 ist anscheinend gesperrt: keiner von {operators} Mailanbietern war aus diesem Netz zu erreichen. Die meisten Netze zu Hause und im Büro sperren ihn. Was sich tun lässt, sagt der Verbindungsarzt (`mailvet doctor`); eine schnelle Prüfung (`--quick`) fragt keinen Mailserver.",
} satisfies Phrases;
