/**
 * Deutsch: was über Mailanbieter bekannt ist, nach den englischen Sätzen in `assets/rules/operators.toml`. Ändert sich dort
 * einer, übersetzt hier nichts mehr, bis auch der deutsche nachgezogen ist.
 */
import type { OperatorRemark } from "$/ipc";

export const operatorRemarks: Record<OperatorRemark, string> = {
  "A good sign: an unknown mailbox is refused with 550 5.1.1 at RCPT TO. A Workspace domain can route unknown names to a catch-all.":
    "Ein gutes Zeichen: Ein unbekanntes Postfach wird bei RCPT TO mit 550 5.1.1 abgelehnt. Eine Workspace-Domain kann unbekannte Namen in ein Sammelpostfach leiten.",
  "One transaction takes the recipients of one domain only.":
    "Eine Übertragung nimmt nur Empfänger einer einzigen Domain.",
  "A mailbox over its quota and one that is being flooded answer with a 4xx; both exist.":
    "Ein übervolles Postfach und eines, das gerade überflutet wird, antworten mit 4xx; es gibt sie beide.",
  "421 or 550 with 4.7.28, 5.7.1 or 5.7.26 and a link to its sender guidelines: too much mail from the address, no proof of the sender, no reverse name over IPv6.":
    "421 oder 550 mit 4.7.28, 5.7.1 oder 5.7.26 und einem Link zu seinen Regeln für Absender: zu viel Mail von der Netzadresse, kein Nachweis des Absenders, kein Rückwärtsname über IPv6.",
  "Some: known mailboxes are accepted and most unknown ones are refused with 550 5.5.0, but a stranger's address is often refused before any recipient is named.":
    "Etwas: Bekannte Postfächer werden angenommen und die meisten unbekannten mit 550 5.5.0 abgelehnt, aber eine fremde Netzadresse wird oft abgewiesen, bevor ein Empfänger genannt ist.",
  "A second recipient in a session is answered with 452 4.5.3 and says nothing of that mailbox.":
    "Ein zweiter Empfänger in einer Sitzung wird mit 452 4.5.3 beantwortet; das sagt nichts über sein Postfach.",
  "4.7.650 is a limit by reputation, not by the mailbox.":
    "4.7.650 ist eine Grenze nach dem Ruf, nicht nach dem Postfach.",
  "550 5.7.1 with S3140 or S3150, or a code such as SC-001, DY-001 or OU-002 at MAIL FROM: the network is on its block list.":
    "550 5.7.1 mit S3140 oder S3150, oder ein Code wie SC-001, DY-001 oder OU-002 bei MAIL FROM: Das Netz steht auf seiner Sperrliste.",
  "Depends on the tenant: with edge blocking an unknown mailbox is refused with 550 5.4.1, without it every recipient is accepted and bounced later.":
    "Je nach Kunde: Wo am Rand geprüft wird, wird ein unbekanntes Postfach mit 550 5.4.1 abgelehnt; sonst wird jeder Empfänger angenommen und die Mail später zurückgeschickt.",
  "550 5.4.1 with the words Access denied means that there is no such mailbox, not that we are refused.":
    "550 5.4.1 mit den Worten „Access denied“ heißt, dass es das Postfach nicht gibt, und nicht, dass wir abgewiesen sind.",
  "451 4.7.500 Server busy is a limit for the sender's address, and passes.":
    "451 4.7.500 „Server busy“ ist eine Grenze für die Netzadresse des Absenders und geht vorüber.",
  "550 5.7.606 to 5.7.649 (banned address), 5.7.511, or 451 4.7.500 and 4.7.650 (server busy, for addresses it does not know).":
    "550 5.7.606 bis 5.7.649 (gesperrte Netzadresse), 5.7.511, oder 451 4.7.500 und 4.7.650 (Server beschäftigt, für Netzadressen, die er nicht kennt).",
  "Nothing: every recipient is accepted, and an unknown one is refused only after the message.":
    "Nichts: Jeder Empfänger wird angenommen und ein unbekannter erst nach der Nachricht abgelehnt.",
  "A 250 to an address that cannot exist is the rule here, so no control is asked.":
    "Ein 250 zu einer Adresse, die es nicht geben kann, ist hier die Regel; eine Gegenprobe wird darum nicht gemacht.",
  "TSS marks are deferrals by reputation and last for hours.":
    "Zeichen mit TSS sind Vertröstungen nach dem Ruf und dauern Stunden.",
  "421 or 553 with a mark such as TSS04 or BL21 and a link to its postmaster pages, mostly at the connection.":
    "421 oder 553 mit einem Zeichen wie TSS04 oder BL21 und einem Link zu seinen Seiten für Postmaster, meist schon beim Verbinden.",
  "Nothing: recipients are accepted without being looked up.":
    "Nichts: Empfänger werden angenommen, ohne nachgeschlagen zu werden.",
  "4xx or 553 at the connection that names the sender's address.":
    "4xx oder 553 beim Verbinden, mit der Netzadresse des Absenders.",
  "Some: an unknown mailbox is refused with 550 5.1.1, but under load or with a poor reputation recipients are deferred or the connection is refused.":
    "Etwas: Ein unbekanntes Postfach wird mit 550 5.1.1 abgelehnt, aber unter Last oder bei schlechtem Ruf werden Empfänger vertröstet, oder die Verbindung wird abgewiesen.",
  "A temporary 450 4.2.2 means a full mailbox.":
    "Ein vorläufiges 450 4.2.2 heißt, dass das Postfach voll ist.",
  "550 5.7.1 with a mark such as HM08 or CS01, or 554 with a link to Proofpoint's address check.":
    "550 5.7.1 mit einem Zeichen wie HM08 oder CS01, oder 554 mit einem Link zur Adressprüfung von Proofpoint.",
  "As much as its control says: an unknown mailbox is refused at RCPT TO.":
    "So viel, wie die Gegenprobe sagt: Ein unbekanntes Postfach wird bei RCPT TO abgelehnt.",
  "A domain of its own at Proton can have a catch-all.":
    "Eine eigene Domain bei Proton kann ein Sammelpostfach haben.",
  "450 or 550 5.7.1 that names the client's address or a block list.":
    "450 oder 550 5.7.1 mit Ihrer Netzadresse oder dem Namen einer Sperrliste.",
  "Strangers are often greylisted first with 451 4.7.1.":
    "Fremde werden oft zuerst mit 451 4.7.1 hingehalten (Greylisting).",
  "550 5.7.1 or 554 5.2.3 with a code in brackets: the address or its network has a bad name.":
    "550 5.7.1 oder 554 5.2.3 mit einem Code in Klammern: Die Netzadresse oder ihr Netz hat einen schlechten Ruf.",
  "As much as its control says; a domain of its own can have a catch-all.":
    "So viel, wie die Gegenprobe sagt; eine eigene Domain kann ein Sammelpostfach haben.",
  "Strangers can be deferred with 451 4.7.1 at first.":
    "Fremde werden zuerst manchmal mit 451 4.7.1 vertröstet.",
  "554 5.7.1 or 550 5.7.1 that names a block list.":
    "554 5.7.1 oder 550 5.7.1 mit dem Namen einer Sperrliste.",
  "550 with the words mailbox unavailable means an unknown mailbox; the same code with a link about reverse names means us.":
    "550 mit den Worten „mailbox unavailable“ meint ein unbekanntes Postfach; derselbe Code mit einem Link zu Rückwärtsnamen meint uns.",
  "554 with the words No SMTP service, for a missing or generic reverse name, a listing, or a dynamic address; a link gives the reason.":
    "554 mit den Worten „No SMTP service“: wegen eines fehlenden oder nichtssagenden Rückwärtsnamens, einer Sperrliste oder einer dynamischen Netzadresse; ein Link nennt den Grund.",
  "A new address is refused until its operator has written to them; nothing else helps.":
    "Eine neue Netzadresse wird abgewiesen, bis ihr Betreiber ihnen geschrieben hat; sonst hilft nichts.",
  "554 with the words IP and A problem occurred, and an address for questions: it refuses every client that it has not been told of.":
    "554 mit den Worten „IP“ und „A problem occurred“ und einer Adresse für Fragen: Er weist jeden ab, der ihm nicht angekündigt ist.",
  "Nothing: recipients are accepted that it does not know.":
    "Nichts: Auch Empfänger, die er nicht kennt, werden angenommen.",
  "Unknown mailboxes are refused only now and then, so a refusal counts and an acceptance does not.":
    "Unbekannte Postfächer werden nur hin und wieder abgelehnt; ein Nein zählt darum, ein Ja nicht.",
  "550 or 451 with the words spam or ratelimit and a link to its postmaster pages.":
    "550 oder 451 mit den Worten „spam“ oder „ratelimit“ und einem Link zu seinen Seiten für Postmaster.",
  "550 5.7.1 with the words No such user means what it says, in spite of its code.":
    "550 5.7.1 mit den Worten „No such user“ heißt, was es sagt, trotz des Codes.",
  "Strangers are greylisted.": "Fremde werden erst einmal hingehalten (Greylisting).",
  "554 5.7.1 with the words suspicion of SPAM, or 451 4.7.1 that asks to come back.":
    "554 5.7.1 mit den Worten „suspicion of SPAM“, oder 451 4.7.1 mit der Bitte, wiederzukommen.",
  "540 means that the mailbox was switched off.": "540 heißt, dass das Postfach abgeschaltet wurde.",
  "554 5.7.1 that names the client, or a 4xx at the connection.":
    "554 5.7.1, das Ihren Rechner nennt, oder ein 4xx beim Verbinden.",
  "Some: an unknown mailbox is refused with 550, but a client that asks often is refused with the same code.":
    "Etwas: Ein unbekanntes Postfach wird mit 550 abgelehnt, aber wer oft fragt, wird mit demselben Code abgewiesen.",
  "550 is used for limits of frequency too; its words decide.":
    "550 steht auch für Grenzen der Häufigkeit; die Worte dahinter entscheiden.",
  "550 with a link to its help pages, or words about the frequency of the address.":
    "550 mit einem Link zu seinen Hilfeseiten, oder Worte über die Häufigkeit der Netzadresse.",
  "Some: an unknown mailbox is refused with 550, but limits are answered with the same codes.":
    "Etwas: Ein unbekanntes Postfach wird mit 550 abgelehnt, aber Grenzen werden mit denselben Codes beantwortet.",
  "HL, MI and RP marks with 4xx or 550 are limits of the client, not statements about the mailbox.":
    "Zeichen mit HL, MI und RP zu 4xx oder 550 sind Grenzen für den, der fragt, und keine Aussagen über das Postfach.",
  "A mark such as MI:SPB, MI:IMF, DT:SPM or RP:QRC and a link to its help page.":
    "Ein Zeichen wie MI:SPB, MI:IMF, DT:SPM oder RP:QRC und ein Link zu seiner Hilfeseite.",
  "Some: unknown mailboxes are refused, unless the domain has a catch-all.":
    "Etwas: Unbekannte Postfächer werden abgelehnt, wenn die Domain kein Sammelpostfach hat.",
  "A 4xx or 5xx at the connection that names the client's address.":
    "Ein 4xx oder 5xx beim Verbinden, mit Ihrer Netzadresse.",
  "Its limits (RL marks) are answered with 421 and pass.":
    "Seine Grenzen (Zeichen mit RL) werden mit 421 beantwortet und gehen vorüber.",
  "554 with a mark such as BL000010, RL000001 or PH000001, or the demand of a reverse name.":
    "554 mit einem Zeichen wie BL000010, RL000001 oder PH000001, oder der Forderung nach einem Rückwärtsnamen.",
  "CXMXRT and CXCNCT are limits of connections.": "CXMXRT und CXCNCT sind Grenzen für Verbindungen.",
  "554 with a mark such as CXBL, CXDNS or CXMXRT at the connection.":
    "554 mit einem Zeichen wie CXBL, CXDNS oder CXMXRT beim Verbinden.",
  "Four connections at once are too many.": "Vier Verbindungen zugleich sind zu viele.",
  "554 or 421 with a mark such as AUP#1260 or AUP#I-1000 at the connection.":
    "554 oder 421 mit einem Zeichen wie AUP#1260 oder AUP#I-1000 beim Verbinden.",
  "Mailboxes that are sent too much answer with 450 4.7.1.":
    "Postfächer, die zu viel Mail bekommen, antworten mit 450 4.7.1.",
  "554 5.7.1 that names a block list, or 550 5.7.1 at RCPT TO.":
    "554 5.7.1 mit dem Namen einer Sperrliste, oder 550 5.7.1 bei RCPT TO.",
  "IB marks about rates (IB110, IB111) pass; those about listings do not.":
    "Zeichen mit IB zur Menge (IB110, IB111) gehen vorüber; die zu Sperrlisten nicht.",
  "554 with a mark such as IB105 or IB110 at the connection: a listing, a missing reverse name, too much mail.":
    "554 mit einem Zeichen wie IB105 oder IB110 beim Verbinden: eine Sperrliste, ein fehlender Rückwärtsname, zu viel Mail.",
  "Strangers can be greylisted.": "Fremde werden manchmal erst einmal hingehalten (Greylisting).",
  "550 5.7.1 or 554 that names a block list or the client's reverse name.":
    "550 5.7.1 oder 554 mit dem Namen einer Sperrliste oder Ihrem Rückwärtsnamen.",
  "550 5.7.1 or 554 5.7.1 that names a block list.":
    "550 5.7.1 oder 554 5.7.1 mit dem Namen einer Sperrliste.",
  "A domain can have a catch-all.": "Eine Domain kann ein Sammelpostfach haben.",
  "550 5.7.1 or 554 5.7.1 that names a block list or the sender.":
    "550 5.7.1 oder 554 5.7.1 mit dem Namen einer Sperrliste oder dem Absender.",
  "554 5.7.1 that names a block list.": "554 5.7.1 mit dem Namen einer Sperrliste.",
  "550 5.7.1 or 554 5.7.1 that names the client's address.":
    "550 5.7.1 oder 554 5.7.1 mit Ihrer Netzadresse.",
  "OFR_104 and its like are limits of connections; the mark tells them from a block.":
    "OFR_104 und ähnliche sind Grenzen für Verbindungen; am Zeichen unterscheiden sie sich von einer Sperre.",
  "421, 550 or 554 with a mark of OFR or LPN and the words Service refuse or Mail rejete.":
    "421, 550 oder 554 mit einem Zeichen mit OFR oder LPN und den Worten „Service refuse“ oder „Mail rejete“.",
  "It greylists by load: 451 with the words too many errors passes after an hour.":
    "Er hält je nach Last hin (Greylisting): 451 mit den Worten „too many errors“ geht nach einer Stunde vorüber.",
  "421 or 554 at the connection: too much mail that its users call spam.":
    "421 oder 554 beim Verbinden: zu viel Mail, die seine Nutzer Spam nennen.",
  "421 or 554 at the connection that names the client.":
    "421 oder 554 beim Verbinden, das Ihren Rechner nennt.",
  "LPN marks with 421 are limits of connections.": "Zeichen mit LPN zu 421 sind Grenzen für Verbindungen.",
  "421 or 550 5.5.0 with a mark of LPN and the words Service refuse.":
    "421 oder 550 5.5.0 mit einem Zeichen mit LPN und den Worten „Service refuse“.",
  "550 or 554 with a mark such as IB or a link to its postmaster page.":
    "550 oder 554 mit einem Zeichen wie IB oder einem Link zu seiner Seite für Postmaster.",
  "Hosted domains can have a catch-all.": "Domains von Kunden können ein Sammelpostfach haben.",
  "550 5.7.1 or 421 that names the client's address.": "550 5.7.1 oder 421 mit Ihrer Netzadresse.",
  "550 or 554 at the connection that names the client's address.":
    "550 oder 554 beim Verbinden, mit Ihrer Netzadresse.",
  "550 5.7.1 or 451 4.7.1 at the connection; repeated refusals last an hour.":
    "550 5.7.1 oder 451 4.7.1 beim Verbinden; wiederholte Absagen dauern eine Stunde.",
  "Strangers can be deferred at first.": "Fremde werden zuerst manchmal vertröstet.",
  "554 5.7.1 or 421 that names the client's address.": "554 5.7.1 oder 421 mit Ihrer Netzadresse.",
  "554 5.7.1 or 550 5.7.1 that names the client's address.":
    "554 5.7.1 oder 550 5.7.1 mit Ihrer Netzadresse.",
  "Depends on the domain's own rules: recipients that no rule takes are refused, and a rule for the whole domain takes all.":
    "Je nach den Regeln der Domain: Empfänger, die keine Regel nimmt, werden abgelehnt; eine Regel für die ganze Domain nimmt alle.",
  "Depends on the domain's own rules: addresses without a route are refused, and a catch-all route takes all. What the mailbox behind it says is heard by nobody.":
    "Je nach den Regeln der Domain: Adressen ohne Weiterleitung werden abgelehnt, und eine Weiterleitung für alles nimmt alle. Was das Postfach dahinter sagt, hört niemand.",
  "550 5.7.1 that names the client's address or a block list.":
    "550 5.7.1 mit Ihrer Netzadresse oder dem Namen einer Sperrliste.",
  "Depends on the domain's own aliases; a catch-all alias is the default.":
    "Je nach den Aliasen der Domain; vorgegeben ist einer, der alles annimmt.",
  "It is a forwarding service: that the alias exists says little of the mailbox behind.":
    "Er leitet nur weiter: Dass es den Alias gibt, sagt wenig über das Postfach dahinter.",
  "550 or 551 with a mark in brackets.": "550 oder 551 mit einem Zeichen in Klammern.",
  "As much as the list of recipients that its customer has given it: with one, an unknown mailbox is refused; without, every recipient of the domain is accepted.":
    "So viel wie die Empfängerliste, die sein Kunde ihm gegeben hat: Mit einer wird ein unbekanntes Postfach abgelehnt, ohne wird jeder Empfänger der Domain angenommen.",
  "451 with the words Internal resources are temporarily unavailable is its greylisting.":
    "451 mit den Worten „Internal resources are temporarily unavailable“ ist sein Greylisting.",
  "A refusal by a customer's own rule looks like one by Mimecast.":
    "Eine Absage nach der eigenen Regel eines Kunden sieht aus wie eine von Mimecast.",
  "550 or 554 with the words csi.mimecast.org, poor reputation or administrative lockout, and a link to its community pages.":
    "550 oder 554 mit den Worten „csi.mimecast.org“, „poor reputation“ oder „administrative lockout“ und einem Link zu seinen Hilfeseiten.",
  "550 5.7.1 with the words marked as invalid is about the recipient.":
    "550 5.7.1 mit den Worten „marked as invalid“ meint den Empfänger.",
  "Customers without a list of recipients accept everything.": "Kunden ohne Empfängerliste nehmen alles an.",
  "554 or 550 5.7.0 with a link to ipcheck.proofpoint.com.":
    "554 oder 550 5.7.0 mit einem Link zu ipcheck.proofpoint.com.",
  "Until a customer has loaded its users, all recipients of the domain are accepted.":
    "Bis ein Kunde seine Nutzer eingetragen hat, werden alle Empfänger der Domain angenommen.",
  "554 5.7.1 or 550 5.7.1 that names the sender or the client.":
    "554 5.7.1 oder 550 5.7.1, das den Absender oder Ihren Rechner nennt.",
  "550 permanent failure for one or more recipients hands on what the mailbox server said.":
    "550 „permanent failure for one or more recipients“ gibt weiter, was der Server mit den Postfächern sagte.",
  "Strangers are greylisted or rate controlled for half an hour with 421 or 450.":
    "Fremde werden eine halbe Stunde lang mit 421 oder 450 hingehalten oder gebremst.",
  "554 with the words Barracuda Reputation, or 550 with a link to barracudacentral.org.":
    "554 mit den Worten „Barracuda Reputation“, oder 550 mit einem Link zu barracudacentral.org.",
  "Only beside a control of the same minutes: after some 25 unknown recipients in an hour it drops or accepts everything that follows.":
    "Nur neben einer Gegenprobe aus denselben Minuten etwas: Nach rund 25 unbekannten Empfängern in einer Stunde bricht er ab oder nimmt alles an, was folgt.",
  "Its guard against harvesting counts unknown recipients an hour, and then its answers are worth nothing for that hour.":
    "Sein Schutz vor Adresssammlern zählt unbekannte Empfänger je Stunde; danach sind seine Antworten für diese Stunde nichts wert.",
  "550 #5.1.0 Address rejected is an unknown recipient.":
    "550 „#5.1.0 Address rejected“ ist ein unbekannter Empfänger.",
  "554 at the connection with the words poor reputation, from its SenderBase.":
    "554 beim Verbinden mit den Worten „poor reputation“, aus seiner SenderBase.",
  "550 with the words Invalid recipient is an unknown mailbox.":
    "550 mit den Worten „Invalid recipient“ ist ein unbekanntes Postfach.",
  "553 or 501 at the connection, or 550 with a code in brackets: the client's address is not wanted.":
    "553 oder 501 beim Verbinden, oder 550 mit einem Code in Klammern: Ihre Netzadresse ist nicht erwünscht.",
  "450 or 550 5.7.1 with the words Service unavailable and a link to its reputation service (ers.trendmicro.com).":
    "450 oder 550 5.7.1 mit den Worten „Service unavailable“ und einem Link zu seinem Dienst für den Ruf von Absendern (ers.trendmicro.com).",
  "With recipient checks by SMTP it hands on what the mailbox server said.":
    "Wo er Empfänger über SMTP prüft, gibt er weiter, was der Server mit den Postfächern sagte.",
  "554 5.7.1 or 550 with a code of its own, mostly for a listing or a missing reverse name.":
    "554 5.7.1 oder 550 mit einem eigenen Code, meist wegen einer Sperrliste oder eines fehlenden Rückwärtsnamens.",
  "Strangers are greylisted with 451; the sender's server must retry.":
    "Fremde werden mit 451 hingehalten (Greylisting); der Server des Absenders muss es noch einmal versuchen.",
  "550 Invalid recipient is heard from its cache for some hours.":
    "550 „Invalid recipient“ kommt einige Stunden lang aus seinem Zwischenspeicher.",
  "550 with a link to antispamcloud.com or the words blocked by this server.":
    "550 mit einem Link zu antispamcloud.com oder den Worten „blocked by this server“.",
  "554 5.7.1 with the words Client host or a block list.":
    "554 5.7.1 mit den Worten „Client host“ oder einer Sperrliste.",
  "550 or 554 5.7.1 that names the client's address.": "550 oder 554 5.7.1 mit Ihrer Netzadresse.",
  "550 5.7.1 or 554 that names the client's address.": "550 5.7.1 oder 554 mit Ihrer Netzadresse.",
  "Depends on recipient filtering: with it an unknown mailbox is refused with 550 5.1.1 or 5.1.10, without it every recipient is accepted.":
    "Je nach Empfängerprüfung: Mit ihr wird ein unbekanntes Postfach mit 550 5.1.1 oder 5.1.10 abgelehnt, ohne sie wird jeder Empfänger angenommen.",
  "Recipient validation can be switched off by its administrator, so only a control tells.":
    "Der Verwalter kann die Empfängerprüfung abschalten; nur eine Gegenprobe sagt es darum.",
  "It slows down after unknown recipients (tarpitting, five seconds each).":
    "Nach unbekannten Empfängern wird er langsam (Teergrube, je fünf Sekunden).",
  "550 5.7.1 with the words rejected by policy, or a name of a block list provider.":
    "550 5.7.1 mit den Worten „rejected by policy“, oder der Name eines Betreibers von Sperrlisten.",
  "Recipient verification answers 450 4.1.1 with the words unverified address first and the truth later.":
    "Wo er Empfänger nachfragt, antwortet er zuerst 450 4.1.1 mit den Worten „unverified address“ und erst später die Wahrheit.",
  "550 5.7.1 Access denied comes from an access table and gives no reason.":
    "550 5.7.1 „Access denied“ kommt aus einer Zugangsliste und nennt keinen Grund.",
  "554 5.7.1 with the words Client host, or 450 4.7.25 and 4.7.1 for names that do not resolve.":
    "554 5.7.1 mit den Worten „Client host“, oder 450 4.7.25 und 4.7.1 für Namen, die sich nicht auflösen lassen.",
  "550 Unrouteable address and 550 Sender verify failed differ by whom they concern.":
    "550 „Unrouteable address“ und 550 „Sender verify failed“ unterscheiden sich darin, wen sie meinen.",
  "Hosting panels switch the check of recipients off for domains with a catch-all.":
    "Verwaltungsprogramme von Hostern schalten die Empfängerprüfung für Domains mit Sammelpostfach ab.",
  "550 with the administrator's own words, often JunkMail rejected or a block list.":
    "550 mit den Worten des Verwalters, oft „JunkMail rejected“ oder eine Sperrliste.",
  "451 with the words Domain of sender address does not resolve is about the sender.":
    "451 mit den Worten „Domain of sender address does not resolve“ meint den Absender.",
  "550 or 553 5.3.0 with the words Access denied or a block list.":
    "550 oder 553 5.3.0 mit den Worten „Access denied“ oder einer Sperrliste.",
  "550 Invalid recipient is an unknown mailbox.": "550 „Invalid recipient“ ist ein unbekanntes Postfach.",
  "550 or 421 at the connection or at MAIL FROM.": "550 oder 421 beim Verbinden oder bei MAIL FROM.",
  "550 I cannot deliver mail for is about the domain.": "550 „I cannot deliver mail for“ meint die Domain.",
  "550 or 554 with the words of the plug-in that refused.":
    "550 oder 554 mit den Worten der Erweiterung, die ablehnte.",
  "After several unknown recipients the client is blocked for some minutes.":
    "Nach mehreren unbekannten Empfängern wird, wer fragt, für einige Minuten gesperrt.",
  "554 or 550 that names a block list or the address screen; later 421.":
    "554 oder 550 mit dem Namen einer Sperrliste oder dem Adressfilter; später 421.",
  "It can wait some seconds before its banner; who speaks earlier is refused.":
    "Er wartet manchmal einige Sekunden mit seiner Begrüßung; wer vorher spricht, wird abgewiesen.",
  "Under it is a Postfix, with its habits.": "Darunter ist ein Postfix mit seinen Gewohnheiten.",
  "554 5.7.1 with the words Client host, as Postfix says it.":
    "554 5.7.1 mit den Worten „Client host“, wie Postfix sie sagt.",
  "Its intrusion prevention blocks a client that names several unknown recipients.":
    "Sein Schutz vor Einbrüchen sperrt, wer mehrere unbekannte Empfänger nennt.",
  "554 5.7.1 or 550 5.7.1 that names a block list, or a session that ends.":
    "554 5.7.1 oder 550 5.7.1 mit dem Namen einer Sperrliste, oder eine Sitzung, die endet.",
  "Some: an unknown mailbox is refused with 550, but limits are answered with similar codes.":
    "Etwas: Ein unbekanntes Postfach wird mit 550 abgelehnt, aber Grenzen werden mit ähnlichen Codes beantwortet.",
  "HL, MI and RP marks are limits of the client.":
    "Zeichen mit HL, MI und RP sind Grenzen für den, der fragt.",
  "A mark such as MI:SPB or DT:SPM with 5xx.": "Ein Zeichen wie MI:SPB oder DT:SPM zu 5xx.",
  "Often nothing: without a patch every recipient of its domains is accepted and bounced later.":
    "Oft nichts: Ohne Nachbesserung wird jeder Empfänger seiner Domains angenommen und die Mail später zurückgeschickt.",
  "553 sorry, that domain isn't in my list of allowed rcpthosts is about the domain.":
    "553 „sorry, that domain isn't in my list of allowed rcpthosts“ meint die Domain.",
  "Only patched versions refuse unknown recipients; the control tells.":
    "Nur nachgebesserte Fassungen lehnen unbekannte Empfänger ab; die Gegenprobe sagt es.",
  "553 or 554 with a number such as (#5.7.1) that names the client.":
    "553 oder 554 mit einer Nummer wie (#5.7.1), das Ihren Rechner nennt.",
};
