/** Deutsch: was als Nächstes zu tun ist, nach dem Grund. */
import type { Phrases } from "$/ipc";

export const next = {
  "next.mailbox_accepted": "Sie können an sie senden.",
  "next.catch_all": "Senden Sie zuerst an einen kleinen Teil solcher Adressen und achten Sie auf Rückläufer.",
  "next.accepts_unproven":
    "Nehmen Sie sie als offen: senden Sie vorsichtig, oder prüfen Sie später noch einmal.",
  "next.probe_refused":
    "Der Server sagt es nicht; verlassen Sie sich auf das, was Sie von diesem Kontakt wissen.",
  "next.not_probed": "Machen Sie eine ganze Prüfung, in der der Mailserver gefragt wird.",
  "next.mailbox_full": "Prüfen Sie in einigen Tagen noch einmal: ein volles Postfach liest oft niemand.",
  "next.recipient_restricted": "Schreiben Sie nur, wenn Sie wissen, dass dieser Empfänger Sie zulässt.",
  "next.disposable": "Lassen Sie sie aus, oder bitten Sie um eine dauerhafte Adresse.",
  "next.trap_like": "Lassen Sie sie aus, wenn Sie nicht wissen, dass ein Mensch sie Ihnen gab.",
  "next.syntax": "Verbessern Sie sie in Ihrer Liste, oder entfernen Sie die Zeile.",
  "next.domain_not_found": "Entfernen Sie sie, oder suchen Sie einen Tippfehler in der Domain.",
  "next.domain_takes_no_mail": "Entfernen Sie sie, oder suchen Sie einen Tippfehler in der Domain.",
  "next.null_mx": "Entfernen Sie sie: der Inhaber der Domain sagt, dass sie keine Mail nimmt.",
  "next.mailbox_not_found": "Entfernen Sie sie, oder fragen Sie nach der richtigen Adresse.",
  "next.mailbox_disabled": "Entfernen Sie sie: Mail an sie kommt zurück.",
  "next.mailbox_moved": "Entfernen Sie sie, und fragen Sie, ob die neue Adresse benutzt werden darf.",
  "next.greylisted": "Prüfen Sie noch einmal aus demselben Netz: der Server will zweimal gefragt werden.",
  "next.rate_limited": "Prüfen Sie später und langsamer noch einmal.",
  "next.server_busy": "Prüfen Sie später noch einmal.",
  "next.us_refused":
    "Bringen Sie Ihre eigene Seite in Ordnung (Ruf der Adresse, Name zur Adresse, HELO-Name, Absender), oder prüfen Sie aus einem anderen Netz.",
  "next.auth_required":
    "Von außen ist sie nicht zu prüfen; verlassen Sie sich auf das, was Sie von diesem Kontakt wissen.",
  "next.tls_required": "Prüfen Sie noch einmal: der Server antwortet nur verschlüsselt.",
  "next.no_connection":
    "Prüfen Sie später noch einmal; bleibt es so, hat die Domain ihren Mailserver verloren.",
  "next.timed_out": "Prüfen Sie später noch einmal.",
  "next.connection_dropped": "Prüfen Sie später und langsamer noch einmal.",
  "next.dns_failed":
    "Prüfen Sie später noch einmal: die Nameserver der Domain, oder Ihr Resolver, haben nicht geantwortet.",
  "next.port_25_blocked":
    "Prüfen Sie aus einem Netz, das Mail hinauslässt, etwa auf einem Server oder über einen Proxy mit offenem Port 25.",
  "next.protocol_error": "Prüfen Sie später noch einmal; bleibt es so, ist der Mailserver der Domain kaputt.",
  "next.needs_smtputf8":
    "Bitten Sie um eine Adresse in einfachen Buchstaben: dieser Server kann keine internationale nennen.",
  "next.suppressed":
    "Senden Sie nicht an sie; nehmen Sie sie von der Sperrliste, wenn sie dort aus Versehen steht.",
  "next.cancelled": "Beginnen Sie die Prüfung noch einmal, um sie zu prüfen.",
  "next.internal_error":
    "Prüfen Sie sie noch einmal, und melden Sie den Fehler mit dem Protokoll, wenn er wiederkommt.",
  "next_address.likely_in_vain": "Lassen Sie sie weg, oder fragen Sie den Menschen, ob die Adresse stimmt.",
  "next_address.ask_about_new":
    "Der Server nennt {new} als neue Adresse; fragen Sie, bevor Sie sie benutzen.",
  "next_address.perhaps_meant": "Vielleicht war {meant} gemeint. {then}",
} satisfies Phrases;
