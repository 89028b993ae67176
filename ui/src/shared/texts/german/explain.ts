/** Die Worte darüber, was eine Antwort bedeutet. */
import { count } from "$/shared/numbers";
import type { Texts } from "$/shared/texts";
import { operatorRemarks } from "./operators";

const wait = (seconds: number | null, time: (seconds: number) => string) =>
  seconds === null ? "" : `, nach ${time(seconds)} oder mehr, wie er selbst sagt`;

export const explain: Texts["explain"] = {
  title: "Antwort erklären",
  intro: "Fügen Sie ein, was ein Mailserver sagte, oder eine ganze Unzustellbarkeitsmeldung.",
  input: "Die Worte des Servers",
  placeholder: "550 5.1.1 <anna@example.com>: Recipient address rejected: User unknown",
  inputHint: "Mehrere Antworten: eine je Zeile. Nichts verlässt diesen Rechner, nichts wird aufbewahrt.",
  clear: "Leeren",
  stage: "Gesagt bei",
  stageGuess: "Erraten",
  operator: "Mailanbieter",
  operatorGuess: "Aus den Worten erraten",
  examples: "Beispiele",
  exampleTitles: {
    dead: "Ein totes Postfach",
    blockList: "Sieht tot aus, ist es nicht: Ihre Adresse steht auf einer Sperrliste",
    later: "Kommen Sie später wieder",
    german: "Eine Absage auf Deutsch",
    bounce: "Eine ganze Unzustellbarkeitsmeldung",
    three: "Drei auf einmal",
  },
  empty: "Was bedeutet eine Unzustellbarkeitsmeldung?",
  emptyText:
    "Die meisten Ablehnungen gelten nicht der Adresse: Sie gelten dem, der fragt, oder dem Augenblick. Mailvet hält das auseinander.",
  emptyPoints: [
    ["Wer abgelehnt wird", "der Empfänger, die Domain, Sie oder der Augenblick"],
    ["Was es für die Adresse heißt", "nie „ungültig“, weil Sie abgewiesen wurden"],
    ["Was zu tun ist", "ob und wann noch einmal zu fragen ist, und was vorher zu richten ist"],
  ],
  noReply: "In diesem Text steht keine Antwort",
  noReplyText:
    "Eine Antwort beginnt mit einem Code wie 550 oder 5.1.1. Kopieren Sie den Teil, in dem der Server zitiert wird.",
  failed: "Das lässt sich nicht erklären",
  replies: (n) => `${count(n)} ${n === 1 ? "Antwort" : "Antworten"}`,
  leftOff: (n) =>
    `${count(n)} weitere ${n === 1 ? "Antwort ist" : "Antworten sind"} hier weggelassen. Für ganze Protokolle gibt es „mailvet explain“ auf der Befehlszeile.`,
  unread: (n) => `${count(n)} ${n === 1 ? "Zeile enthält" : "Zeilen enthalten"} keine Antwort`,
  results: "Was es bedeutet",

  classes: {
    accepted: "Angenommen",
    mailbox_not_found: "Kein solches Postfach",
    mailbox_disabled: "Postfach abgeschaltet",
    mailbox_full: "Postfach voll",
    moved: "Postfach umgezogen",
    recipient_restricted: "Empfänger eingeschränkt",
    domain_not_found: "Domain nimmt keine Mail",
    relay_denied: "Für diese Domain nicht zuständig",
    policy_block: "Wir werden nach Regel abgewiesen",
    spam_block: "Als unerwünscht beurteilt",
    greylisted: "Greylisting",
    rate_limited: "Zu viele Anfragen",
    auth_required: "Anmeldung verlangt",
    tls_required: "Verschlüsselung verlangt",
    server_busy: "Server hat Schwierigkeiten",
    syntax_error: "Nicht verstanden",
    other: "Über die Nachricht",
    unclassified: "Kein Grund genannt",
  },
  stages: {
    connect: "Begrüßung (connect)",
    ehlo: "Unser Name (EHLO)",
    start_tls: "Verschlüsselung (STARTTLS)",
    mail: "Absender (MAIL FROM)",
    rcpt: "Empfänger (RCPT TO)",
    leave: "Abschied (QUIT)",
  },
  says: {
    deliverable: "Nimmt Mail",
    undeliverable: "Nimmt keine Mail",
    risky: "Riskant",
    nothing: "Sagt nichts über die Adresse",
  },
  who: "Wer abgelehnt wird",
  refused: {
    mailbox: "Das Postfach des Empfängers",
    domain: "Die Domain des Empfängers",
    us: "Sie: Ihre Adresse, Ihr Name oder Netz. Nicht der Empfänger",
    server: "Niemand: Der Server hat eigene Schwierigkeiten",
    command: "Der Befehl, wie der Server ihn verstand",
    message: "Die Nachricht, nicht der Empfänger",
    nothing: "Das sagt er nicht",
  },
  refusedNobody: "Niemand: Er sagte ja",
  refusedMoment: "Der Augenblick. Nicht der Empfänger",
  address: "Für die Adresse",
  addressMeans: {
    proof: "Beweis, dass sie keine Mail nimmt: ungültig.",
    yes: "Der Server sagt ja. Das ist nur dort ein Beweis, wo er zu erfundenen Adressen nein sagt.",
    worthless: (operator) => `${operator} sagt zu jeder Adresse ja, also beweist das nichts.`,
    risky: "Es gibt sie, aber sie nimmt Ihre Mail jetzt vielleicht nicht: riskant, nicht ungültig.",
    us: "Nichts. Sie bleibt unbekannt und heißt nie ungültig, denn abgewiesen wurden Sie und nicht sie.",
    moment: "Noch nichts. Sie bleibt unbekannt, bis noch einmal gefragt wurde.",
    forNow:
      "Nichts Endgültiges: Der Server sagt es nur für jetzt. Sie bleibt unbekannt, bis noch einmal gefragt wurde.",
    nothing: "Nichts. Sie bleibt unbekannt.",
    early: "Nichts: Es war noch kein Empfänger genannt.",
  },
  again: "Noch einmal fragen",
  retry: {
    no: "Nein: Der Server meint es endgültig",
    later: (seconds, time) => `Später${wait(seconds, time)}`,
    slower: (seconds, time) => `Später und langsamer${wait(seconds, time)}`,
    new_session: "Sofort, in einer neuen Sitzung",
    with_tls: "Sofort, verschlüsselt",
    other_host: "Bei einem anderen Mailserver der Domain",
    once_fixed: "Erst wenn Ihre Seite in Ordnung gebracht ist",
    unneeded: "Nicht nötig",
  },
  next: "Was zu tun ist",
  nextSteps: {
    accepted:
      "Verlassen Sie sich darauf, wo derselbe Server eine erfundene Adresse der Domain ablehnt. In einer Prüfung fragt Mailvet selbst eine.",
    mailbox_not_found: "Suchen Sie einen Tippfehler; sonst nehmen Sie die Adresse von der Liste.",
    mailbox_disabled:
      "Nehmen Sie die Adresse von der Liste. Sie mag eines Tages wieder eingeschaltet werden und lässt sich später prüfen.",
    mailbox_full: "Lassen Sie sie vorerst weg. Ein Postfach, das wochenlang voll bleibt, ist verlassen.",
    moved:
      "Schreiben Sie an die neue Adresse, wenn ihr Inhaber dem zugestimmt hat, und nehmen Sie die alte von der Liste.",
    recipient_restricted:
      "Das Postfach gibt es. Bitten Sie den Inhaber, Ihren Absender zuzulassen, oder lassen Sie es weg.",
    domain_not_found:
      "Suchen Sie einen Tippfehler in der Domain; sonst nehmen Sie die Adresse von der Liste.",
    relay_denied:
      "Fragen Sie einen anderen Mailserver der Domain. Sagen es alle, ist ihre Mail falsch eingerichtet.",
    policy_block:
      "Sehen Sie beim Arzt nach, was Server von Ihnen sehen: öffentliche Adresse, deren Name, Sperrlisten. Bringen Sie das in Ordnung und fragen Sie dann noch einmal.",
    spam_block:
      "Sehen Sie beim Arzt nach, ob Ihre Adresse auf einer Sperrliste steht, und fragen Sie noch einmal, wenn sie herunter ist.",
    greylisted:
      "Fragen Sie noch einmal von derselben Adresse und mit demselben Absender. In einer Prüfung tut Mailvet das selbst.",
    rate_limited:
      "Fragen Sie weniger Adressen in einer Stunde. In einer Prüfung wird Mailvet selbst langsamer.",
    auth_required:
      "Dieser Server ist für seine eigenen Nutzer. Fragen Sie stattdessen die Mailserver (MX) der Domain auf Port 25.",
    tls_required:
      "Fragen Sie noch einmal über eine verschlüsselte Verbindung (STARTTLS). In einer Prüfung tut Mailvet das selbst.",
    server_busy: "Fragen Sie später noch einmal. In einer Prüfung tut Mailvet das selbst.",
    syntax_error:
      "Sehen Sie nach, ob die Adresse seltsame Zeichen enthält. Wenn nicht, ist der Server seltsam und nicht die Adresse.",
    other:
      "Sehen Sie die Nachricht an: ihre Größe, ihre Form oder was darin steht. Die Adresse ist es nicht, was abgelehnt wird.",
    unclassified: "Lesen Sie die Worte des Servers selbst; keine Regel von Mailvet passt auf sie.",
  },
  nextForNow:
    "Fragen Sie in einigen Stunden noch einmal, bevor Sie entscheiden; vorerst sagt der Server nur „jetzt nicht“.",
  forwardTo: "Neue Adresse",
  openDoctor: "Zum Arzt",
  circumstances: "Wie gelesen wurde",
  origin: { given: "genannt", guessed: "erraten" },
  noOperator: "keiner erkannt",
  rule: "Regel",
  noRule: "keine Regel passt",
  about: (operator) => `Über ${operator}`,
  facts: {
    remarks: operatorRemarks,
    worth: "Was sein Ja wert ist",
    worthNothing: "Nichts: Er nimmt jeden Empfänger an und schickt später zurück.",
    worthOrdinary: "So viel, wie eine erfundene Adresse derselben Domain sagt.",
    trap: "Vorsicht",
    block: "Wie er Sie abweist",
    limits: "Wie er gefragt werden will",
    limit: {
      connections: (n) => `höchstens ${count(n)} ${n === 1 ? "Verbindung" : "Verbindungen"} zugleich`,
      recipients_per_session: (n) => `${count(n)} ${n === 1 ? "Adresse" : "Adressen"} je Sitzung`,
      recipients_per_hour: (n) => `${count(n)} Adressen in der Stunde`,
      bad_recipients_per_hour: (n) => `${count(n)} abgelehnte Adressen in der Stunde`,
    },
  },
};
