/** What the program says, by its codes, in English. Made from the code; do not edit. */
export const phrases = {
  "plain.text": "{text}",
  "plain.both": "{first} {second}",
  "next.mailbox_accepted": "You can send to it.",
  "next.catch_all": "Send to a small part of such addresses first and watch what bounces.",
  "next.accepts_unproven": "Treat it as open: send carefully, or check again later.",
  "next.probe_refused": "The server does not say; rely on what you know of this contact.",
  "next.not_probed": "Run a full check, in which the mail server is asked.",
  "next.mailbox_full": "Check again in some days: a full mailbox is often one that nobody reads.",
  "next.recipient_restricted": "Write to it only where you know that this recipient lets you in.",
  "next.disposable": "Leave it out, or ask the person for a lasting address.",
  "next.trap_like": "Leave it out unless you know that a person gave it to you.",
  "next.syntax": "Correct it in your list or remove the row.",
  "next.domain_not_found": "Remove it, or look for a slip in the domain.",
  "next.domain_takes_no_mail": "Remove it, or look for a slip in the domain.",
  "next.null_mx": "Remove it: the owner of the domain says that it takes no mail.",
  "next.mailbox_not_found": "Remove it, or ask the person for the right address.",
  "next.mailbox_disabled": "Remove it: mail to it comes back.",
  "next.mailbox_moved": "Remove it, and ask the person whether the new address may be used.",
  "next.greylisted": "Check again from the same network: the server wants to be asked twice.",
  "next.rate_limited": "Check again later and more slowly.",
  "next.server_busy": "Check again later.",
  "next.us_refused": "Put your own side right (address reputation, reverse name, HELO name, sender), or check from another network.",
  "next.auth_required": "It cannot be checked from outside; rely on what you know of this contact.",
  "next.tls_required": "Check again: the server answers over an encrypted connection only.",
  "next.no_connection": "Check again later; if it stays so, the domain has lost its mail server.",
  "next.timed_out": "Check again later.",
  "next.connection_dropped": "Check again later and more slowly.",
  "next.dns_failed": "Check again later: the name servers of the domain, or your resolver, did not answer.",
  "next.port_25_blocked": "Check from a network that lets mail out, such as a server or a proxy with an open port 25.",
  "next.protocol_error": "Check again later; if it stays so, the domain's mail server is broken.",
  "next.needs_smtputf8": "Ask the person for an address in plain letters: this server cannot name an international one.",
  "next.suppressed": "Do not send to it; take it off the suppression list if it stands there by mistake.",
  "next.cancelled": "Start the run again to check it.",
  "next.internal_error": "Check it again, and report the fault with the log if it comes back.",
  "next_address.ask_about_new": "The server gives {new} as the new address; ask the person before you use it.",
  "next_address.perhaps_meant": "Perhaps {meant} was meant. {then}",
};

export type PhraseCode = keyof typeof phrases;

/** Some of them in another language. */
export type Phrases = { [code in PhraseCode]?: string };
