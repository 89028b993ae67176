/** Deutsch: warum ein Befund seine Punkte hat, und was sie bewegt hat. */
import type { Phrases } from "$/ipc";

export const moved = {
  "why.told_apart": "Angenommen, wo eine falsche Adresse abgelehnt wird.",
  "why.accepts_all": "Angenommen, von einem Server, der jede Adresse der Domain annimmt.",
  "why.unproven": "Angenommen, ohne Beweis, dass eine falsche abgelehnt würde.",
  "why.refuses_to_say": "Der Server will es nicht sagen.",
  "why.nobody_asked": "Nichts spricht dagegen, und niemand wurde gefragt.",
  "why.full": "Das Postfach gibt es, und es ist voll.",
  "why.restricted": "Das Postfach gibt es, und es nimmt nur von einigen Absendern Mail.",
  "why.throwaway": "Eine Wegwerfadresse lebt selten lange.",
  "why.trap_like": "Sie sieht aus wie eine Adresse, die es gibt, um Absender zu fangen.",
  "why.no_address": "Das ist keine Adresse.",
  "why.no_domain": "Die Domain gibt es nicht.",
  "why.null_mx": "Die Domain erklärt, dass sie keine Mail nimmt.",
  "why.no_mail": "Keine Mail kann die Domain erreichen.",
  "why.no_mailbox": "Der Server sagt, dass es dieses Postfach nicht gibt.",
  "why.switched_off": "Der Server sagt, dass das Postfach abgeschaltet ist.",
  "why.moved": "Der Server sagt, dass das Postfach umgezogen ist.",
  "why.unreachable": "Kein Mailserver der Domain war zu erreichen.",
  "why.no_dns": "DNS gab keine brauchbare Antwort.",
  "why.nothing_known": "Über das Postfach ist weder Gutes noch Schlechtes bekannt.",

  "moved.up": "{why}: {points} {points:Punkt|Punkte} mehr.",
  "moved.down": "{why}: {points} {points:Punkt|Punkte} weniger.",
  "moved.shape": "Für sich liest sich der Teil vor dem @ als {way}",
  "moved.spelt": "Sie schreibt den Namen aus ihrer Zeile als {way}",
  "moved.not_spelt": "Sie schreibt den Namen aus ihrer Zeile auf keine übliche Art",
  "moved.names_nobody": "Die Zeile nennt niemanden",
  "moved.none_known": "Von keiner Adresse der Domain ist bekannt, dass sie Mail nimmt",
  "moved.noted": "{why}.",
  "moved.came_back":
    "{count} von {bad} {bad:Adresse|Adressen} hier, von {bad:der|denen} Mail zurückkam, {count:ist|sind} {way}, wie diese",
  "moved.unlike_came_back":
    "Keine von {bad} {bad:Adresse|Adressen} hier, von {bad:der|denen} Mail zurückkam, ist {way}, wie diese",
  "moved.near_known":
    "Sie ist einen Tippfehler von einer Adresse der Domain entfernt, die bekanntlich Mail nimmt",
  "moved.as_known":
    "{count} von {known} bekannten {known:Adresse|Adressen} hier {count:ist|sind} {way}, wie diese",
  "moved.unlike_known":
    "{count} von {known} bekannten {known:Adresse|Adressen} hier {count:ist|sind} {usual}; diese ist {way}",
  "moved.none_listed": "Keine andere Adresse der Domain steht in der Liste",
  "moved.same_person":
    "Die Liste hat noch eine Schreibweise für jemanden, der derselbe Mensch zu sein scheint",
  "moved.as_listed":
    "{count} von {listed} anderen {listed:Adresse|Adressen} der Domain in der Liste {count:ist|sind} gebildet wie diese",
  "moved.numbered":
    "{count} von {listed} anderen {listed:Adresse|Adressen} der Domain in der Liste {count:hat|haben} eine Nummer wie diese; einer Nummer sieht man nicht an, ob sie jemandem gehört.",
  "moved.of_domain":
    "Von {outcomes} bekannten {outcomes:Ergebnis|Ergebnissen} bei dieser Domain {back:kam|kamen} {back} zurück",
  "moved.of_operator":
    "Von {outcomes} bekannten {outcomes:Ergebnis|Ergebnissen} bei diesem Mailanbieter {back:kam|kamen} {back} zurück",
  "moved.of_source":
    "Von {outcomes} bekannten {outcomes:Ergebnis|Ergebnissen} aus dieser Quelle {back:kam|kamen} {back} zurück",
  "moved.own_came_back": "Frühere Mail an diese Adresse kam endgültig zurück",
  "moved.own_left": "Eine automatische Antwort besagte, dass der Mensch nicht mehr dort ist",
  "moved.own_arrived": "Frühere Mail an diese Adresse kam nicht zurück",
  "moved.own_heard": "Von dieser Adresse hat sich jemand gemeldet",
  "moved.earlier_mail": "Was aus früherer Mail an diese Adresse wurde",
  "moved.present": "Jemand hat sich unter dieser Adresse bekannt gemacht",
  "moved.registry_trouble": "Die Registrierung der Domain ist erloschen oder in Schwierigkeiten",
  "moved.parked": "Die Domain ist geparkt: sie steht zum Verkauf oder zeigt nur Werbung",
  "moved.spf": "Die Domain veröffentlicht SPF, also kümmert sich jemand um ihre Mail",
  "moved.no_spf": "Die Domain veröffentlicht kein SPF",
  "moved.dmarc": "Die Domain veröffentlicht DMARC, also kümmert sich jemand um ihre Mail",
  "moved.implicit_mx": "Die Domain nennt keinen Mailserver; Mail könnte nur an ihre eigene Netzadresse gehen",
  "moved.slip": "Die Domain sieht aus wie ein Tippfehler einer bekannten",
  "moved.role": "Funktionsadressen wie info@ gibt es bei den meisten Domains",
  "moved.gibberish": "Der Teil vor dem @ sieht aus wie zufällige Tasten",
  "moved.nobody_asked": "Nichts spricht dagegen, und niemand wurde gefragt",
  "moved.refuses_to_say": "Der Server will es nicht sagen",
  "moved.learnt": "Was über {of} gelernt wurde",

  "way.first": "vorname",
  "way.last": "nachname",
  "way.f": "v",
  "way.l": "n",
  "way.m": "m",
  "way.fi": "vo",
  "way.two_parts": "{a}{between}{b}",
  "way.three_parts": "{a}{between}{b}{between}{c}",
  "way.initials": "Anfangsbuchstaben",
  "way.one_word": "ein Wort, das kein Name ist",
  "way.some_words": "Wörter, die kein Name sind",
} satisfies Phrases;
