/** Deutsch: was gefunden wurde. */
import type { Phrases } from "$/ipc";

export const found = {
  "found.no_address": "Das ist keine E-Mail-Adresse. {fault}",
  "found.suppressed_by_own": "„{entry}“ steht auf Ihrer Sperrliste, deshalb wurde niemand danach gefragt.",
  "found.suppressed_by_list":
    "„{entry}“ steht auf der Sperrliste „{list}“, deshalb wurde niemand danach gefragt.",
  "found.no_domain": "Die Domain {domain} gibt es nicht.",
  "found.no_host":
    "Die Domain {domain} hat weder einen Mailserver noch eine Netzadresse; keine Mail kann sie erreichen.",
  "found.hosts_gone": "Die Mailserver, die {domain} nennt, gibt es nicht.",
  "found.named_hosts_gone": "Die Mailserver, die {domain} nennt, gibt es nicht ({hosts}).",
  "found.null_mx": "Die Domain {domain} erklärt, dass sie keine Mail nimmt (ein Null-MX-Eintrag).",
  "found.no_dns": "DNS gab für {domain} keine brauchbare Antwort; über die Adresse sagt das nichts.",
  "found.dns_failed": "DNS konnte nicht sagen, wohin die Mail von {domain} geht: {how}.",
  "found.implicit_not_asked":
    "{domain} nimmt Mail vielleicht an der eigenen Netzadresse; nach diesem Postfach wurde kein Mailserver gefragt.",
  "found.hosts_not_asked": "{domain} hat Mailserver; nach diesem Postfach wurde keiner gefragt.",
  "found.nobody_asked": "Zu {domain} wurde weder DNS noch ein Mailserver gefragt.",
  "found.cancelled": "Die Prüfung endete, bevor diese Adresse geprüft war.",
  "found.failed_on_it": "Mailvet ist an dieser Adresse gescheitert; mehr steht im Protokoll.",
  "found.throwaway": "Sie gehört zu einem Dienst für Wegwerfadressen. {then}",
  "found.trap_like": "Sie sieht aus wie eine Adresse, die es gibt, um Absender zu fangen. {why} {then}",
  "found.said": "{host} sagte, {what}: {reply}.",
  "found.refused_before": "{host} {what}, {place}, noch bevor der Empfänger genannt war: {reply}.",
  "found.another_sender":
    "{then} Vom leeren Absender <> nimmt er nichts: mit einer Adresse von Ihnen in den Einstellungen (smtp.fallback_from) fragt Mailvet noch einmal unter diesem Namen.",
  "found.told_apart":
    "{host} nahm die Adresse an und lehnte eine Adresse bei {domain} ab, die es nicht geben kann.",
  "found.told_others_apart": "{host} nahm die Adresse an und lehnte eine andere Adresse bei {domain} ab.",
  "found.accepts_and_returns":
    "{host} nahm die Adresse an, aber {operator} nimmt jede Adresse an und schickt die Mail später zurück.",
  "found.accepts_all_so_far":
    "{host} nahm die Adresse an, und auch {accepted} von {accepted} bei {domain}, die es nicht geben kann; mit {certain} ist es sicher.",
  "found.accepts_all":
    "{host} nahm die Adresse an, und auch {accepted} von {accepted} bei {domain}, die es nicht geben kann.",
  "found.wavers":
    "{host} nahm die Adresse an, antwortet aber von Mal zu Mal anders: von {asked} Adressen, die es nicht geben kann, nahm er {accepted} an.",
  "found.unproven":
    "{host} nahm die Adresse an; ob er eine falsche bei {domain} ablehnen würde, ist nicht bekannt.",

  "said.no_mailbox": "dass es dieses Postfach nicht gibt",
  "said.switched_off": "dass das Postfach abgeschaltet ist",
  "said.moved": "dass das Postfach umgezogen ist",
  "said.domain_gone": "dass es {domain} nicht gibt oder dass sie keine Mail nimmt",
  "said.full": "dass das Postfach voll ist",
  "said.restricted": "dass das Postfach nur von einigen Absendern Mail nimmt",
  "said.not_ours": "dass er für die Mail von {domain} nicht zuständig ist",
  "said.come_back": "dass man später wiederkommen soll",
  "said.too_fast": "dass er zu viel oder zu schnell gefragt wurde",
  "said.busy": "dass er gerade nicht antworten kann",
  "said.login": "dass er zuerst eine Anmeldung will",
  "said.encryption": "dass er eine verschlüsselte Verbindung will",
  "said.not_you": "dass er uns ablehnt, was über das Postfach nichts sagt",
  "said.not_understood": "dass er nicht verstanden hat, was er gefragt wurde",
  "said.just_no": "dass er ablehnt, ohne einen Grund, der das Postfach betrifft",

  "before.put_us_off": "bat uns, später wiederzukommen",
  "before.was_pressed": "wurde zu viel oder zu schnell gefragt",
  "before.could_not": "konnte gerade nicht antworten",
  "before.wants_login": "will eine Anmeldung",
  "before.wants_encryption": "will eine verschlüsselte Verbindung",
  "before.lost_us": "verstand uns nicht",
  "before.refused_us": "lehnte uns ab",

  "place.at_connect": "als wir uns verbanden",
  "place.at_ehlo": "als wir unseren Namen sagten",
  "place.at_starttls": "als die Verschlüsselung beginnen sollte",
  "place.at_mail": "als der Absender genannt wurde",
  "place.at_rcpt": "als der Empfänger genannt wurde",
  "place.at_quit": "als wir gingen",

  "dns.servfail": "ihre Nameserver sind kaputt, oder ihre Signaturen gelten nicht (SERVFAIL)",
  "dns.resolver_refused": "der Resolver wollte es nicht nachschlagen",
  "dns.dns_silent": "es kam rechtzeitig keine Antwort",
  "dns.dns_unusable": "die Antwort war nicht zu gebrauchen",

  "unanswered.refused": "{host} lehnte die Verbindung ab.",
  "unanswered.silent": "{host} antwortete nicht, als wir uns verbinden wollten.",
  "unanswered.no_way": "Aus diesem Netz führt kein Weg zu {host}.",
  "unanswered.no_address_of_host": "Der Mailserver {host} hat keine Netzadresse, die zu finden war.",
  "unanswered.forbidden":
    "{host} steht auf einer privaten oder reservierten Netzadresse, an die Mailvet sich nicht wendet.",
  "unanswered.port_25_shut":
    "Dieses Netz lässt keine Verbindung zu Port 25 hinaus, deshalb konnte kein Mailserver gefragt werden.",
  "unanswered.other_family":
    "{host} hat keine Netzadresse der Art, die Mailvet nach den Einstellungen benutzen darf (network.ip).",
  "unanswered.not_bound":
    "Dieser Rechner kann von der Netzadresse in den Einstellungen (network.bind) nicht senden, deshalb wurde kein Mailserver gefragt.",
  "unanswered.proxy_down":
    "Der Proxy aus den Einstellungen antwortete nicht, deshalb wurde kein Mailserver gefragt.",
  "unanswered.proxy_login":
    "Der Proxy aus den Einstellungen lehnte die Anmeldung ab, deshalb wurde kein Mailserver gefragt.",
  "unanswered.proxy_refused": "Der Proxy aus den Einstellungen lässt Mailvet nicht zu {host}.",
  "unanswered.proxy_no_route": "Der Proxy aus den Einstellungen kam nicht bis zu {host}.",
  "unanswered.timed_out": "{host} antwortete nicht mehr, {place}.",
  "unanswered.dropped": "{host} beendete die Verbindung ohne ein Wort, {place}.",
  "unanswered.garbled": "{host} sandte etwas, das kein SMTP ist, {place}: {detail}.",
  "unanswered.no_smtputf8":
    "Die Adresse hat Buchstaben jenseits von ASCII, und bei {host} kann man sie nicht nennen (SMTPUTF8).",

  "names.two": "{first}, {second}",
  "names.more": "{first}, {second} und {others} weitere",
  "names.quoted": "„{text}“",

  "trap.names_trap": "Der Teil vor dem @ nennt eine Spamfalle.",
  "trap.refusal": "Der Teil vor dem @ ist, was Leute schreiben, die keine Adresse angeben.",
  "trap.filler": "Das ist eine Beispieladresse, um ein Feld zu füllen.",
} satisfies Phrases;
