//! The judge's sentences: what was found, with the host's name and its own words, and what to do next.

use crate::{
    CERTAIN_AFTER, ConnectFault, DnsFailure, DomainEvidence, Known, MailRouting, Outcome, Reason, Reply,
    Sentence, Stage, Suppressed, Verdict, Words, phrases,
};

/// The most characters of a server's words in a sentence; the whole reply is in the conversation.
const QUOTED: usize = 200;

phrases! {
    /// What was found.
    pub(crate) FOUND "found" {
        no_address(fault) = "This is no e-mail address. {fault}";
        suppressed_by_own(entry) = "“{entry}” stands on your suppression list, so nobody was asked about it.";
        suppressed_by_list(entry, list) =
            "“{entry}” stands on the suppression list “{list}”, so nobody was asked about it.";
        no_domain(domain) = "The domain {domain} does not exist.";
        no_host(domain) =
            "The domain {domain} has neither a mail host nor an address, so no mail can reach it.";
        hosts_gone(domain) = "The mail hosts that {domain} names do not exist.";
        named_hosts_gone(domain, hosts) = "The mail hosts that {domain} names do not exist ({hosts}).";
        null_mx(domain) = "The domain {domain} declares that it takes no mail (a null MX record).";
        no_dns(domain) = "DNS gave no usable answer for {domain}; this says nothing of the address.";
        dns_failed(domain, how) = "DNS could not tell where the mail of {domain} goes: {how}.";
        implicit_not_asked(domain) =
            "{domain} may take mail at its own address; no mail server was asked about this mailbox.";
        hosts_not_asked(domain) = "{domain} has mail hosts; none was asked about this mailbox.";
        nobody_asked(domain) = "Neither DNS nor a mail server was asked about {domain}.";
        cancelled() = "The run ended before this address was checked.";
        failed_on_it() = "Mailvet failed while it worked on this address; the log has more.";
        throwaway(then) = "It belongs to a service of throw-away addresses. {then}";
        trap_like(why, then) = "It looks like an address that exists to catch senders. {why} {then}";
        said(host, what, reply) = "{host} said {what}: {reply}.";
        refused_before(host, what, place, reply) =
            "{host} {what} {place}, before the recipient was named: {reply}.";
        another_sender(then) =
            "{then} It takes nothing from the null sender <>: with an address of yours in the settings \
             (smtp.fallback_from), Mailvet asks it again under that name.";
        told_apart(host, domain) = "{host} accepted the address and refused an address that cannot exist at {domain}.";
        told_others_apart(host, domain) = "{host} accepted the address and refused another address at {domain}.";
        accepts_and_returns(host, operator) =
            "{host} accepted the address, but {operator} accepts every address and returns mail later.";
        accepts_all_so_far(host, accepted, domain, certain) =
            "{host} accepted the address, and also {accepted} of {accepted} at {domain} that cannot exist; {certain} make it certain.";
        accepts_all(host, accepted, domain) =
            "{host} accepted the address, and also {accepted} of {accepted} at {domain} that cannot exist.";
        wavers(host, accepted, asked) =
            "{host} accepted the address, but answers differently from time to time: it accepted {accepted} of {asked} addresses that cannot exist.";
        unproven(host, domain) =
            "{host} accepted the address, but whether it would refuse a wrong one at {domain} is not known.";
    }
}

phrases! {
    /// What a server said of the recipient, behind “said”.
    pub(crate) SAID "said" {
        no_mailbox() = "there is no such mailbox";
        switched_off() = "the mailbox is switched off";
        moved() = "the mailbox has moved";
        domain_gone(domain) = "{domain} does not exist or takes no mail";
        full() = "the mailbox is full";
        restricted() = "the mailbox takes mail from some senders only";
        not_ours(domain) = "it does not handle mail for {domain}";
        come_back() = "to come back later";
        too_fast() = "it was asked too much or too fast";
        busy() = "it cannot answer now";
        login() = "it wants a login first";
        encryption() = "it wants an encrypted connection";
        not_you() = "it refuses us, which says nothing of the mailbox";
        not_understood() = "it did not understand what it was asked";
        just_no() = "no, without a reason that concerns the mailbox";
    }
}

phrases! {
    /// What a server did before the recipient was named, behind its name.
    pub(crate) BEFORE "before" {
        put_us_off() = "asked us to come back later";
        was_pressed() = "was asked too much or too fast";
        could_not() = "could not answer now";
        wants_login() = "wants a login";
        wants_encryption() = "wants an encrypted connection";
        lost_us() = "did not understand us";
        refused_us() = "refused us";
    }
}

phrases! {
    /// Where in a session.
    pub(crate) PLACE "place" {
        at_connect() = "when we connected";
        at_ehlo() = "when we said our name";
        at_starttls() = "when encryption was to start";
        at_mail() = "when the sender was named";
        at_rcpt() = "when the recipient was named";
        at_quit() = "when we left";
    }
}

phrases! {
    /// How DNS failed.
    pub(crate) DNS "dns" {
        servfail() = "its name servers are broken or its signatures do not hold (SERVFAIL)";
        resolver_refused() = "the resolver refused to look it up";
        dns_silent() = "no answer came in time";
        dns_unusable() = "the answer could not be used";
    }
}

phrases! {
    /// What came of an attempt that no server answered.
    pub(crate) UNANSWERED "unanswered" {
        refused(host) = "{host} refused the connection.";
        silent(host) = "{host} did not answer when we tried to connect.";
        no_way(host) = "No way leads from this network to {host}.";
        no_address_of_host(host) = "The mail host {host} has no address that could be looked up.";
        forbidden(host) =
            "{host} is on a private or reserved network address, which Mailvet does not contact.";
        port_25_shut() = "This network lets no connection out to port 25, so no mail server could be asked.";
        other_family(host) =
            "{host} has no address of the kind that the settings let Mailvet use (network.ip).";
        not_bound() =
            "This machine cannot send from the address that the settings name (network.bind), so no mail server was asked.";
        proxy_down() = "The proxy that the settings name did not answer, so no mail server was asked.";
        proxy_login() = "The proxy that the settings name refused the login, so no mail server was asked.";
        proxy_refused(host) = "The proxy that the settings name does not let Mailvet connect to {host}.";
        proxy_no_route(host) = "The proxy that the settings name did not get through to {host}.";
        timed_out(host, place) = "{host} stopped answering {place}.";
        dropped(host, place) = "{host} closed the connection without a word {place}.";
        garbled(host, place, detail) = "{host} sent something that is no SMTP {place}: {detail}.";
        no_smtputf8(host) =
            "The address has letters beyond ASCII, and {host} offers no way to name it (SMTPUTF8).";
    }
}

phrases! {
    /// Names in a row.
    pub(crate) NAMES "names" {
        two(first, second) = "{first}, {second}";
        more(first, second, others) = "{first}, {second} and {others} more";
        quoted(text) = "“{text}”";
    }
}

phrases! {
    /// What to do next where the reason alone does not say.
    pub(crate) NEXT_ADDRESS "next_address" {
        likely_in_vain() = "Leave it out, or ask the person whether the address is right.";
        ask_about_new(new) = "The server gives {new} as the new address; ask the person before you use it.";
        perhaps_meant(meant, then) = "Perhaps {meant} was meant. {then}";
    }
}

/// What is said of an address that Mailvet itself failed on.
#[must_use]
pub fn fault_of_ours() -> Sentence {
    failed_on_it()
}

/// A server's own words in quotation marks.
pub(super) fn quote(reply: &Reply) -> Sentence {
    let text = reply.text();
    // A server may send anything: one line, no control characters, not too long.
    let clean: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()).collect();
    let mut words = clean.join(" ");
    if let Some((cut, _)) = words.char_indices().nth(QUOTED) {
        words.truncate(cut);
        words.push('…');
    }
    let space = if words.is_empty() { "" } else { " " };
    quoted(format!("{}{space}{words}", reply.code))
}

/// How many impossible addresses were accepted as well, and whether that is enough.
pub(super) fn accepted_so_many(host: &str, domain: &str, accepted: u32) -> Sentence {
    if accepted < CERTAIN_AFTER {
        accepts_all_so_far(host, accepted, domain, CERTAIN_AFTER)
    } else {
        accepts_all(host, accepted, domain)
    }
}

/// Which line of which list it falls under.
pub(super) fn suppressed(by: &Suppressed) -> Sentence {
    if by.list.is_empty() { suppressed_by_own(&by.entry) } else { suppressed_by_list(&by.entry, &by.list) }
}

/// The mail hosts that a domain names do not exist.
pub(super) fn dangling(domain: &str, hosts: &[String]) -> Sentence {
    let named: Words = match hosts {
        [] => return hosts_gone(domain),
        [one] => one.into(),
        [first, second] => two(first, second).into(),
        [first, second, others @ ..] => more(first, second, others.len()).into(),
    };
    named_hosts_gone(domain, named)
}

pub(super) fn failed_in_dns(domain: &str, failure: DnsFailure) -> Sentence {
    let how = match failure {
        DnsFailure::ServFail => servfail(),
        DnsFailure::Refused => resolver_refused(),
        DnsFailure::TimedOut => dns_silent(),
        DnsFailure::Unusable => dns_unusable(),
    };
    dns_failed(domain, how)
}

pub(super) fn not_probed(domain: &str, evidence: &Known<DomainEvidence>) -> Sentence {
    match evidence {
        Known::Known(known) if matches!(known.routing, MailRouting::Implicit(_)) => {
            implicit_not_asked(domain)
        }
        Known::Known(_) => hosts_not_asked(domain),
        Known::Unknown(_) => nobody_asked(domain),
    }
}

pub(super) fn refused_early(host: &str, stage: Stage, reason: Reason, reply: &Reply) -> Sentence {
    let what = match reason {
        Reason::Greylisted => put_us_off(),
        Reason::RateLimited => was_pressed(),
        Reason::ServerBusy => could_not(),
        Reason::AuthRequired => wants_login(),
        Reason::TlsRequired => wants_encryption(),
        Reason::ProtocolError => lost_us(),
        _ => refused_us(),
    };
    refused_before(host, what, place(stage), quote(reply))
}

fn place(stage: Stage) -> Sentence {
    match stage {
        Stage::Connect => at_connect(),
        Stage::Ehlo => at_ehlo(),
        Stage::StartTls => at_starttls(),
        Stage::Mail => at_mail(),
        Stage::Rcpt => at_rcpt(),
        Stage::Leave => at_quit(),
    }
}

/// What came of an attempt at `host`, in a sentence; `None`: a server replied, and its words say it.
#[must_use]
pub fn unanswered(host: &str, outcome: &Outcome) -> Option<Sentence> {
    Some(match outcome {
        Outcome::Answered(_) | Outcome::Refused { .. } => return None,
        Outcome::NoConnection(fault) => no_connection(host, *fault),
        Outcome::TimedOut { stage } => timed_out(host, place(*stage)),
        Outcome::Dropped { stage } => dropped(host, place(*stage)),
        Outcome::Garbled { stage, detail } => garbled(host, place(*stage), detail.trim_end_matches('.')),
        Outcome::NeedsSmtpUtf8 => no_smtputf8(host),
    })
}

fn no_connection(host: &str, fault: ConnectFault) -> Sentence {
    match fault {
        ConnectFault::Refused => refused(host),
        ConnectFault::TimedOut => silent(host),
        ConnectFault::Unreachable => no_way(host),
        ConnectFault::NoAddress => no_address_of_host(host),
        ConnectFault::ForbiddenAddress => forbidden(host),
        ConnectFault::Port25Shut => port_25_shut(),
        ConnectFault::OtherFamily => other_family(host),
        ConnectFault::BindFailed => not_bound(),
        ConnectFault::ProxyDown => proxy_down(),
        ConnectFault::ProxyLogin => proxy_login(),
        ConnectFault::ProxyRefused => proxy_refused(host),
        ConnectFault::ProxyNoRoute => proxy_no_route(host),
    }
}

/// What to do next.
#[must_use]
pub fn next_step(verdict: Verdict, reason: Reason, suggestion: Option<&str>) -> Sentence {
    let step = match (verdict, reason) {
        // A full check may still tell.
        (Verdict::LikelyInvalid, Reason::NotProbed) => reason.next_step(),
        (Verdict::LikelyInvalid, _) => likely_in_vain(),
        _ => reason.next_step(),
    };
    match (reason, suggestion) {
        (Reason::MailboxMoved, Some(new)) => ask_about_new(new),
        (Reason::MailboxAccepted, _) | (_, None) => step,
        (_, Some(meant)) => perhaps_meant(meant, step),
    }
}
