//! The evidence of one row, told to a person: stages in order, the server's own words, who learnt what. Draws from the
//! stored dossier alone, so the pane shows what was seen and not what is remembered of it.

use mailvet_store::Evidence;
use mailvet_verdict::{
    Attempt, CatchAllTraces, ConnectFault, Control, ControlKind, ControlWord, Conversation, ConversationId,
    DnsFailure, DomainEvidence, Dossier, Flag, Found, Knowledge, Known, LookupKind, MailRouting, Moment,
    MxHost, Outcome, Says, Stage, SyntaxEvidence, Tells, TlsFacts, Tri, WhyUnknown, signal_rows,
};

use crate::{
    transcript,
    wire::{ConversationView, Disclosure, EvidenceView, Mood, StageView},
};

/// Everything about one row, for the evidence pane.
///
/// `switched_on` are the look-ups that the user wants: why one was not made is told by it.
#[must_use]
pub(crate) fn view(evidence: Evidence, knowledge: &Knowledge, switched_on: &[LookupKind]) -> EvidenceView {
    let Evidence { row, further, judgement, dossier, conversations } = evidence;
    let mut stages = vec![syntax(&dossier)];
    stages.extend(domain(&dossier));
    stages.extend(mailbox(&dossier, knowledge));
    stages.extend(control(&dossier, knowledge));
    let flags = judgement.as_ref().map(|j| j.flags.clone()).unwrap_or_default();
    stages.extend(signals(&dossier, &flags));
    stages.extend(look_ups(&dossier));
    EvidenceView {
        stages,
        conversations: conversations.iter().map(|c| conversation(c, &dossier, knowledge)).collect(),
        disclosures: disclosures(&dossier),
        signals: signal_rows(&dossier, knowledge, judgement.as_ref().map(|j| j.reason), switched_on),
        flags,
        row,
        further,
        judgement,
    }
}

fn stage(name: &str, title: &str, mood: Mood, finding: impl Into<String>) -> StageView {
    StageView {
        stage: name.to_owned(),
        title: title.to_owned(),
        mood,
        finding: finding.into(),
        facts: Vec::new(),
        at: None,
    }
}

fn fact(name: &str, value: impl Into<String>) -> (String, String) {
    (name.to_owned(), value.into())
}

fn syntax(dossier: &Dossier) -> StageView {
    match &dossier.syntax {
        SyntaxEvidence::Sound(address) => {
            let mut view = stage("syntax", "Address", Mood::Good, "This is a sound e-mail address.");
            view.facts.push(fact("Address", address.to_string()));
            let unicode = address.unicode_domain();
            if unicode != address.domain {
                view.facts.push(fact("Domain as written", unicode));
            }
            if dossier.typed != address.to_string() {
                view.facts.push(fact("As it came", dossier.typed.clone()));
            }
            view
        }
        SyntaxEvidence::Faulty(fault) => {
            let mut view = stage("syntax", "Address", Mood::Bad, fault.to_string());
            view.facts.push(fact("As it came", dossier.typed.clone()));
            view
        }
    }
}

fn why(unknown: WhyUnknown) -> &'static str {
    match unknown {
        WhyUnknown::NotAsked => "not asked",
        WhyUnknown::TimedOut => "no answer in time",
        WhyUnknown::Deferred => "put off",
        WhyUnknown::RefusedUs => "refused to us",
        WhyUnknown::Unreachable => "not reachable",
        WhyUnknown::Failed => "the look-up failed",
    }
}

fn published(known: Known<bool>) -> &'static str {
    match known {
        Known::Known(true) => "published",
        Known::Known(false) => "none",
        Known::Unknown(reason) => why(reason),
    }
}

fn host_line(host: &MxHost) -> String {
    let addresses = host.addresses.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    if addresses.is_empty() {
        format!("{} (no address found)", host.name)
    } else {
        format!("{} ({addresses})", host.name)
    }
}

fn domain(dossier: &Dossier) -> Option<StageView> {
    if let SyntaxEvidence::Faulty(_) = dossier.syntax {
        return None;
    }
    let evidence = match &dossier.domain {
        Known::Known(evidence) => evidence,
        Known::Unknown(reason) => {
            return Some(stage(
                "domain",
                "Domain",
                Mood::Neutral,
                format!("The domain was not looked up: {}.", why(*reason)),
            ));
        }
    };
    let DomainEvidence { domain, routing, spf, dmarc, published: _, observed_at, ttl_seconds: _ } = evidence;
    let (mood, finding) = match routing {
        MailRouting::Mx(hosts) => (
            Mood::Good,
            match hosts.len() {
                1 => format!("{domain} has one mail host."),
                n => format!("{domain} has {n} mail hosts."),
            },
        ),
        MailRouting::Implicit(_) => {
            (Mood::Good, format!("{domain} names no mail host; its own address takes its mail."))
        }
        MailRouting::NullMx => {
            (Mood::Bad, format!("{domain} declares that it takes no mail (null MX, RFC 7505)."))
        }
        MailRouting::NoMailHost => {
            (Mood::Bad, format!("{domain} exists, but has neither a mail host nor an address."))
        }
        MailRouting::DanglingMx(_) => (Mood::Bad, format!("{domain} names mail hosts that do not exist.")),
        MailRouting::NotFound => (Mood::Bad, format!("{domain} does not exist.")),
        MailRouting::Failed(failure) => (
            Mood::Neutral,
            match failure {
                DnsFailure::ServFail => {
                    format!("The name servers of {domain} failed; this says nothing about the address.")
                }
                DnsFailure::Refused => {
                    "The resolver refused to answer; this says nothing about the address.".to_owned()
                }
                DnsFailure::TimedOut => {
                    "DNS did not answer in time; this says nothing about the address.".to_owned()
                }
                DnsFailure::Unusable => {
                    "DNS gave no usable answer; this says nothing about the address.".to_owned()
                }
            },
        ),
    };
    let mut view = stage("domain", "Domain", mood, finding);
    match routing {
        MailRouting::Mx(hosts) => {
            for host in hosts {
                view.facts.push(fact(&format!("Mail host {}", host.preference), host_line(host)));
            }
        }
        MailRouting::Implicit(host) => view.facts.push(fact("Mail host", host_line(host))),
        MailRouting::DanglingMx(names) => view.facts.push(fact("Named mail hosts", names.join(", "))),
        MailRouting::NullMx | MailRouting::NoMailHost | MailRouting::NotFound | MailRouting::Failed(_) => {}
    }
    view.facts.push(fact("SPF", published(*spf)));
    view.facts.push(fact("DMARC", published(*dmarc)));
    view.at = Some(*observed_at);
    Some(view)
}

fn waited_for(stage: Stage) -> &'static str {
    match stage {
        Stage::Connect => "its greeting",
        Stage::Ehlo => "its answer to our name",
        Stage::StartTls => "encryption",
        Stage::Mail => "its answer to the sender",
        Stage::Rcpt => "its answer to the address",
        Stage::Leave => "its goodbye",
    }
}

/// What came of one attempt: how it went for the address, and a sentence.
fn outcome(attempt: &Attempt, knowledge: &Knowledge) -> (Mood, String) {
    let host = &attempt.host;
    let operator = knowledge.operator(host, attempt.banner.as_deref());
    match &attempt.outcome {
        Outcome::Answered(reply) => {
            let reading = knowledge.read(Stage::Rcpt, operator, reply);
            let mood = match reading.says {
                Says::Deliverable => Mood::Good,
                Says::Undeliverable => Mood::Bad,
                Says::Risky => Mood::Warn,
                Says::Nothing => Mood::Neutral,
            };
            (mood, reading.sentence)
        }
        Outcome::Refused { stage, reply } => {
            (Mood::Neutral, knowledge.read(*stage, operator, reply).sentence)
        }
        Outcome::NoConnection(fault) => (
            Mood::Neutral,
            match fault {
                ConnectFault::Refused => format!("{host} refused the connection."),
                ConnectFault::TimedOut => format!("{host} did not answer."),
                ConnectFault::Unreachable => format!("There is no way from here to {host}."),
                ConnectFault::NoAddress => format!("{host} has no address."),
                ConnectFault::ForbiddenAddress => {
                    format!("{host} is on a private or reserved address, which is never contacted.")
                }
                ConnectFault::Port25Shut => {
                    "This network does not let mail connections out (port 25 is shut).".to_owned()
                }
                ConnectFault::OtherFamily => {
                    format!("{host} has no address of the kind that the settings let Mailvet use.")
                }
                ConnectFault::BindFailed => {
                    "This machine cannot send from the address that the settings name.".to_owned()
                }
                ConnectFault::ProxyDown => "The proxy did not answer; nobody was asked.".to_owned(),
                ConnectFault::ProxyLogin => "The proxy refused the login; nobody was asked.".to_owned(),
                ConnectFault::ProxyRefused => {
                    format!("The proxy does not let Mailvet connect to {host}.")
                }
                ConnectFault::ProxyNoRoute => format!("The proxy did not get through to {host}."),
            },
        ),
        Outcome::TimedOut { stage } => {
            (Mood::Neutral, format!("{host} stopped answering; {} never came.", waited_for(*stage)))
        }
        Outcome::Dropped { stage } => {
            (Mood::Neutral, format!("{host} hung up while we waited for {}.", waited_for(*stage)))
        }
        Outcome::Garbled { detail, .. } => (Mood::Neutral, format!("What {host} sent is no SMTP: {detail}.")),
        Outcome::NeedsSmtpUtf8 => (
            Mood::Neutral,
            format!("{host} does not offer SMTPUTF8, which this international address needs."),
        ),
    }
}

fn said(attempt: &Attempt) -> Option<String> {
    match &attempt.outcome {
        Outcome::Answered(reply) | Outcome::Refused { reply, .. } => Some(reply.to_string()),
        _ => None,
    }
}

fn mailbox(dossier: &Dossier, knowledge: &Knowledge) -> Option<StageView> {
    let Some(last) = dossier.attempts.last() else {
        let takes_mail = matches!(
            &dossier.domain,
            Known::Known(DomainEvidence { routing: MailRouting::Mx(_) | MailRouting::Implicit(_), .. })
        );
        return takes_mail.then(|| {
            stage("mailbox", "Mailbox", Mood::Neutral, "No mail server was asked about this address.")
        });
    };
    // A late failure never hides an earlier answer: the pane tells the last attempt that got one.
    let told =
        dossier.attempts.iter().rev().find(|a| matches!(a.outcome, Outcome::Answered(_))).unwrap_or(last);
    let (mood, finding) = outcome(told, knowledge);
    let mut view = stage("mailbox", "Mailbox", mood, finding);
    view.facts.push(fact("Asked", told.host.clone()));
    if let Some(ip) = told.ip {
        view.facts.push(fact("At", ip.to_string()));
    }
    view.facts.push(fact(
        "Operator",
        knowledge
            .operator(&told.host, told.banner.as_deref())
            .map_or_else(|| told.exchange.clone(), |o| o.name.clone()),
    ));
    if let Some(words) = said(told) {
        view.facts.push(fact("Its words", words));
    }
    if let Some(latency) = told.latency_ms {
        view.facts.push(fact("Answered after", format!("{latency} ms")));
    }
    if let Some(sender) = &told.sender {
        view.facts.push(fact("Sender", format!("<{sender}>")));
    }
    view.facts.push(fact("Encrypted", if told.tls { "yes" } else { "no" }));
    if let Some(facts) = &told.tls_facts {
        encryption(facts, &mut view);
    }
    if dossier.attempts.len() > 1 {
        view.facts.push(fact("Times asked", dossier.attempts.len().to_string()));
    }
    view.at = Some(told.at);
    Some(view)
}

/// What the encryption was like. None of it counts against the mailbox.
fn encryption(facts: &TlsFacts, view: &mut StageView) {
    view.facts.push(fact("Encryption", format!("{}, {}", facts.version, facts.cipher)));
    if let Some(certificate) = &facts.certificate {
        view.facts.push(fact("Certificate", certificate.subject.clone()));
        view.facts.push(fact("Certified by", certificate.issuer.clone()));
        let validity = format!("{} to {}", certificate.not_before, certificate.not_after);
        view.facts.push(fact("Certificate valid", validity));
        if !certificate.names.is_empty() {
            view.facts.push(fact("Certificate names", certificate.names.join(", ")));
        }
    }
    let known = |finding: Known<bool>| match finding {
        Known::Known(true) => "yes".to_owned(),
        Known::Known(false) => "no".to_owned(),
        Known::Unknown(reason) => format!("not known: {}", why(reason)),
    };
    view.facts.push(fact("Certificate trusted", known(facts.trusted)));
    view.facts.push(fact("Certificate for this host", known(facts.fits_host)));
}

/// The controls: the last one that said something is told, with how many said what.
fn control(dossier: &Dossier, knowledge: &Knowledge) -> Option<StageView> {
    let words: Vec<_> = dossier.controls.iter().map(|control| ControlWord::of(control, knowledge)).collect();
    let telling = words.iter().rposition(|word| *word != ControlWord::Nothing);
    let last = &dossier.controls[telling.unwrap_or(dossier.controls.len().checked_sub(1)?)];
    let Control { kind, attempt, address: _ } = last;
    let count = |wanted| words.iter().filter(|word| **word == wanted).count();
    let (accepted, refused) = (count(ControlWord::Accepted), count(ControlWord::Refused));
    let (mood, finding) = match (ControlWord::of(last, knowledge), kind) {
        (ControlWord::Nothing, _) => {
            (Mood::Neutral, format!("The counter-check proved nothing: {}", outcome(attempt, knowledge).1))
        }
        _ if accepted > 0 && refused > 0 => (
            Mood::Warn,
            "The server accepts addresses that cannot exist at some times and refuses them at others."
                .to_owned(),
        ),
        (ControlWord::Refused, ControlKind::RefusedSister) => (
            Mood::Good,
            "Another address of this domain was refused, so the server does tell them apart.".to_owned(),
        ),
        (ControlWord::Refused, ControlKind::Random | ControlKind::Neighbour) => (
            Mood::Good,
            "The server refused an address that cannot exist, so its yes is a real one.".to_owned(),
        ),
        (ControlWord::Accepted, _) => (
            Mood::Warn,
            "The server also accepted an address that cannot exist, so its yes proves nothing.".to_owned(),
        ),
    };
    let mut view = stage("control", "Counter-check", mood, finding);
    view.facts.push(fact("Asked", attempt.host.clone()));
    if let Some(words) = said(attempt) {
        view.facts.push(fact("Its words", words));
    }
    if accepted + refused > 1 {
        view.facts.push(fact("Accepted", format!("{accepted} of {}", accepted + refused)));
    }
    if let Some(traces) = CatchAllTraces::of(dossier, knowledge) {
        view.facts.extend(trace_facts(&traces));
    }
    view.at = Some(attempt.at);
    Some(view)
}

/// How the answer for the address differs from those for the controls. No verdict rests on it.
fn trace_facts(traces: &CatchAllTraces) -> Vec<(String, String)> {
    let differs = |tri| match tri {
        Tri::Yes => "other than for the counter-checks",
        Tri::No => "the same as for the counter-checks",
        Tri::Unknown => "not comparable",
    };
    let mut facts = vec![fact("Words", differs(traces.words)), fact("Status code", differs(traces.enhanced))];
    if let Some(slower) = traces.slower_by_ms() {
        let by = slower.unsigned_abs();
        let than = if slower < 0 { "earlier" } else { "later" };
        facts.push(fact("Answered", format!("{by} ms {than} than the counter-checks")));
    }
    facts
}

fn signals(dossier: &Dossier, flags: &mailvet_verdict::Flags) -> Option<StageView> {
    if let SyntaxEvidence::Faulty(_) = dossier.syntax {
        return None;
    }
    let titles: Vec<&str> = flags.yes.iter().map(|flag| flag.title()).collect();
    let mood = if [Flag::Disposable, Flag::TrapLike, Flag::Typo, Flag::CatchAll]
        .iter()
        .any(|flag| flags.get(*flag) == Tri::Yes)
    {
        Mood::Warn
    } else {
        Mood::Neutral
    };
    let finding =
        if titles.is_empty() { "Nothing remarkable.".to_owned() } else { format!("{}.", titles.join(", ")) };
    let mut view = stage("signals", "Signals", mood, finding);
    if let Some(role) = &dossier.signals.role {
        view.facts.push(fact("Function", role.clone()));
    }
    if let Some(tag) = &dossier.signals.tag {
        view.facts.push(fact("Tag", tag.clone()));
    }
    if let Some(meant) = &dossier.signals.typo_of {
        view.facts.push(fact("Probably meant", meant.clone()));
    }
    if let Some(reason) = &dossier.signals.trap_like {
        view.facts.push(fact("Trap-like because", reason.clone()));
    }
    Some(view)
}

/// The opt-in look-ups, each with what it found. Where they found nothing they say nothing, so they never look bad.
fn look_ups(dossier: &Dossier) -> Option<StageView> {
    let last = dossier.lookups.iter().map(|lookup| lookup.at).max()?;
    let first = |which: fn(&Found) -> bool| {
        dossier.lookups.iter().find(|lookup| matches!(&lookup.found, Known::Known(found) if which(found)))
    };
    let present = first(|found| matches!(found, Found::Present | Found::OnPage(_)));
    let listed = first(|found| matches!(found, Found::Listed(_)));
    let (mood, finding) = match (present, listed) {
        (Some(lookup), _) => (Mood::Good, lookup.sentence()),
        (None, Some(lookup)) => (Mood::Warn, lookup.sentence()),
        (None, None) => {
            (Mood::Neutral, "Nobody has made himself known under this address where Mailvet looked.".into())
        }
    };
    let mut view = stage("lookups", "Further look-ups", mood, finding);
    view.facts = dossier.lookups.iter().map(|lookup| fact(title(lookup.kind), lookup.sentence())).collect();
    view.at = Some(last);
    Some(view)
}

fn title(kind: LookupKind) -> &'static str {
    match kind {
        LookupKind::Registration => "Registry",
        LookupKind::Website => "Website",
        LookupKind::BlockList => "Block lists",
        LookupKind::Gravatar => "Gravatar",
        LookupKind::Libravatar => "Avatar server",
        LookupKind::Wkd => "Key directory",
        LookupKind::Keyserver => "Key server",
        LookupKind::OwnPages => "Own pages",
    }
}

/// The part of a conversation that concerns one address, with what its decisive reply means.
fn conversation(conversation: &Conversation, dossier: &Dossier, knowledge: &Knowledge) -> ConversationView {
    let of = |attempt: &&Attempt| attempt.transcript.is_some_and(|span| span.conversation == conversation.id);
    let controls = dossier.controls.iter().map(|control| &control.attempt);
    let told: Vec<&Attempt> = dossier.attempts.iter().chain(controls).filter(of).collect();
    let banner = told.iter().find_map(|attempt| attempt.banner.as_deref());
    let decisive = dossier.attempts.iter().rev().find(of);
    let asked: Vec<u32> =
        told.iter().filter_map(|attempt| attempt.transcript).map(|span| span.first).collect();
    let own = match &dossier.syntax {
        SyntaxEvidence::Sound(address) => Some(format!("<{address}>")),
        SyntaxEvidence::Faulty(_) => None,
    };
    ConversationView {
        host: conversation.host.clone(),
        ip: conversation.ip.map(|ip| ip.to_string()),
        exchange: conversation.exchange.clone(),
        operator: knowledge.operator(&conversation.host, banner).map(|operator| operator.id.clone()),
        started: conversation.started,
        lines: transcript::about(&conversation.lines, &asked, own.as_deref()),
        meaning: decisive.map(|attempt| outcome(attempt, knowledge).1),
    }
}

fn disclosures(dossier: &Dossier) -> Vec<Disclosure> {
    let mut told: Vec<Disclosure> = Vec::new();
    if let Known::Known(evidence) = &dossier.domain {
        told.push(Disclosure {
            to: "your DNS resolver".into(),
            what: "the domain".into(),
            at: evidence.observed_at,
        });
    }
    let mut seen: Vec<(ConversationId, Moment)> = Vec::new();
    for attempt in &dossier.attempts {
        let (Some(ip), Some(span), true) = (attempt.ip, attempt.transcript, attempt.named_the_recipient())
        else {
            continue;
        };
        if !seen.contains(&(span.conversation, attempt.at)) {
            seen.push((span.conversation, attempt.at));
            told.push(Disclosure {
                to: format!("{} ({ip})", attempt.host),
                what: "the address".into(),
                at: attempt.at,
            });
        }
    }
    for lookup in &dossier.lookups {
        let what = match lookup.kind.tells() {
            Tells::Domain => "the domain",
            Tells::HashOfAddress => "a hash of the address",
            Tells::Address => "the address",
        };
        let to_each = |host: &String| Disclosure { to: host.clone(), what: what.into(), at: lookup.at };
        told.extend(lookup.asked.iter().map(to_each));
    }
    told
}
