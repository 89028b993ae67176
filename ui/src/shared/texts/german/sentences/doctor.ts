/** Deutsch: was der Verbindungsarzt sagt. */
import type { Phrases } from "$/ipc";

export const doctor = {
  "doctor.ready": "Mailserver lassen sich von hier fragen.",
  "doctor.turned_away": "Mailserver sind zu erreichen, weisen diesen Rechner aber ab.",
  "doctor.some_refuse":
    "Mailserver lassen sich von hier fragen, aber nicht alle; Absagen sind zu erwarten: {names}.",
  "doctor.some_may_refuse": "Mailserver lassen sich von hier fragen; manche lehnen vielleicht ab: {names}.",
  "doctor.not_known_in_full":
    "Mailserver lassen sich von hier fragen; was sie von diesem Rechner halten, ist nicht ganz bekannt.",
  "doctor.provider_unreachable": "{name}: von hier nicht zu erreichen; dort kann nichts gefragt werden.",
  "doctor.provider_refuses": "{name}: Eine Absage ist zu erwarten ({missing}).",
  "doctor.provider_may_refuse": "{name}: Eine Absage ist möglich ({missing}).",
  "doctor.provider_not_known": "{name}: Ob dort jemand zu erreichen ist, ist nicht bekannt.",
  "doctor.provider_accepts": "{name}: Nichts wurde gefunden, was zu einer Absage führen würde.",
  "doctor.provider_open_questions":
    "{name}: Die Antwort ist nicht vorherzusagen; nicht alles, was dort zählt, war herauszufinden.",
  "doctor.small_operators": "Kleinere Anbieter",
  "doctor.not_asked": "{what}: nicht gefragt.",
  "doctor.timed_out": "{what}: nicht bekannt, denn in der Zeit kam keine Antwort.",
  "doctor.deferred": "{what}: nicht bekannt, denn die Antwort war „später“.",
  "doctor.refused_us": "{what}: nicht bekannt, denn wir wurden abgewiesen.",
  "doctor.unreachable": "{what}: nicht bekannt, denn niemand war zu erreichen.",
  "doctor.failed": "{what}: nicht bekannt, denn es gab keine brauchbare Antwort.",
  "doctor.no_own_address": "{what}: nicht bekannt, weil unsere eigene Adresse nicht bekannt ist.",
  "doctor.the_resolver": "DNS-Auflösung",
  "doctor.the_port": "Port {port}",
  "doctor.the_clock": "Uhr",
  "doctor.the_public_address": "Die Adresse, die Mailserver sehen",
  "doctor.the_reverse_name": "Rückwärtsname",
  "doctor.the_block_lists": "Sperrlisten",
  "doctor.whether_listed": "Ob Sperrlisten die Adresse nennen",
  "doctor.the_ipv6": "IPv6",
  "doctor.the_greeting_name": "Grußname",
  "doctor.the_sender_domain": "Absenderdomain",
  "doctor.the_sender_policy": "Absenderregel",
  "doctor.what_policy_says": "Was die Absenderregel sagt",
  "doctor.dns_serv_fail": "die Nameserver versagten (SERVFAIL)",
  "doctor.dns_refused": "der Resolver wollte nicht antworten",
  "doctor.dns_timed_out": "keine Antwort in der Zeit",
  "doctor.dns_unusable": "die Antwort war nicht zu gebrauchen",
  "doctor.no_address": "keine Adresse",
  "doctor.resolver_invents":
    "Der Resolver erfindet Antworten: Ein Name, den es nicht gibt, bekam eine Adresse. Tote Domains sähen lebendig aus.",
  "doctor.resolver_invents_remedy":
    "Nennen Sie in [dns] servers einen anderen Resolver; oft tun das die Ihres Providers.",
  "doctor.resolver_useless": "Der Resolver gibt keine brauchbaren Antworten: {why}.",
  "doctor.resolver_useless_remedy":
    "Sehen Sie nach dem Netz, oder nennen Sie in [dns] servers einen Resolver.",
  "doctor.resolver_sound": "DNS antwortet und sagt es, wenn es einen Namen nicht gibt.",
  "doctor.resolver_ignorant": "Der Resolver weiß nichts von {name}, obwohl es den Namen gibt.",
  "doctor.resolver_ignorant_remedy":
    "Vielleicht kennt er nur Namen dieses Netzes; nennen Sie in [dns] servers einen anderen.",
  "doctor.resolver_half_known":
    "DNS antwortet. Ob es sagt, wenn es einen Namen nicht gibt, ist nicht bekannt: {why}.",
  "doctor.resolver_silent": "Der Resolver antwortete nicht für {name}: {why}.",
  "doctor.port_open_in_part": "Port {port} ist offen: {reached} von {count} Mailservern waren zu erreichen.",
  "doctor.port_open": "Port {port} ist offen: Jeder angerufene Mailserver antwortete.",
  "doctor.port_unwelcome": "Port {port} ist offen, aber die Mailserver weisen diesen Rechner ab: „{words}“.",
  "doctor.port_unwelcome_remedy":
    "Was sie stört, steht unten; solange das nicht in Ordnung ist, handeln die meisten Antworten von diesem Rechner und nicht von Adressen.",
  "doctor.port_shut":
    "Port {port} ist zu: Keiner von {count} Mailservern war zu erreichen. Die meisten Netze zu Hause und im Büro und viele Clouds sperren ihn.",
  "doctor.port_shut_remedy":
    "Lassen Sie Mailvet auf einem Server laufen, dessen Port 25 offen ist, gehen Sie dort durch einen SOCKS5-Proxy, oder nehmen Sie die Schnellprüfung, die keinen Mailserver fragt. Manche Provider öffnen den Port auf Anfrage.",
  "doctor.port_rejected":
    "Port {port} ist zu: Etwas auf dem Weg weist jede Verbindung zu einem Mailserver sofort zurück.",
  "doctor.port_rejected_remedy":
    "Das tut eine Firewall auf diesem Rechner oder in diesem Netz. Lassen Sie Mailvet auf einem Server laufen, dessen Port 25 offen ist, gehen Sie dort durch einen SOCKS5-Proxy, oder nehmen Sie die Schnellprüfung, die keinen Mailserver fragt.",
  "doctor.port_intercepted":
    "Etwas auf dem Weg antwortet anstelle der Mailserver: {stranger} sprach für mehr als einen von ihnen.",
  "doctor.port_intercepted_remedy":
    "Was es über eine Adresse sagt, beweist nichts. Lassen Sie Mailvet auf einem Server laufen, dessen Port 25 offen ist, gehen Sie dort durch einen SOCKS5-Proxy, oder nehmen Sie die Schnellprüfung, die keinen Mailserver fragt.",
  "doctor.port_struck_out":
    "Port {port} ist offen, aber eine Firewall auf dem Weg streicht, was Mailserver sagen.",
  "doctor.port_struck_out_remedy":
    "Schalten Sie die „Inspektion“ von SMTP in der Firewall ab: Sie zerstört die Verschlüsselung und verbirgt Antworten.",
  "doctor.port_no_host":
    "Ob Port {port} offen ist, ist nicht bekannt: Im DNS fand sich kein Mailserver, um es zu versuchen.",
  "doctor.trial_greeted": "antwortete",
  "doctor.trial_refused_us": "wies uns ab: {reply}",
  "doctor.trial_connection_refused": "lehnte die Verbindung ab",
  "doctor.trial_timed_out": "antwortete nicht",
  "doctor.trial_unreachable": "dorthin führt kein Weg",
  "doctor.trial_no_address": "hat keine Adresse, die nachzuschlagen war",
  "doctor.trial_forbidden_address": "hat eine private oder reservierte Adresse, die nicht kontaktiert wird",
  "doctor.trial_not_called": "wurde nicht angerufen",
  "doctor.trial_other_family": "hat keine Adresse der Art, die [network] ip erlaubt",
  "doctor.trial_bind_failed":
    "wurde nicht angerufen: Die Adresse in [network] bind gehört nicht diesem Rechner",
  "doctor.trial_proxy_down": "wurde nicht angerufen: Der Proxy antwortet nicht",
  "doctor.trial_proxy_login": "wurde nicht angerufen: Der Proxy will eine andere Anmeldung",
  "doctor.trial_proxy_refused": "wurde nicht angerufen: Der Proxy lässt uns nicht",
  "doctor.trial_proxy_no_route": "war vom Proxy aus nicht zu erreichen",
  "doctor.trial_silent": "war zu erreichen und sagte dann nichts",
  "doctor.trial_hung_up": "war zu erreichen und legte auf",
  "doctor.trial_garbled": "sandte etwas, das kein SMTP ist: {detail}",
  "doctor.trial_at": "{what} ({ip})",
  "doctor.trial_with_banner": "{what}: {banner}",
  "doctor.clock_no_witness":
    "Niemand, der gefragt wurde, nannte die Zeit; es gibt nichts, womit sich die Uhr dieses Rechners vergleichen ließe.",
  "doctor.clock_right": "Die Uhr dieses Rechners geht richtig.",
  "doctor.clock_off": "Die Uhr dieses Rechners geht um {time} falsch.",
  "doctor.minutes": "{count} {count:Minute|Minuten}",
  "doctor.hours": "{count} {count:Stunde|Stunden}",
  "doctor.days": "{count} {count:Tag|Tage}",
  "doctor.clock_off_remedy":
    "Lassen Sie das System seine Uhr nach dem Netz stellen: Nach ihr werden die Wartezeiten gezählt, die Server verlangen.",
  "doctor.clock_compared": "dort {theirs}, hier {ours}",
  "doctor.address_not_named":
    "Die Adresse, die Mailserver sehen, ist nicht bekannt: Keiner der erreichten nennt sie in seinem Gruß.",
  "doctor.address_not_named_remedy":
    "Schreiben Sie sie in [doctor] public_addresses, oder nennen Sie in [doctor] address_service einen Dienst, der sie sagt.",
  "doctor.address_seen": "Mailserver sehen {ip}.",
  "doctor.address_several":
    "Mailserver sehen mehr als eine Adresse: Verbindungen gehen auf verschiedenen Wegen hinaus.",
  "doctor.address_several_remedy":
    "Greylisting verlangt jedes Mal dieselbe Adresse; legen Sie den Weg hinaus fest.",
  "doctor.by_settings": "nach den Einstellungen",
  "doctor.said_by": "sagte {who}",
  "doctor.by_interface": "nach der Netzwerkkarte dieses Rechners",
  "doctor.ptr_none":
    "{ip} hat keinen Namen im DNS. Viele Anbieter weisen solche Adressen ab, bevor etwas gesagt ist.",
  "doctor.ptr_not_known": "Ob {ip} einen Namen hat, ist nicht bekannt: DNS gab keine brauchbare Antwort.",
  "doctor.ptr_not_back":
    "Der Name von {ip} führt nicht zur Adresse zurück; Empfänger glauben ihm darum nicht.",
  "doctor.ptr_back_not_known":
    "Ob der Name von {ip} zur Adresse zurückführt, ist nicht bekannt: DNS gab keine brauchbare Antwort.",
  "doctor.ptr_generic":
    "Der Name von {ip} sieht aus wie einer, den ein Provider für jeden Anschluss vergibt.",
  "doctor.ptr_sound": "Die Adresse hat einen eigenen Namen, der zu ihr zurückführt.",
  "doctor.name_leads_to": "{name}; er führt zu: {answer}",
  "doctor.no_name": "kein Name",
  "doctor.name_not_known": "nicht bekannt",
  "doctor.listed":
    "{ip} steht auf: {lists}. Anbieter, die diese Sperrliste nutzen, weisen die Adresse ab, was immer sie fragt.",
  "doctor.listed_remedy":
    "Lassen Sie die Adresse von der Sperrliste nehmen, oder nutzen Sie Mailvet von einer anderen. {page} sagt, warum und wie.",
  "doctor.lists_silent":
    "Ob die Adresse auf einer Sperrliste steht, ist nicht bekannt: Keine antwortet über diesen Resolver.",
  "doctor.lists_silent_remedy":
    "Sperrlisten antworten öffentlichen Resolvern nicht; nehmen Sie den Ihres Providers oder einen eigenen.",
  "doctor.lists_clear_in_part":
    "{clear} von {count} Sperrlisten antworten, und auf keiner davon steht die Adresse.",
  "doctor.lists_clear": "Die Adresse steht auf keiner von {count} Sperrlisten.",
  "doctor.list_for": "{list} zu {ip}",
  "doctor.not_listed": "nicht gelistet",
  "doctor.listed_as": "gelistet: {meanings}",
  "doctor.listed_as_saying": "gelistet: {meanings} ({words})",
  "doctor.listed_codes": "{first}; {rest}",
  "doctor.listed_code": "{meaning}, {code}",
  "doctor.list_refuses_us": "antwortet nicht über diesen Resolver ({code}), was keine Listung ist",
  "doctor.list_untrustworthy": "ihre Testeinträge sind nicht, wie sie sein müssen; ihr wird nicht geglaubt",
  "doctor.list_spam_sbl": "eine Quelle von Spam (SBL)",
  "doctor.list_bulk_css": "eine Quelle von Massenmail (CSS)",
  "doctor.list_infected_xbl": "ein befallener oder missbrauchter Rechner (XBL)",
  "doctor.list_hijacked_drop": "ein entführtes Netz (DROP)",
  "doctor.list_line_pbl": "ein Kundenanschluss, der selbst keine Mail senden soll (PBL)",
  "doctor.list_spam": "eine Quelle von Spam",
  "doctor.list_reported": "in den letzten Tagen von Empfängern gemeldet",
  "doctor.list_trap": "schrieb an eine Spamfalle",
  "doctor.ipv6_none": "Über IPv6 führt kein Weg hinaus; Mailserver werden nur über IPv4 gefragt.",
  "doctor.ipv6_sound": "Über IPv6 hat {ip} einen Namen, der zur Adresse zurückführt.",
  "doctor.ipv6_no_name":
    "Über IPv6 hat {ip} keinen Namen, der zur Adresse zurückführt. Google weist solche Adressen ab, und andere folgen.",
  "doctor.helo_made_up":
    "Dieser Rechner hat keinen vollen eigenen Namen; er grüßt darum mit {name}. Strenge Server weisen das ab.",
  "doctor.helo_absent": "Den Grußnamen {name} (EHLO) gibt es im DNS nicht.",
  "doctor.helo_not_known": "Ob es {name} gibt, ist nicht bekannt: {why}.",
  "doctor.helo_exists": "Den Grußnamen {name} (EHLO) gibt es.",
  "doctor.helo_sound": "Den Grußnamen {name} (EHLO) gibt es, und er gehört zur Adresse.",
  "doctor.helo_elsewhere":
    "Den Grußnamen {name} (EHLO) gibt es, er führt aber zu einem anderen Rechner. Das stört wenige Anbieter.",
  "doctor.helo_from_settings": "den Einstellungen",
  "doctor.helo_from_machine": "dem eigenen Namen dieses Rechners",
  "doctor.helo_from_address": "der Adresse der Verbindung",
  "doctor.fact_name": "Name",
  "doctor.fact_taken_from": "genommen aus",
  "doctor.fact_leads_to": "führt zu",
  "doctor.sender_null":
    "Der Absender ist der leere, den jeder Server nehmen muss. Er hat keine Domain, die in Ordnung sein könnte oder nicht.",
  "doctor.sender_takes_mail": "Die Absenderdomain {domain} nimmt Mail an.",
  "doctor.sender_takes_none":
    "Die Absenderdomain {domain} nimmt keine Mail an. Server, die nachsehen, weisen solche Absender ab.",
  "doctor.sender_not_known":
    "Ob die Absenderdomain {domain} Mail annimmt, ist nicht bekannt: DNS gab keine brauchbare Antwort.",
  "doctor.fact_domain": "Domain",
  "doctor.fact_mail_goes_to": "Mail geht an",
  "doctor.mail_to_itself": "{host} selbst",
  "doctor.mail_null_mx": "niemanden (Null-MX)",
  "doctor.mail_no_host": "niemanden: Es gibt weder MX noch Adresse",
  "doctor.mail_dangling": "Hosts, die es nicht gibt",
  "doctor.mail_no_domain": "niemanden: Die Domain gibt es nicht",
  "doctor.spf_pass": "Die Absenderregel von {domain} lässt {ip} senden.",
  "doctor.spf_fail": "Die Absenderregel von {domain} verbietet {ip} zu senden.",
  "doctor.spf_soft_fail": "Die Absenderregel von {domain} nennt Mail von {ip} zweifelhaft.",
  "doctor.spf_broken":
    "Die Absenderregel von {domain} ist fehlerhaft oder verlangt mehr Abfragen, als Empfänger machen.",
  "doctor.spf_broken_remedy":
    "Berichtigen Sie den SPF-Eintrag; einen fehlerhaften nehmen Empfänger als Verbot.",
  "doctor.spf_no_answer":
    "Was die Absenderregel von {domain} sagt, ist nicht bekannt: DNS gab keine brauchbare Antwort.",
  "doctor.spf_not_evaluated":
    "Was die Absenderregel von {domain} über {ip} sagt, ist nicht bekannt: Es hängt vom Grußnamen (EHLO) ab, der hier nicht bekannt ist.",
  "doctor.spf_says_nothing":
    "Die Absenderdomain {domain} sagt nichts über {ip}. Manche Anbieter trauen solchen Absendern weniger.",
  "doctor.spf_not_needed": "{domain} hat keine Regel für {ip}. Für den leeren Absender ist keine nötig.",
  "doctor.policy_for": "{domain} zu {ip}",
  "doctor.policy_not_evaluated": "nicht ausgewertet",
  "doctor.need_ptr": "die Adresse hat keinen Namen im DNS (PTR)",
  "doctor.need_ptr_remedy":
    "Bitten Sie den, von dem Sie die Adresse haben, ihren Rückwärtsnamen (PTR) auf einen Namen von Ihnen zu setzen.",
  "doctor.need_fcrdns": "der Name der Adresse führt nicht zu ihr zurück",
  "doctor.need_fcrdns_remedy": "Geben Sie dem Rückwärtsnamen einen Adresseintrag (A) mit dieser Adresse.",
  "doctor.need_own_name": "der Name der Adresse sieht nach einem Kundenanschluss aus",
  "doctor.need_own_name_remedy":
    "Bitten Sie den, von dem Sie die Adresse haben, um einen eigenen Rückwärtsnamen wie probe.ihre-domain.example.",
  "doctor.need_helo": "den Grußnamen (EHLO) gibt es im DNS nicht",
  "doctor.need_helo_remedy":
    "Setzen Sie [smtp] helo auf einen Namen, den es gibt und der zu dieser Adresse führt, am besten ihren Rückwärtsnamen.",
  "doctor.need_sender": "die Absenderdomain nimmt keine Mail an",
  "doctor.need_sender_remedy":
    "Setzen Sie [smtp] mail_from auf eine Adresse einer Domain mit Mailserver, oder lassen Sie es leer.",
  "doctor.need_spf": "die Absenderdomain lässt diese Adresse nicht senden (SPF)",
  "doctor.need_spf_remedy":
    "Nehmen Sie die Adresse in den SPF-Eintrag der Absenderdomain auf, wie in ip4:203.0.113.7.",
  "doctor.need_not_listed": "die Adresse steht auf einer Sperrliste",
  "doctor.need_not_listed_remedy":
    "Lassen Sie die Adresse von der Sperrliste nehmen, oder nutzen Sie Mailvet von einer anderen.",
  "doctor.need_ipv6_ptr": "über IPv6 hat die Adresse keinen Namen im DNS, der zu ihr zurückführt",
  "doctor.need_ipv6_ptr_remedy":
    "Setzen Sie einen Rückwärtsnamen (PTR) für die IPv6-Adresse, oder nutzen Sie nur IPv4.",
  "doctor.own_list_with_form":
    "Dort gibt es eine eigene Sperrliste, in die niemand sehen kann; die Ablehnung nennt ein Formular, um davon genommen zu werden.",
  "doctor.own_list_with_page":
    "Dort gibt es eine eigene Sperrliste (S3140, S3150). Davon genommen werden Adressen unter https://sender.office.com.",
  "doctor.refuses_strangers":
    "Adressen, die dort noch nicht bekannt sind, werden abgewiesen (554 IP=...); tosa@rx.t-online.de lässt sie ein, sobald eine Webseite unter dem Rückwärtsnamen sagt, wer sie betreibt.",
  "contact.system_resolver": "der DNS-Resolver des Systems",
  "contact.names": "einen Namen, den es gibt, und einen zufällig erfundenen",
  "contact.reverse_lookup": "dass jemand nach dem Namen Ihrer Adresse sucht",
  "contact.greeting_name": "den Grußnamen (EHLO)",
  "contact.sender_domain": "die Absenderdomain",
  "contact.address_and_name": "Ihre Adresse und den Grußnamen (EHLO); kein Empfänger wird genannt",
  "contact.address": "Ihre Adresse",
  "contact.address_by_resolver": "Ihre Adresse, über Ihren Resolver",
} satisfies Phrases;
