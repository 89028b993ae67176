//! Each check in plain words: a state, what was found, what to do. Every sentence says what receivers see, not what a
//! standard says.

use std::time::Duration;

use super::{
    AddressSource, CheckState, Checkup, Diagnosis, HeloSource, ListAnswer, Listing, NameAnswer, OwnAddress,
    PortTrial, SenderOf, SpfOutcome, TrialEnd,
    needs::{self, Met},
    port::PortState,
    rules::Need,
};
use crate::{ConnectFault, DnsFailure, Known, MailRouting, Outcome, WhyUnknown};

/// A clock may be off by this much before anybody minds.
const CLOCK_SLACK: Duration = Duration::from_secs(5 * 60);
/// From here on certificates and waits go wrong.
const CLOCK_WRONG: Duration = Duration::from_secs(24 * 60 * 60);

/// What is said of one check.
pub(super) struct Said {
    pub(super) state: CheckState,
    pub(super) finding: String,
    pub(super) remedy: Option<String>,
    pub(super) facts: Vec<(String, String)>,
}

impl Said {
    fn new(state: CheckState, finding: impl Into<String>) -> Self {
        Self { state, finding: finding.into(), remedy: None, facts: Vec::new() }
    }

    fn passed(finding: impl Into<String>) -> Self {
        Self::new(CheckState::Passed, finding)
    }

    fn warning(finding: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::new(CheckState::Warning, finding).to_do(remedy)
    }

    fn failed(finding: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::new(CheckState::Failed, finding).to_do(remedy)
    }

    fn to_do(self, remedy: impl Into<String>) -> Self {
        Self { remedy: Some(remedy.into()), ..self }
    }

    fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.facts.push((name.into(), value.into()));
        self
    }

    /// Nothing is known, for this reason.
    fn unknown(why: WhyUnknown, what: &str) -> Self {
        let (state, finding) = match why {
            WhyUnknown::NotAsked => (CheckState::NotAsked, format!("{what} was not asked about.")),
            WhyUnknown::TimedOut => (CheckState::Unknown, format!("{what} is not known: no answer in time.")),
            WhyUnknown::Deferred => {
                (CheckState::Unknown, format!("{what} is not known: “later” was the answer."))
            }
            WhyUnknown::RefusedUs => (CheckState::Unknown, format!("{what} is not known: we were refused.")),
            WhyUnknown::Unreachable => {
                (CheckState::Unknown, format!("{what} is not known: nobody was reached."))
            }
            WhyUnknown::Failed => {
                (CheckState::Unknown, format!("{what} is not known: there was no usable answer."))
            }
        };
        Self::new(state, finding)
    }
}

pub(super) fn resolver(checkup: &Checkup) -> Said {
    let seen = match &checkup.resolver {
        Known::Known(seen) => seen,
        Known::Unknown(why) => return Said::unknown(*why, "The DNS resolver"),
    };
    let said = match (&seen.known_answer, &seen.made_up_answer) {
        (_, NameAnswer::Addresses(_)) => Said::failed(
            "The resolver invents answers: a name that does not exist got an address. Domains that are dead would look alive.",
            "Name another resolver in [dns] servers; those of your provider are often the ones that do this.",
        ),
        (NameAnswer::Failed(_), NameAnswer::Failed(failure)) => Said::failed(
            format!("The resolver gives no usable answers: {}.", dns_failure(*failure)),
            "Look after the network, or name a resolver in [dns] servers.",
        ),
        (NameAnswer::Addresses(_), NameAnswer::Absent) => {
            Said::passed("DNS answers, and says so when a name does not exist.")
        }
        (NameAnswer::Absent, NameAnswer::Absent) => Said::warning(
            format!("The resolver knows nothing of {}, which exists.", seen.known_name),
            "It may serve names of this network only; name another resolver in [dns] servers.",
        ),
        (NameAnswer::Addresses(_) | NameAnswer::Absent, NameAnswer::Failed(failure)) => Said::new(
            CheckState::Unknown,
            format!(
                "DNS answers. Whether it says so when a name does not exist is not known: {}.",
                dns_failure(*failure)
            ),
        ),
        (NameAnswer::Failed(failure), NameAnswer::Absent) => Said::new(
            CheckState::Unknown,
            format!("The resolver did not answer for {}: {}.", seen.known_name, dns_failure(*failure)),
        ),
    };
    said.with(&seen.known_name, answer(&seen.known_answer))
        .with(&seen.made_up_name, answer(&seen.made_up_answer))
}

pub(super) fn port(checkup: &Checkup, state: &PortState) -> Said {
    let port = checkup.smtp_port;
    let trials = match &checkup.port {
        Known::Known(trials) => trials.as_slice(),
        Known::Unknown(_) => &[],
    };
    let count = trials.len();
    let reached = trials.iter().filter(|trial| !trial.never_connected()).count();
    let elsewhere = "Run Mailvet on a server whose port 25 is open, go through a SOCKS5 proxy there, or use quick mode, which asks no mail server.";
    let said = match state {
        PortState::Open if reached < count => {
            Said::passed(format!("Port {port} is open: {reached} of {count} mail hosts were reached."))
        }
        PortState::Open => {
            Said::passed(format!("Port {port} is open: every mail host that was called answered."))
        }
        PortState::Unwelcome(words) => Said::failed(
            format!("Port {port} is open, but the mail hosts turn this machine away: “{words}”."),
            "What they mind is said below; until it is put right, most answers will be about this machine and not about addresses.",
        ),
        PortState::Shut => Said::failed(
            format!(
                "Port {port} is shut: none of {count} mail hosts could be reached. Most home and office networks, and many clouds, block it."
            ),
            format!("{elsewhere} Some providers open the port when they are asked."),
        ),
        PortState::Rejected => Said::failed(
            format!(
                "Port {port} is shut: something on the way refuses every connection to a mail host at once."
            ),
            format!("A firewall on this machine or in this network does that. {elsewhere}"),
        ),
        PortState::Intercepted(stranger) => Said::failed(
            format!(
                "Something on the way answers in the place of mail hosts: {stranger} spoke for more than one of them."
            ),
            format!("What it says of an address proves nothing. {elsewhere}"),
        ),
        PortState::StruckOut => Said::warning(
            format!("Port {port} is open, but a firewall on the way strikes out what mail hosts say."),
            "Switch off the “inspection” of SMTP in the firewall: it breaks encryption and hides replies.",
        ),
        PortState::Unknown(WhyUnknown::Unreachable) => Said::new(
            CheckState::Unknown,
            format!(
                "Whether port {port} is open is not known: no mail host to try it with was found in DNS."
            ),
        ),
        PortState::Unknown(why) => Said::unknown(*why, &format!("Port {port}")),
    };
    trials.iter().fold(said, |said, trial| said.with(&trial.host, trial_words(trial)))
}

fn trial_words(trial: &PortTrial) -> String {
    let ip = trial.ip.map_or_else(String::new, |ip| format!(" ({ip})"));
    let what = match &trial.end {
        TrialEnd::Greeted => "answered".to_owned(),
        TrialEnd::Cut(outcome) => match outcome {
            Outcome::Refused { reply, .. } | Outcome::Answered(reply) => format!("refused us: {reply}"),
            Outcome::NoConnection(fault) => match fault {
                ConnectFault::Refused => "refused the connection",
                ConnectFault::TimedOut => "did not answer",
                ConnectFault::Unreachable => "no way leads there",
                ConnectFault::NoAddress => "has no address that could be looked up",
                ConnectFault::ForbiddenAddress => {
                    "is on a private or reserved address, which is not contacted"
                }
                ConnectFault::Port25Shut => "was not called",
            }
            .to_owned(),
            Outcome::TimedOut { .. } => "was reached and then said nothing".to_owned(),
            Outcome::Dropped { .. } => "was reached and hung up".to_owned(),
            Outcome::Garbled { detail, .. } => format!("sent something that is no SMTP: {detail}"),
            Outcome::NeedsSmtpUtf8 => "answered".to_owned(),
        },
    };
    match trial.banner.as_ref().filter(|_| trial.end == TrialEnd::Greeted) {
        Some(banner) => format!("{what}{ip}: {banner}"),
        None => format!("{what}{ip}"),
    }
}

pub(super) fn clock(checkup: &Checkup) -> Said {
    let witnesses = match &checkup.clock {
        Known::Known(clock) => &clock.witnesses,
        Known::Unknown(why) => return Said::unknown(*why, "The clock"),
    };
    let off = |ours: crate::Moment, theirs: crate::Moment| ours.since(theirs).max(theirs.since(ours));
    // A single server's clock may be the wrong one: the witness who is nearest counts.
    let Some(least) = witnesses.iter().map(|witness| off(witness.ours, witness.theirs)).min() else {
        return Said::new(
            CheckState::Unknown,
            "Nobody who was asked told the time, so there is nothing to hold this machine's clock against.",
        );
    };
    let said = if least <= CLOCK_SLACK {
        Said::passed("This machine's clock is right.")
    } else {
        let finding = format!("This machine's clock is off by {}.", about(least));
        let remedy =
            "Let the system set its clock by the network: waits that servers ask for are counted by it.";
        if least >= CLOCK_WRONG { Said::failed(finding, remedy) } else { Said::warning(finding, remedy) }
    };
    witnesses.iter().fold(said, |said, witness| {
        said.with(&witness.who, format!("{} there, {} here", witness.theirs, witness.ours))
    })
}

/// In the largest unit that is whole enough.
fn about(time: Duration) -> String {
    let minutes = time.as_secs() / 60;
    match minutes {
        0..=119 => format!("{minutes} minutes"),
        120..=2879 => format!("{} hours", minutes / 60),
        _ => format!("{} days", minutes / (24 * 60)),
    }
}

pub(super) fn public_address(checkup: &Checkup) -> Said {
    let own = match &checkup.addresses {
        Known::Known(own) => own,
        Known::Unknown(why) => return Said::unknown(*why, "The address that mail servers see"),
    };
    let said = match own.as_slice() {
        [] => Said::new(
            CheckState::Unknown,
            "The address that mail servers see is not known: none of those that were reached names it in its greeting.",
        )
        .to_do("Write it into [doctor] public_addresses, or name a service that tells it in [doctor] address_service."),
        [one] => Said::passed(format!("Mail servers see {}.", one.ip)),
        [_, ..] if own.iter().filter(|own| own.ip.is_ipv4()).count() > 1 => Said::warning(
            "Mail servers see more than one address: connections leave by different ways.",
            "Greylisting wants the same address every time; make the way out a fixed one.",
        ),
        [first, ..] => Said::passed(format!("Mail servers see {}.", first.ip)),
    };
    own.iter().fold(said, |said, own| said.with(own.ip.to_string(), source(&own.said_by)))
}

fn source(said_by: &AddressSource) -> String {
    match said_by {
        AddressSource::Settings => "by the settings".to_owned(),
        AddressSource::MailServer(host) => format!("said {host}"),
        AddressSource::Service(url) => format!("said {url}"),
        AddressSource::Interface => "this machine's own interface".to_owned(),
    }
}

impl Diagnosis<'_> {
    pub(super) fn ptr(&self) -> Said {
        if let Some(why) = needs::why_no_address(self.checkup) {
            return match why {
                WhyUnknown::NotAsked => Said::unknown(why, "The reverse name"),
                _ => no_address("The reverse name"),
            };
        }
        let Known::Known(own) = &self.checkup.addresses else { return no_address("The reverse name") };
        if own.iter().all(|own| own.names == Known::Unknown(WhyUnknown::NotAsked)) {
            return Said::unknown(WhyUnknown::NotAsked, "The reverse name");
        }
        let worst =
            |is_met: &dyn Fn(&OwnAddress) -> Met, wanted| own.iter().find(|own| is_met(own) == wanted);
        let remedy = |need| self.rules.words(need).map_or_else(String::new, |words| words.remedy.clone());
        let said = if let Some(own) = worst(&needs::has_name, Met::No) {
            Said::failed(
                format!(
                    "{} has no name in DNS. Many operators refuse such addresses before anything is said.",
                    own.ip
                ),
                remedy(Need::Ptr),
            )
        } else if let Some(own) = worst(&needs::has_name, Met::NotKnown) {
            Said::new(
                CheckState::Unknown,
                format!("Whether {} has a name is not known: DNS gave no usable answer.", own.ip),
            )
        } else if let Some(own) = worst(&needs::leads_back, Met::No) {
            Said::failed(
                format!("The name of {} does not lead back to it, so receivers do not believe it.", own.ip),
                remedy(Need::Fcrdns),
            )
        } else if let Some(own) = worst(&needs::leads_back, Met::NotKnown) {
            Said::new(
                CheckState::Unknown,
                format!(
                    "Whether the name of {} leads back to it is not known: DNS gave no usable answer.",
                    own.ip
                ),
            )
        } else if let Some(own) = worst(&|own| needs::has_own_name(own, self.rules), Met::No) {
            Said::warning(
                format!("The name of {} looks like one that a provider makes for every line.", own.ip),
                remedy(Need::OwnName),
            )
        } else {
            Said::passed("The address has a name of its own that leads back to it.")
        };
        own.iter().fold(said, with_names)
    }

    pub(super) fn helo(&self) -> Said {
        let helo = match &self.checkup.helo {
            Known::Known(helo) => helo,
            Known::Unknown(why) => return Said::unknown(*why, "The greeting name"),
        };
        let remedy = self.rules.words(Need::Helo).map_or_else(String::new, |words| words.remedy.clone());
        let own = match &self.checkup.addresses {
            Known::Known(own) => own.as_slice(),
            Known::Unknown(_) => &[],
        };
        let name = &helo.name;
        let said = match &helo.leads_to {
            None => Said::warning(
                format!(
                    "This machine has no full name of its own, so it greets with {name}. Strict servers refuse that."
                ),
                remedy,
            ),
            Some(NameAnswer::Absent) => {
                Said::failed(format!("{name}, the name given in EHLO, does not exist in DNS."), remedy)
            }
            Some(NameAnswer::Failed(failure)) => Said::new(
                CheckState::Unknown,
                format!("Whether {name} exists is not known: {}.", dns_failure(*failure)),
            ),
            Some(NameAnswer::Addresses(_)) if own.is_empty() => {
                Said::passed(format!("{name}, the name given in EHLO, exists."))
            }
            Some(answer) if own.iter().any(|own| needs::leads_to(answer, own.ip) || is_named(own, name)) => {
                Said::passed(format!("{name}, the name given in EHLO, exists and belongs to the address."))
            }
            Some(NameAnswer::Addresses(_)) => Said::warning(
                format!(
                    "{name}, the name given in EHLO, exists but leads to another machine. Few operators mind."
                ),
                remedy,
            ),
        };
        let from = match helo.source {
            HeloSource::Settings => "the settings",
            HeloSource::Machine => "this machine's own name",
            HeloSource::Literal => "the address of the connection",
        };
        let said = said.with("name", name).with("taken from", from);
        match &helo.leads_to {
            Some(leads_to) => said.with("leads to", answer(leads_to)),
            None => said,
        }
    }

    pub(super) fn sender(&self) -> Said {
        let sender = match &self.checkup.sender {
            Known::Known(sender) => sender,
            Known::Unknown(why) => return Said::unknown(*why, "The sender's domain"),
        };
        let domain = &sender.domain;
        let said = match (sender.of, needs::takes_mail(&sender.routing)) {
            (SenderOf::Helo, _) => Said::passed(
                "The sender is the null sender, which every server has to take. It has no domain that could be in order or not.",
            ),
            (SenderOf::Sender, Met::Yes) => {
                Said::passed(format!("{domain}, the sender's domain, takes mail."))
            }
            (SenderOf::Sender, Met::No) => Said::failed(
                format!(
                    "{domain}, the sender's domain, takes no mail. Servers that look refuse such senders."
                ),
                self.rules.words(Need::Sender).map_or_else(String::new, |words| words.remedy.clone()),
            ),
            (SenderOf::Sender, Met::NotKnown) => Said::new(
                CheckState::Unknown,
                format!(
                    "Whether {domain}, the sender's domain, takes mail is not known: DNS gave no usable answer."
                ),
            ),
        };
        said.with("domain", domain).with("mail goes to", routing(&sender.routing))
    }

    pub(super) fn spf(&self) -> Said {
        let spf = match &self.checkup.spf {
            Known::Known(spf) => spf,
            Known::Unknown(WhyUnknown::NotAsked) => {
                return Said::unknown(WhyUnknown::NotAsked, "The sender policy");
            }
            Known::Unknown(_) => return no_address("What the sender policy says"),
        };
        // The worst answer is the one that counts.
        let rank = |outcome: SpfOutcome| match outcome {
            SpfOutcome::Fail => 0,
            SpfOutcome::PermError => 1,
            SpfOutcome::SoftFail => 2,
            SpfOutcome::TempError => 3,
            SpfOutcome::NotEvaluated => 4,
            SpfOutcome::Neutral => 5,
            SpfOutcome::None => 6,
            SpfOutcome::Pass => 7,
        };
        let Some(worst) = spf.iter().min_by_key(|spf| rank(spf.outcome)) else {
            return no_address("What the sender policy says");
        };
        let (domain, ip) = (&worst.domain, worst.ip);
        let remedy = self.rules.words(Need::Spf).map_or_else(String::new, |words| words.remedy.clone());
        let of_sender = matches!(&self.checkup.sender, Known::Known(sender) if sender.of == SenderOf::Sender);
        let said = match worst.outcome {
            SpfOutcome::Pass => Said::passed(format!("The policy of {domain} lets {ip} send.")),
            SpfOutcome::Fail => Said::failed(format!("The policy of {domain} forbids {ip} to send."), remedy),
            SpfOutcome::SoftFail => {
                Said::warning(format!("The policy of {domain} calls mail from {ip} doubtful."), remedy)
            }
            SpfOutcome::PermError => Said::failed(
                format!("The policy of {domain} is broken, or asks for more look-ups than receivers make."),
                "Put the SPF record right; receivers treat a broken one as a refusal.",
            ),
            SpfOutcome::TempError => Said::new(
                CheckState::Unknown,
                format!("What the policy of {domain} says is not known: DNS gave no usable answer."),
            ),
            SpfOutcome::NotEvaluated => Said::new(
                CheckState::Unknown,
                format!(
                    "What the policy of {domain} says of {ip} is not known: it is decided by macros or by “ptr”, which Mailvet does not evaluate."
                ),
            ),
            SpfOutcome::Neutral | SpfOutcome::None if of_sender => Said::warning(
                format!(
                    "{domain}, the sender's domain, says nothing of {ip}. Some operators trust such senders less."
                ),
                remedy,
            ),
            SpfOutcome::Neutral | SpfOutcome::None => {
                Said::passed(format!("{domain} has no policy for {ip}. For the null sender none is needed."))
            }
        };
        spf.iter().fold(said, |said, spf| {
            said.with(format!("{} for {}", spf.domain, spf.ip), spf_word(spf.outcome))
        })
    }

    pub(super) fn block_lists(&self) -> Said {
        let listings = match &self.checkup.listings {
            Known::Known(listings) if listings.is_empty() => {
                return no_address("Whether lists name the address");
            }
            Known::Known(listings) => listings,
            Known::Unknown(WhyUnknown::NotAsked) => {
                return Said::unknown(WhyUnknown::NotAsked, "Block lists");
            }
            Known::Unknown(_) => return no_address("Whether lists name the address"),
        };
        let listed: Vec<&Listing> = listings.iter().filter(|one| one.is_listed()).collect();
        let clear = listings.iter().filter(|one| one.answer == ListAnswer::NotListed).count();
        let silent = listings.len() - clear - listed.len();
        let said = if let Some(first) = listed.first() {
            let names: Vec<String> = listed.iter().map(|one| self.list_name(&one.zone)).collect();
            let page = self
                .rules
                .list(&first.zone)
                .map_or_else(String::new, |list| format!(" {} says why and how to be taken off.", list.page));
            Said::failed(
                format!("{} is on {}.", first.ip, joined(&names)),
                format!("Operators that use the list refuse this address, whatever it asks.{page}"),
            )
        } else if clear == 0 {
            Said::new(
                CheckState::Unknown,
                "Whether the address is on a block list is not known: no list answers through this resolver.",
            )
            .to_do("Lists do not answer public resolvers; use the resolver of your provider, or one of your own.")
        } else if silent > 0 {
            Said::passed(format!(
                "{clear} of {} block lists answer, and the address is on none of them.",
                listings.len()
            ))
        } else {
            Said::passed(format!("The address is on none of {clear} block lists."))
        };
        listings.iter().fold(said, |said, listing| {
            said.with(
                format!("{} for {}", self.list_name(&listing.zone), listing.ip),
                self.list_words(listing),
            )
        })
    }

    fn list_name(&self, zone: &str) -> String {
        self.rules.list(zone).map_or_else(|| zone.to_owned(), |list| list.name.clone())
    }

    fn list_words(&self, listing: &Listing) -> String {
        match &listing.answer {
            ListAnswer::NotListed => "not listed".to_owned(),
            ListAnswer::Listed { codes, words } => {
                let list = self.rules.list(&listing.zone);
                let meaning = |code: &std::net::Ipv4Addr| {
                    list.and_then(|list| list.meaning(*code))
                        .map_or_else(|| code.to_string(), |means| format!("{means}, {code}"))
                };
                let codes: Vec<String> = codes.iter().map(meaning).collect();
                let words = words.as_ref().map_or_else(String::new, |words| format!(" ({words})"));
                format!("listed: {}{words}", codes.join("; "))
            }
            ListAnswer::RefusesUs(code) => {
                format!("does not answer through this resolver ({code}), which is no listing")
            }
            ListAnswer::Untrustworthy => {
                "its test entries are not as they must be, so it is not believed".to_owned()
            }
            ListAnswer::Failed(failure) => dns_failure(*failure).to_owned(),
        }
    }

    pub(super) fn ipv6(&self) -> Said {
        let own = match &self.checkup.ipv6 {
            Known::Known(Some(own)) => own,
            Known::Known(None) => {
                return Said::passed("No way leads out over IPv6, so mail servers are asked over IPv4 only.");
            }
            Known::Unknown(why) => return Said::unknown(*why, "IPv6"),
        };
        let remedy = self.rules.words(Need::Ipv6Ptr).map_or_else(String::new, |words| words.remedy.clone());
        let said = match Met::all([needs::has_name(own), needs::leads_back(own)]) {
            Met::Yes => Said::passed(format!("Over IPv6, {} has a name that leads back to it.", own.ip)),
            Met::No => Said::warning(
                format!(
                    "Over IPv6, {} has no name that leads back to it. Google refuses such addresses, and others follow.",
                    own.ip
                ),
                remedy,
            ),
            Met::NotKnown => Said::new(
                CheckState::Unknown,
                format!("Whether {} has a name is not known: DNS gave no usable answer.", own.ip),
            ),
        };
        with_names(said, own)
    }
}

impl Listing {
    /// Whether the address is on the list.
    #[must_use]
    pub fn is_listed(&self) -> bool {
        matches!(self.answer, ListAnswer::Listed { .. })
    }
}

fn no_address(what: &str) -> Said {
    Said::new(CheckState::Unknown, format!("{what} is not known, because our own address is not."))
}

fn with_names(said: Said, own: &OwnAddress) -> Said {
    match &own.names {
        Known::Known(names) if names.is_empty() => said.with(own.ip.to_string(), "no name"),
        Known::Known(names) => names.iter().fold(said, |said, name| {
            said.with(
                own.ip.to_string(),
                format!("{}, which leads to: {}", name.name, answer(&name.leads_to)),
            )
        }),
        Known::Unknown(_) => said.with(own.ip.to_string(), "not known"),
    }
}

fn is_named(own: &OwnAddress, name: &str) -> bool {
    matches!(&own.names, Known::Known(names) if names.iter().any(|one| one.name.eq_ignore_ascii_case(name)))
}

fn answer(answer: &NameAnswer) -> String {
    match answer {
        NameAnswer::Addresses(found) => found.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        NameAnswer::Absent => "no address".to_owned(),
        NameAnswer::Failed(failure) => dns_failure(*failure).to_owned(),
    }
}

fn dns_failure(failure: DnsFailure) -> &'static str {
    match failure {
        DnsFailure::ServFail => "the name servers failed (SERVFAIL)",
        DnsFailure::Refused => "the resolver refused to answer",
        DnsFailure::TimedOut => "no answer in time",
        DnsFailure::Unusable => "the answer was of no use",
    }
}

fn routing(routing: &MailRouting) -> String {
    match routing {
        MailRouting::Mx(hosts) => hosts.iter().map(|host| host.name.as_str()).collect::<Vec<_>>().join(", "),
        MailRouting::Implicit(host) => format!("{} itself", host.name),
        MailRouting::NullMx => "nowhere (null MX)".to_owned(),
        MailRouting::NoMailHost => "nowhere: there is neither MX nor address".to_owned(),
        MailRouting::DanglingMx(_) => "hosts that do not exist".to_owned(),
        MailRouting::NotFound => "nowhere: the domain does not exist".to_owned(),
        MailRouting::Failed(failure) => dns_failure(*failure).to_owned(),
    }
}

fn spf_word(outcome: SpfOutcome) -> &'static str {
    match outcome {
        SpfOutcome::Pass => "pass",
        SpfOutcome::Fail => "fail",
        SpfOutcome::SoftFail => "softfail",
        SpfOutcome::Neutral => "neutral",
        SpfOutcome::None => "none",
        SpfOutcome::PermError => "permerror",
        SpfOutcome::TempError => "temperror",
        SpfOutcome::NotEvaluated => "not evaluated",
    }
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn joined(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
