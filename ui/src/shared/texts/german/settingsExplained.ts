/**
 * Was jede Einstellung tut, nach dem Schlüssel, mit dem ihre Erklärung in der Einstellungsdatei beginnt. Auf Englisch sagt es
 * die Datei selbst; eine Prüfung findet, was hier fehlt oder dort nicht mehr steht.
 */
export const explained: Record<string, string> = {
  "dns.servers": "Resolver, die gefragt werden, als „IP:Port“. Leer: die des Systems.",
  "dns.timeout":
    "Wie lange auf eine Antwort gewartet wird, und wie oft eine Frage gestellt wird, bevor DNS als fehlgeschlagen gilt.",
  "dns.at_once": "Domains, die zur gleichen Zeit nachgeschlagen werden.",
  "dns.published":
    "Ob DNS gefragt wird, was eine Domain außer dem Weg ihrer Mail veröffentlicht: MTA-STS, BIMI, DKIM, DNSSEC, Website, Nameserver, große Betreiber. Etwa zwanzig Fragen mehr je Domain, aus denen der Resolver nichts Neues erfährt.",
  "smtp.port": "Der Port der Mailserver. Alles außer 25 ist für Labore.",
  "smtp.helo":
    "Der Name im EHLO. Leer: der volle Name dieses Rechners, sonst die Adresse, von der er sendet; durch einen Proxy dessen eigene Adresse, denn dort sagt der Name dieses Rechners nichts. Empfänger misstrauen einem Namen, der nicht zu der Adresse führt, die sie sehen: hinter einem Proxy gehört hier also der Name des Proxys hin.",
  "smtp.mail_from":
    "Der Absender im MAIL FROM. Leer: der leere Absender <>, den jeder Server nehmen muss. Steht hier eine Adresse und ein Server lehnt sie ab, wird in derselben Sitzung der leere versucht.",
  "smtp.fallback_from":
    "Der Absender für Server, die den leeren trotzdem ablehnen, in derselben Sitzung versucht. Leer: es gibt keinen, und solche Adressen bleiben unbekannt. Es sollte eine Adresse sein, die Mail empfängt, an einer Domain mit MX und SPF.",
  "smtp.tls":
    "Wann ein Gespräch verschlüsselt wird (STARTTLS): „when_demanded“ nur, wo der Server darauf besteht; „when_offered“, wo immer es geht. Zertifikate werden notiert und sind nie ein Grund aufzugeben.",
  "smtp.connect_timeout": "Wie lange auf eine Verbindung und auf jede Antwort gewartet wird.",
  "smtp.enabled":
    "Ob Mailserver überhaupt gefragt werden. Nein: die Urteile beruhen nur auf Form, DNS und Listen und sagen das.",
  "network.ip":
    "Welche Adressen der Mailserver angerufen werden: „both“ (zuerst die IPv4-Adressen eines Servers), „ipv4“ oder „ipv6“.",
  "network.bind":
    "Die Adresse dieses Rechners, von der gesendet wird, wenn er mehrere hat. Leer: das System wählt. Sie muss von der Art sein, die „ip“ nennt; bei „both“ werden nur Server ihrer Art angerufen. Durch einen Proxy ist es die Adresse, die den Proxy anruft.",
  "network.proxy":
    "Ein SOCKS5-Proxy, durch den jeder Mailserver gefragt wird: „socks5://host:1080“ oder „socks5://user:password@host:1080“, Sonderzeichen darin wie %40 für @. Mailvet schlägt die Mailserver immer selbst nach und gibt dem Proxy ihre Adressen; „socks5h://“ heißt also dasselbe. DNS geht nicht durch den Proxy.",
  "network.allow_private":
    "Mailserver unter privaten, eigenen, örtlichen und reservierten Adressen ansprechen. Nur für Labore.",
  "pace.connections_total":
    "Verbindungen, die zur gleichen Zeit offen sind: insgesamt, und zu einem Mailanbieter.",
  "pace.recipients_per_session":
    "Empfänger, nach denen in einer Sitzung gefragt wird; die Gegenprobe einer Domain kann hinzukommen, wo sie sonst eine eigene Sitzung brauchte.",
  "pace.recipients_per_hour":
    "Empfänger, nach denen ein Betreiber in einer Stunde gefragt wird. 0: ohne Grenze.",
  "pace.bad_recipients_per_hour":
    "Abgelehnte Empfänger bei einem Betreiber in einer Stunde, bevor er eine Weile in Ruhe gelassen wird. 0: ohne Grenze.",
  "pace.gap":
    "Die kürzeste Zeit zwischen zwei Empfängern einer Sitzung. Ein Betreiber, von dem bekannt ist, dass er mehr will, bekommt mehr.",
  "pace.least_per_minute":
    "Beschwert sich ein Betreiber, werden Verbindungen und Empfänger je Minute halbiert, nie unter so viele je Minute; gute Sitzungen bringen beides schrittweise zurück.",
  "pace.rest":
    "Wie lange ein Betreiber in Ruhe gelassen wird, der sich beschwert oder uns abgewiesen hat, ohne eine Zeit zu nennen; jedes Mal in Folge doppelt so lange, bis zur längsten. Leer: die erste und die längste der Wartezeiten unter [retry].",
  "pace.returns":
    "Ein Betreiber, der uns abweist, behält seine Adressen: nach jeder Ruhe besucht ihn eine kleine Sitzung, so viele Male, und dann wird er aufgegeben. Weniger Male, wo die Abweisung gilt, bis etwas in Ordnung gebracht ist, etwa ein fehlender PTR-Eintrag oder eine Sperrliste.",
  "pace.exchange":
    "Betreiber mit eigenen Grenzen, höheren oder niedrigeren, nach Namen oder nach der Kennung des Betreibers. Zum Beispiel:",
  "guard.enabled": "Schützt Ihren Ruf: je mehr Mailserver uns abweisen, desto weniger wird gefragt.",
  "guard.least_sessions":
    "Von den letzten 64 Sitzungen einer Prüfung und den letzten 64 Empfängern bei einem Betreiber müssen so viele da sein, bevor sie zählen.",
  "guard.slow_at_percent":
    "Abweisungen von hundert, von denen an alles halb so schnell wird, und von denen an eine Zeit lang niemand Neues gefragt wird.",
  "guard.rest":
    "Die erste Ruhe; die nächsten in Folge sind jeweils doppelt so lang. Leer: die erste der Wartezeiten unter [retry].",
  "guard.pauses":
    "So viele Ruhen in Folge, bevor die Prüfung langsam trotzdem weitergeht, damit sie zu ihrem Ende kommt.",
  "guard.listing_age":
    "Fand der Verbindungsarzt die Adresse dieses Rechners auf einer Sperrliste, beginnt eine Prüfung mit halbem Tempo. So lange wird ihm geglaubt; danach werden die Listen beim Beginn einer Prüfung noch einmal gefragt ([doctor] block_lists).",
  "retry.waits":
    "Wie lange bis zur nächsten Frage gewartet wird, wenn ein Server eine Adresse vertröstet und selbst keine Zeit nennt.",
  "controls.catch_all_after":
    "Nach einer Annahme wird an derselben Domain nach einer Adresse gefragt, die es nicht geben kann (Gegenprobe). Nimmt der Server auch sie an, werden so viele gefragt, bis feststeht, dass die Domain alles annimmt: 1, 2 oder 3.",
  "controls.spacing":
    "Die kürzeste Zeit zwischen zwei davon. „0s“: jede fährt in der nächsten Sitzung mit oder am Ende derselben.",
  "controls.audit_after":
    "Manche Server nehmen alles an, sobald sie zu viel abgelehnt haben. Darum wird eine Domain, die ihre Gegenprobe ablehnte, nach so vielen Annahmen noch einmal geprüft (0: deswegen nie), und nach dieser Zeit, wenn seither etwas angenommen wurde.",
  "controls.recheck":
    "Wie lange ein Server, der alles anzunehmen begann, in Ruhe gelassen wird, bevor er wieder angesehen wird.",
  "lookups.registration":
    "Weitere Nachfragen zu Adressen, die kein Mailserver klärt (Domains, die alles annehmen, und ihresgleichen), nach allem anderen. Jede ist aus, denn jede verrät jemandem etwas: was und wem, steht dabei. Jede spricht für eine Adresse oder Domain, wo sie etwas findet, und nicht dagegen, wo nicht. Seit wann die Domain registriert ist (RDAP). Die Registrierungsstelle erfährt die Domain.",
  "lookups.website":
    "Ob die Domain eine eigene Website hat. Ihr Webserver sieht die Adresse dieses Rechners.",
  "lookups.gravatar":
    "Ob es bei Gravatar ein Bild gibt. Gravatar erfährt einen Hash der Adresse; da Adressen zu erraten sind, kann es sie kennen.",
  "lookups.libravatar":
    "Ob der Bilderserver, den die Domain nennt, falls sie einen nennt, ein Bild hat. Er erfährt einen Hash der Adresse.",
  "lookups.wkd":
    "Ob die Domain zu der Adresse einen OpenPGP-Schlüssel veröffentlicht (Web Key Directory). Ihr Webserver erfährt die Adresse.",
  "lookups.keyserver":
    "Ob ein OpenPGP-Schlüsselserver zu der Adresse einen bestätigten Schlüssel hat. Er erfährt die Adresse.",
  "lookups.own_pages":
    "Ob die Adresse auf den Seiten ihrer Domain steht: auf der ersten, auf Kontakt, Impressum, Team und Über uns, so weit robots.txt es erlaubt. Der Webserver der Domain sieht die Adresse dieses Rechners und dass jemand diese Seiten liest.",
  "lookups.block_lists":
    'DNS-Sperrlisten für Domains, die nach der Domain und ihren Mailservern gefragt werden, wie ["dbl.example.org"]. Jede erfährt über den Resolver die Domains; die meisten weisen Resolver ab, die viele benutzen, und wollen bei gewerblichem Gebrauch einen eigenen Schlüssel. Ein Eintrag wird gezeigt und wiegt nichts: er beweist nichts über eine einzelne Adresse. Leer: niemand wird gefragt.',
  "lookups.at_once":
    "Adressen, die zur gleichen Zeit nachgeschlagen werden, die kürzeste Zeit zwischen zwei Fragen an einen Server, und wie lange auf eine Antwort gewartet wird.",
  "lookups.rdap_bootstrap": "Wo die Dienste sind.",
  "doctor.port_hosts":
    "Mailserver, an denen Port 25 versucht wird: sie werden angerufen, gegrüßt und verlassen, nach niemandem wird gefragt. Leer: es wird nicht versucht.",
  "doctor.public_addresses":
    'Die Adressen, die Mailserver sehen, wie ["203.0.113.7"], wo sie bekannt sind. Leer: die Mailserver werden gefragt.',
  "doctor.address_service":
    "Ein Dienst, der in seiner Antwort die Adresse dessen nennt, der fragt, wie „https://ip.example.org/“, falls kein Mailserver sie nennt. Leer: niemand wird gefragt.",
  "doctor.block_lists":
    "DNS-Sperrlisten, die gefragt werden, ob die Adressen darauf stehen; jede erfährt die Adressen. Leer: sie werden nicht gefragt.",
  "doctor.known_name":
    "Ein Name, den es gibt, und eine Domain, unter der es einen erfundenen nicht gibt: DNS wird nach beiden gefragt.",
  "cache.domain":
    "Wie lange das, was DNS über eine Domain sagte, höchstens wiederverwendet wird; eine kürzere TTL der Einträge geht vor.",
  "cache.controls":
    "Wie lange das, was die Gegenproben einer Domain ergaben, wiederverwendet wird, auch in anderen Prüfungen und Listen. Höchstens 48h, so lange dürfen Gegenprobe und Annahme auseinanderliegen.",
  "cache.registration":
    "Wie lange das, was eine Nachfrage fand, wiederverwendet wird: zu einer Domain, und zu einer Adresse.",
  "cache.block_list":
    "Dasselbe für das, was Sperrlisten über eine Domain sagten, denn das ändert sich von Tag zu Tag.",
  "policy.rows":
    "Was mit einer Zeile zu tun ist: die erste Regel, deren Urteil und Merkmal passen. Die letzte Regel jedes Urteils nennt kein Merkmal. Ein Urteil ändert sie nie. Leer: wie ausgeliefert (assets/rules/policy.toml). Aktionen: send, caution, retry, review, suppress. Zum Beispiel:",
  "window.language":
    "Die Sprache des Fensters: „system“ (Englisch, wo Mailvet die des Systems nicht spricht), „en“ oder „de“. Exporte und die Kommandozeile sagen auf Englisch, was die Prüfungen finden.",
  "window.theme": "Seine Farben: „system“, „light“ (hell) oder „dark“ (dunkel).",
  "window.text_size":
    "Die Größe seiner Schrift in Prozent, 80 bis 200. Strg und Plus, Minus oder 0 ändern sie auch.",
  "window.notify":
    "Ob das System Bescheid sagt, wenn eine Prüfung zu Ende ist oder Sie braucht, während Sie etwas anderes ansehen.",
  "window.keep_awake":
    "Ob der Rechner wach bleibt, während eine Liste geprüft wird. Sein Bildschirm darf trotzdem ausgehen.",
  "lists.duplicates":
    "Wann zwei Zeilen dieselbe Adresse haben, nach der dann einmal gefragt wird: „exact“ (Buchstabe für Buchstabe), „case“ (Groß- und Kleinschreibung ist gleich), „gmail_dots“ (und Punkte zählen bei Gmail nicht), „plus_tags“ (und ein +Zusatz zählt nicht). Gefragt wird nach der Schreibweise, die in der Liste zuerst steht.",
  "lists.stale_after":
    "Wie alt ein Ergebnis sein darf, bevor eine Prüfung dessen, was veraltet ist, noch einmal danach fragt.",
  "lean.likely":
    "Wo kein Server Auskunft gibt (die Domain nimmt alles an, der Betreiber nimmt alles an, die Liste wird ohne Fragen geprüft), ist die Punktzahl die Wahrscheinlichkeit in Prozent, dass Mail für ein echtes Postfach angenommen wird. Von „likely“ aufwärts ist das Urteil „wohl gültig“, von „unlikely“ abwärts „wohl ungültig“, und dazwischen „riskant“ oder „unbekannt“. Ein höheres „likely“ behält weniger Zeilen mit weniger Rückläufern.",
  "learning.proofs_for":
    "Wie alt der Beweis einer früheren Prüfung (angenommen, wo eine falsche Adresse abgelehnt wurde, oder als nicht vorhanden abgelehnt) sein darf, damit von ihm die Rede ist, wo die Domain nichts mehr sagt.",
};
