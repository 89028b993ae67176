//! The judge's sentences: what was found, with the host's name and its own words, and what to do next.

use crate::{
    CERTAIN_AFTER, ConnectFault, DnsFailure, DomainEvidence, Known, MailRouting, Reason, Reply, Sentence,
    Stage, Suppressed, SyntaxFault, phrases,
};

phrases! {
    /// What to do next where another address is at hand.
    pub(crate) NEXT_ADDRESS "next_address" {
        ask_about_new(new) = "The server gives {new} as the new address; ask the person before you use it.";
        perhaps_meant(meant, then) = "Perhaps {meant} was meant. {then}";
    }
}

/// The most characters of a server's words in a sentence; the whole reply is in the conversation.
const QUOTED: usize = 200;

/// `mx1.acme.example said there is no such mailbox: “550 5.1.1 User unknown”.`
pub(super) fn said(host: &str, what: &str, reply: &Reply) -> String {
    format!("{host} said {what}: {}.", quoted(reply))
}

fn quoted(reply: &Reply) -> String {
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
    format!("“{}{space}{words}”", reply.code)
}

/// How many impossible addresses were accepted as well, and whether that is enough.
pub(super) fn accepts_all(host: &str, domain: &str, accepted: u32) -> String {
    let certain =
        if accepted < CERTAIN_AFTER { format!("; {CERTAIN_AFTER} make it certain") } else { String::new() };
    format!(
        "{host} accepted the address, and also {accepted} of {accepted} at {domain} that cannot exist{certain}."
    )
}

/// Which line of which list it falls under.
pub(super) fn suppressed(by: &Suppressed) -> String {
    let list = if by.list.is_empty() {
        "your suppression list".to_owned()
    } else {
        format!("the suppression list “{}”", by.list)
    };
    format!("“{}” stands on {list}, so nobody was asked about it.", by.entry)
}

pub(super) fn not_an_address(fault: &SyntaxFault) -> String {
    format!("This is no e-mail address. {fault}")
}

/// ` (a, b and 2 more)`, or nothing.
pub(super) fn named(hosts: &[String]) -> String {
    match hosts {
        [] => String::new(),
        [one] => format!(" ({one})"),
        [first, second] => format!(" ({first}, {second})"),
        [first, second, more @ ..] => format!(" ({first}, {second} and {} more)", more.len()),
    }
}

pub(super) fn dns_failed(domain: &str, failure: DnsFailure) -> String {
    let how = match failure {
        DnsFailure::ServFail => "its name servers are broken or its signatures do not hold (SERVFAIL)",
        DnsFailure::Refused => "the resolver refused to look it up",
        DnsFailure::TimedOut => "no answer came in time",
        DnsFailure::Unusable => "the answer could not be used",
    };
    format!("DNS could not tell where the mail of {domain} goes: {how}.")
}

pub(super) fn not_probed(domain: &str, evidence: &Known<DomainEvidence>) -> String {
    match evidence {
        Known::Known(known) if matches!(known.routing, MailRouting::Implicit(_)) => {
            format!("{domain} may take mail at its own address; no mail server was asked about this mailbox.")
        }
        Known::Known(_) => format!("{domain} has mail hosts; none was asked about this mailbox."),
        Known::Unknown(_) => format!("Neither DNS nor a mail server was asked about {domain}."),
    }
}

pub(super) fn refused_before(host: &str, stage: Stage, reason: Reason, reply: &Reply) -> String {
    let what = match reason {
        Reason::Greylisted => "asked us to come back later",
        Reason::RateLimited => "was asked too much or too fast",
        Reason::ServerBusy => "could not answer now",
        Reason::AuthRequired => "wants a login",
        Reason::TlsRequired => "wants an encrypted connection",
        Reason::ProtocolError => "did not understand us",
        _ => "refused us",
    };
    format!("{host} {what} {}, before the recipient was named: {}.", place(stage), quoted(reply))
}

/// What helps where a server refuses the null sender.
pub(super) const ANOTHER_SENDER: &str = "It takes nothing from the null sender <>: with an address of yours in the settings \
     (smtp.fallback_from), Mailvet asks it again under that name.";

fn place(stage: Stage) -> &'static str {
    match stage {
        Stage::Connect => "when we connected",
        Stage::Ehlo => "when we said our name",
        Stage::StartTls => "when encryption was to start",
        Stage::Mail => "when the sender was named",
        Stage::Rcpt => "when the recipient was named",
        Stage::Leave => "when we left",
    }
}

pub(super) fn no_connection(host: &str, domain: &str, fault: ConnectFault) -> String {
    match fault {
        ConnectFault::Refused => format!("{host} refused the connection."),
        ConnectFault::TimedOut => format!("{host} did not answer when we tried to connect."),
        ConnectFault::Unreachable => format!("No way leads from this network to {host}."),
        ConnectFault::NoAddress => {
            format!("The mail host {host} of {domain} has no address that could be looked up.")
        }
        ConnectFault::ForbiddenAddress => {
            format!("{host} is on a private or reserved network address, which Mailvet does not contact.")
        }
        ConnectFault::Port25Shut => "This network lets no connection out to port 25.".to_owned(),
        ConnectFault::OtherFamily => {
            format!("{host} has no address of the kind that the settings let Mailvet use (network.ip).")
        }
        ConnectFault::BindFailed => {
            "This machine cannot send from the address that the settings name (network.bind), so no \
             mail server was asked."
                .to_owned()
        }
        ConnectFault::ProxyDown => {
            "The proxy that the settings name did not answer, so no mail server was asked.".to_owned()
        }
        ConnectFault::ProxyLogin => {
            "The proxy that the settings name refused the login, so no mail server was asked.".to_owned()
        }
        ConnectFault::ProxyRefused => {
            format!("The proxy that the settings name does not let Mailvet connect to {host}.")
        }
        ConnectFault::ProxyNoRoute => {
            format!("The proxy that the settings name did not get through to {host}.")
        }
    }
}

pub(super) fn timed_out(host: &str, stage: Stage) -> String {
    format!("{host} stopped answering {}.", place(stage))
}

pub(super) fn dropped(host: &str, stage: Stage) -> String {
    format!("{host} closed the connection without a word {}.", place(stage))
}

pub(super) fn garbled(host: &str, stage: Stage, detail: &str) -> String {
    let detail = detail.trim_end_matches('.');
    format!("{host} sent something that is no SMTP {}: {detail}.", place(stage))
}

/// What to do next.
pub(super) fn next_step(reason: Reason, suggestion: Option<&str>) -> Sentence {
    match (reason, suggestion) {
        (Reason::MailboxMoved, Some(new)) => ask_about_new(new),
        (Reason::MailboxAccepted, _) | (_, None) => reason.next_step(),
        (_, Some(meant)) => perhaps_meant(meant, reason.next_step()),
    }
}
