//! The evidence of one row, told to a person: stages in order, the server's own words, who learnt what. Draws from the
//! stored dossier alone, so the pane shows what was seen and not what is remembered of it.

use mailvet_store::Evidence;
use mailvet_verdict::{
    Attempt, CatchAllTraces, Control, ControlKind, ControlWord, Conversation, ConversationId, DnsFailure,
    DomainEvidence, Dossier, Flag, Found, Knowledge, Known, LookupKind, MailRouting, Moment, MxHost, Outcome,
    Says, Sentence, Stage, SyntaxEvidence, Tells, TlsFacts, Tri, WhyUnknown, Words, phrases, signal_rows,
    unanswered,
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

phrases! {
    /// What each stage has found.
    pub(crate) EVIDENCE "evidence" {
        sound() = "This is a sound e-mail address.";
        not_looked_up(why) = "The domain was not looked up: {why}.";
        mail_hosts(domain, count) = "{domain} has {count} mail {count:host|hosts}.";
        implicit(domain) = "{domain} names no mail host; its own address takes its mail.";
        null_mx(domain) = "{domain} declares that it takes no mail (null MX, RFC 7505).";
        no_mail_host(domain) = "{domain} exists, but has neither a mail host nor an address.";
        dangling(domain) = "{domain} names mail hosts that do not exist.";
        no_domain(domain) = "{domain} does not exist.";
        servfail(domain) = "The name servers of {domain} failed; this says nothing about the address.";
        dns_refused() = "The resolver refused to answer; this says nothing about the address.";
        dns_silent() = "DNS did not answer in time; this says nothing about the address.";
        dns_unusable() = "DNS gave no usable answer; this says nothing about the address.";
        nobody_asked() = "No mail server was asked about this address.";
        proved_nothing(what) = "The counter-check proved nothing: {what}";
        wavers() =
            "The server accepts addresses that cannot exist at some times and refuses them at others.";
        refused_another() =
            "Another address of this domain was refused, so the server does tell them apart.";
        refused_impossible() =
            "The server refused an address that cannot exist, so its yes is a real one.";
        accepted_impossible() =
            "The server also accepted an address that cannot exist, so its yes proves nothing.";
        nothing_remarkable() = "Nothing remarkable.";
        remarkable(flags) = "{flags}.";
        flags_and(first, second) = "{first}, {second}";
        nobody_known() = "Nobody has made himself known under this address where Mailvet looked.";
    }
}

phrases! {
    /// The names of facts, and what is said of them.
    pub(crate) FACTS "fact" {
        address() = "Address";
        as_written() = "Domain as written";
        as_it_came() = "As it came";
        mail_host() = "Mail host";
        mail_host_of(preference) = "Mail host {preference}";
        named_hosts() = "Named mail hosts";
        without_address(host) = "{host} (no address found)";
        spf() = "SPF";
        dmarc() = "DMARC";
        published() = "published";
        none() = "none";
        not_asked() = "not asked";
        no_answer() = "no answer in time";
        put_off() = "put off";
        refused_to_us() = "refused to us";
        not_reachable() = "not reachable";
        lookup_failed() = "the look-up failed";
        asked() = "Asked";
        at() = "At";
        operator() = "Operator";
        its_words() = "Its words";
        answered_after() = "Answered after";
        milliseconds(count) = "{count} ms";
        sender() = "Sender";
        encrypted() = "Encrypted";
        yes() = "yes";
        no() = "no";
        not_known(why) = "not known: {why}";
        times_asked() = "Times asked";
        encryption_used() = "Encryption";
        certificate() = "Certificate";
        certified_by() = "Certified by";
        valid() = "Certificate valid";
        from_to(from, to) = "{from} to {to}";
        certificate_names() = "Certificate names";
        trusted() = "Certificate trusted";
        fits_host() = "Certificate for this host";
        accepted() = "Accepted";
        of_all(count, all) = "{count} of {all}";
        words() = "Words";
        status() = "Status code";
        differs() = "other than for the counter-checks";
        same() = "the same as for the counter-checks";
        not_comparable() = "not comparable";
        answered() = "Answered";
        earlier(count) = "{count} ms earlier than the counter-checks";
        later(count) = "{count} ms later than the counter-checks";
        function() = "Function";
        tag() = "Tag";
        meant() = "Probably meant";
        trap_like() = "Trap-like because";
        registry() = "Registry";
        website() = "Website";
        block_lists() = "Block lists";
        gravatar() = "Gravatar";
        avatar_server() = "Avatar server";
        key_directory() = "Key directory";
        key_server() = "Key server";
        own_pages() = "Own pages";
    }
}

phrases! {
    /// Who learnt what.
    pub(crate) DISCLOSED "disclosed" {
        resolver() = "your DNS resolver";
        the_domain() = "the domain";
        the_address() = "the address";
        a_hash() = "a hash of the address";
    }
}

fn stage(name: &str, title: &str, mood: Mood, finding: Sentence) -> StageView {
    StageView { stage: name.to_owned(), title: title.to_owned(), mood, finding, facts: Vec::new(), at: None }
}

fn fact(name: Sentence, value: impl Into<Words>) -> (Sentence, Words) {
    (name, value.into())
}

fn syntax(dossier: &Dossier) -> StageView {
    match &dossier.syntax {
        SyntaxEvidence::Sound(sound_one) => {
            let mut view = stage("syntax", "Address", Mood::Good, sound());
            view.facts.push(fact(address(), sound_one.to_string()));
            let unicode = sound_one.unicode_domain();
            if unicode != sound_one.domain {
                view.facts.push(fact(as_written(), unicode));
            }
            if dossier.typed != sound_one.to_string() {
                view.facts.push(fact(as_it_came(), &dossier.typed));
            }
            view
        }
        SyntaxEvidence::Faulty(fault) => {
            let mut view = stage("syntax", "Address", Mood::Bad, fault.sentence());
            view.facts.push(fact(as_it_came(), &dossier.typed));
            view
        }
    }
}

fn why(unknown: WhyUnknown) -> Sentence {
    match unknown {
        WhyUnknown::NotAsked => not_asked(),
        WhyUnknown::TimedOut => no_answer(),
        WhyUnknown::Deferred => put_off(),
        WhyUnknown::RefusedUs => refused_to_us(),
        WhyUnknown::Unreachable => not_reachable(),
        WhyUnknown::Failed => lookup_failed(),
    }
}

fn is_published(known: Known<bool>) -> Sentence {
    match known {
        Known::Known(true) => published(),
        Known::Known(false) => none(),
        Known::Unknown(reason) => why(reason),
    }
}

fn host_line(host: &MxHost) -> Words {
    let addresses = host.addresses.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    if addresses.is_empty() {
        without_address(&host.name).into()
    } else {
        format!("{} ({addresses})", host.name).into()
    }
}

fn domain(dossier: &Dossier) -> Option<StageView> {
    if let SyntaxEvidence::Faulty(_) = dossier.syntax {
        return None;
    }
    let evidence = match &dossier.domain {
        Known::Known(evidence) => evidence,
        Known::Unknown(reason) => {
            return Some(stage("domain", "Domain", Mood::Neutral, not_looked_up(why(*reason))));
        }
    };
    let DomainEvidence {
        domain,
        routing,
        spf: has_spf,
        dmarc: has_dmarc,
        published: _,
        observed_at,
        ttl_seconds: _,
    } = evidence;
    let (mood, finding) = match routing {
        MailRouting::Mx(hosts) => (Mood::Good, mail_hosts(domain, hosts.len())),
        MailRouting::Implicit(_) => (Mood::Good, implicit(domain)),
        MailRouting::NullMx => (Mood::Bad, null_mx(domain)),
        MailRouting::NoMailHost => (Mood::Bad, no_mail_host(domain)),
        MailRouting::DanglingMx(_) => (Mood::Bad, dangling(domain)),
        MailRouting::NotFound => (Mood::Bad, no_domain(domain)),
        MailRouting::Failed(DnsFailure::ServFail) => (Mood::Neutral, servfail(domain)),
        MailRouting::Failed(DnsFailure::Refused) => (Mood::Neutral, dns_refused()),
        MailRouting::Failed(DnsFailure::TimedOut) => (Mood::Neutral, dns_silent()),
        MailRouting::Failed(DnsFailure::Unusable) => (Mood::Neutral, dns_unusable()),
    };
    let mut view = stage("domain", "Domain", mood, finding);
    match routing {
        MailRouting::Mx(hosts) => {
            for host in hosts {
                view.facts.push(fact(mail_host_of(u32::from(host.preference)), host_line(host)));
            }
        }
        MailRouting::Implicit(host) => view.facts.push(fact(mail_host(), host_line(host))),
        MailRouting::DanglingMx(names) => view.facts.push(fact(named_hosts(), names.join(", "))),
        MailRouting::NullMx | MailRouting::NoMailHost | MailRouting::NotFound | MailRouting::Failed(_) => {}
    }
    view.facts.push(fact(spf(), is_published(*has_spf)));
    view.facts.push(fact(dmarc(), is_published(*has_dmarc)));
    view.at = Some(*observed_at);
    Some(view)
}

/// What came of one attempt: how it went for the address, and a sentence.
fn outcome(attempt: &Attempt, knowledge: &Knowledge) -> (Mood, Sentence) {
    let operator = knowledge.operator(&attempt.host, attempt.banner.as_deref());
    let reading = match &attempt.outcome {
        Outcome::Answered(reply) => knowledge.read(Stage::Rcpt, operator, reply),
        Outcome::Refused { stage, reply } => knowledge.read(*stage, operator, reply),
        other => {
            let sentence = unanswered(&attempt.host, other);
            return (Mood::Neutral, sentence.expect("what nobody answered has a sentence"));
        }
    };
    let mood = match (&attempt.outcome, reading.says) {
        (Outcome::Answered(_), Says::Deliverable) => Mood::Good,
        (Outcome::Answered(_), Says::Undeliverable) => Mood::Bad,
        (Outcome::Answered(_), Says::Risky) => Mood::Warn,
        _ => Mood::Neutral,
    };
    (mood, reading.sentence)
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
        return takes_mail.then(|| stage("mailbox", "Mailbox", Mood::Neutral, nobody_asked()));
    };
    // A late failure never hides an earlier answer: the pane tells the last attempt that got one.
    let told =
        dossier.attempts.iter().rev().find(|a| matches!(a.outcome, Outcome::Answered(_))).unwrap_or(last);
    let (mood, finding) = outcome(told, knowledge);
    let mut view = stage("mailbox", "Mailbox", mood, finding);
    view.facts.push(fact(asked(), &told.host));
    if let Some(ip) = told.ip {
        view.facts.push(fact(at(), ip.to_string()));
    }
    let name = knowledge
        .operator(&told.host, told.banner.as_deref())
        .map_or(&told.exchange, |operator| &operator.name);
    view.facts.push(fact(operator(), name));
    if let Some(words) = said(told) {
        view.facts.push(fact(its_words(), words));
    }
    if let Some(latency) = told.latency_ms {
        view.facts.push(fact(answered_after(), milliseconds(latency)));
    }
    if let Some(named) = &told.sender {
        view.facts.push(fact(sender(), format!("<{named}>")));
    }
    view.facts.push(fact(encrypted(), if told.tls { yes() } else { no() }));
    if let Some(facts) = &told.tls_facts {
        encryption(facts, &mut view);
    }
    if dossier.attempts.len() > 1 {
        view.facts.push(fact(times_asked(), dossier.attempts.len()));
    }
    view.at = Some(told.at);
    Some(view)
}

/// What the encryption was like. None of it counts against the mailbox.
fn encryption(facts: &TlsFacts, view: &mut StageView) {
    view.facts.push(fact(encryption_used(), format!("{}, {}", facts.version, facts.cipher)));
    if let Some(shown) = &facts.certificate {
        view.facts.push(fact(certificate(), &shown.subject));
        view.facts.push(fact(certified_by(), &shown.issuer));
        view.facts.push(fact(valid(), from_to(shown.not_before, shown.not_after)));
        if !shown.names.is_empty() {
            view.facts.push(fact(certificate_names(), shown.names.join(", ")));
        }
    }
    let known = |finding: Known<bool>| match finding {
        Known::Known(true) => yes(),
        Known::Known(false) => no(),
        Known::Unknown(reason) => not_known(why(reason)),
    };
    view.facts.push(fact(trusted(), known(facts.trusted)));
    view.facts.push(fact(fits_host(), known(facts.fits_host)));
}

/// The controls: the last one that said something is told, with how many said what.
fn control(dossier: &Dossier, knowledge: &Knowledge) -> Option<StageView> {
    // Its own refusal is proof for its sisters, and no counter-check of itself.
    let is_own = |control: &&Control| {
        control.kind == ControlKind::RefusedSister && dossier.attempts.contains(&control.attempt)
    };
    let controls: Vec<&Control> = dossier.controls.iter().filter(|control| !is_own(control)).collect();
    let words: Vec<_> = controls.iter().map(|control| ControlWord::of(control, knowledge)).collect();
    let telling = words.iter().rposition(|word| *word != ControlWord::Nothing);
    let last = controls[telling.unwrap_or(controls.len().checked_sub(1)?)];
    let Control { kind, attempt, address: _ } = last;
    let count = |wanted| words.iter().filter(|word| **word == wanted).count();
    let (yeses, noes) = (count(ControlWord::Accepted), count(ControlWord::Refused));
    let (mood, finding) = match (ControlWord::of(last, knowledge), kind) {
        (ControlWord::Nothing, _) => (Mood::Neutral, proved_nothing(outcome(attempt, knowledge).1)),
        _ if yeses > 0 && noes > 0 => (Mood::Warn, wavers()),
        (ControlWord::Refused, ControlKind::RefusedSister) => (Mood::Good, refused_another()),
        (ControlWord::Refused, ControlKind::Random | ControlKind::Neighbour) => {
            (Mood::Good, refused_impossible())
        }
        (ControlWord::Accepted, _) => (Mood::Warn, accepted_impossible()),
    };
    let mut view = stage("control", "Counter-check", mood, finding);
    view.facts.push(fact(asked(), &attempt.host));
    if let Some(words) = said(attempt) {
        view.facts.push(fact(its_words(), words));
    }
    if yeses + noes > 1 {
        view.facts.push(fact(accepted(), of_all(yeses, yeses + noes)));
    }
    if let Some(traces) = CatchAllTraces::of(dossier, knowledge) {
        view.facts.extend(trace_facts(&traces));
    }
    view.at = Some(attempt.at);
    Some(view)
}

/// How the answer for the address differs from those for the controls. No verdict rests on it.
fn trace_facts(traces: &CatchAllTraces) -> Vec<(Sentence, Words)> {
    let compared = |tri| match tri {
        Tri::Yes => differs(),
        Tri::No => same(),
        Tri::Unknown => not_comparable(),
    };
    let mut facts = vec![fact(words(), compared(traces.words)), fact(status(), compared(traces.enhanced))];
    if let Some(slower) = traces.slower_by_ms() {
        let by = slower.unsigned_abs();
        facts.push(fact(answered(), if slower < 0 { earlier(by) } else { later(by) }));
    }
    facts
}

fn signals(dossier: &Dossier, flags: &mailvet_verdict::Flags) -> Option<StageView> {
    if let SyntaxEvidence::Faulty(_) = dossier.syntax {
        return None;
    }
    let mood = if [Flag::Disposable, Flag::TrapLike, Flag::Typo, Flag::CatchAll]
        .iter()
        .any(|flag| flags.get(*flag) == Tri::Yes)
    {
        Mood::Warn
    } else {
        Mood::Neutral
    };
    let named = flags.yes.iter().map(|flag| flag.words()).reduce(flags_and);
    let finding = named.map_or_else(nothing_remarkable, remarkable);
    let mut view = stage("signals", "Signals", mood, finding);
    if let Some(role) = &dossier.signals.role {
        view.facts.push(fact(function(), role));
    }
    if let Some(named) = &dossier.signals.tag {
        view.facts.push(fact(tag(), named));
    }
    if let Some(whom) = &dossier.signals.typo_of {
        view.facts.push(fact(meant(), whom));
    }
    if let Some(reason) = &dossier.signals.trap_like {
        view.facts.push(fact(trap_like(), reason.clone()));
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
        (None, None) => (Mood::Neutral, nobody_known()),
    };
    let mut view = stage("lookups", "Further look-ups", mood, finding);
    view.facts = dossier.lookups.iter().map(|lookup| fact(title(lookup.kind), lookup.sentence())).collect();
    view.at = Some(last);
    Some(view)
}

fn title(kind: LookupKind) -> Sentence {
    match kind {
        LookupKind::Registration => registry(),
        LookupKind::Website => website(),
        LookupKind::BlockList => block_lists(),
        LookupKind::Gravatar => gravatar(),
        LookupKind::Libravatar => avatar_server(),
        LookupKind::Wkd => key_directory(),
        LookupKind::Keyserver => key_server(),
        LookupKind::OwnPages => own_pages(),
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
        told.push(Disclosure { to: resolver().into(), what: the_domain(), at: evidence.observed_at });
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
                to: format!("{} ({ip})", attempt.host).into(),
                what: the_address(),
                at: attempt.at,
            });
        }
    }
    for lookup in &dossier.lookups {
        let what = match lookup.kind.tells() {
            Tells::Domain => the_domain(),
            Tells::HashOfAddress => a_hash(),
            Tells::Address => the_address(),
        };
        let to_each = |host: &String| Disclosure { to: host.into(), what: what.clone(), at: lookup.at };
        told.extend(lookup.asked.iter().map(to_each));
    }
    told
}
