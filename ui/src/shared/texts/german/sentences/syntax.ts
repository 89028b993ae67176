/** Deutsch: was an einem Text falsch ist, der eine Adresse sein soll. */
import type { Phrases } from "$/ipc";

export const syntax = {
  "syntax.empty": "Hier steht keine Adresse.",
  "syntax.no_at": "Es ist kein @ darin.",
  "syntax.two_ats": "Es ist mehr als ein @ darin.",
  "syntax.several_addresses": "An einer Stelle stehen mehrere Adressen.",
  "syntax.empty_local": "Vor dem @ steht nichts.",
  "syntax.empty_domain": "Hinter dem @ steht nichts.",
  "syntax.local_begins_with_dot": "Der Teil vor dem @ beginnt mit einem Punkt.",
  "syntax.domain_begins_with_dot": "Die Domain beginnt mit einem Punkt.",
  "syntax.local_ends_with_dot": "Der Teil vor dem @ endet mit einem Punkt.",
  "syntax.domain_ends_with_dot": "Die Domain endet mit einem Punkt.",
  "syntax.two_dots_in_local": "Im Teil vor dem @ stehen zwei Punkte hintereinander.",
  "syntax.two_dots_in_domain": "In der Domain stehen zwei Punkte hintereinander.",
  "syntax.space": "An Stelle {position} steht ein Leerzeichen.",
  "syntax.line_break": "An Stelle {position} steht ein Zeilenumbruch.",
  "syntax.invisible": "An Stelle {position} steht ein unsichtbares Zeichen ({character}).",
  "syntax.forbidden_in_local":
    "Das Zeichen „{character}“ an Stelle {position} darf im Teil vor dem @ nicht stehen.",
  "syntax.forbidden_in_domain":
    "Das Zeichen „{character}“ an Stelle {position} darf in der Domain nicht stehen.",
  "syntax.unclosed_quote": "Ein Anführungszeichen wird geöffnet und nie geschlossen.",
  "syntax.misplaced_quote":
    "Das Anführungszeichen an Stelle {position} steht falsch: Anführungszeichen stehen um den ganzen Teil vor dem @.",
  "syntax.comment": "In Klammern steht eine Anmerkung, die kein Teil einer Adresse ist.",
  "syntax.address_literal":
    "Sie nennt einen Rechner bei seiner Nummer, {literal}, statt einer Domain; Listen können solche Adressen nicht gebrauchen.",
  "syntax.bad_address_literal":
    "In den eckigen Klammern hinter dem @ steht weder eine IPv4- noch eine IPv6-Adresse.",
  "syntax.local_too_long": "Der Teil vor dem @ ist {bytes} Bytes lang; erlaubt sind 64.",
  "syntax.domain_too_long": "Die Domain ist {characters} Zeichen lang; erlaubt sind 253.",
  "syntax.address_too_long": "Die Adresse ist {bytes} Bytes lang; erlaubt sind 254.",
  "syntax.label_too_long": "Der Teil „{label}“ der Domain ist länger als 63 Zeichen.",
  "syntax.label_hyphen": "Der Teil „{label}“ der Domain beginnt oder endet mit einem Bindestrich.",
  "syntax.no_tld": "Die Domain „{domain}“ hat keine Endung wie .com.",
  "syntax.numeric_tld": "Die Domain endet auf „.{tld}“, und keine Domain endet auf eine Zahl.",
  "syntax.bad_idn": "Der Teil „{label}“ der Domain ist kein gültiger internationaler Name.",
} satisfies Phrases;
