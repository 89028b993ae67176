use std::collections::HashSet;

use mailvet_verdict::Address;
use proptest::prelude::*;

use super::*;

fn recipient(mark: u64, local: &str) -> Recipient {
    Recipient { mark, address: Address { local: local.into(), domain: "example.com".into() }, apart: false }
}

fn recipients(locals: &[&str]) -> Vec<Recipient> {
    (0..).zip(locals).map(|(mark, local)| recipient(mark, local)).collect()
}

/// What a conversation came to.
#[derive(Debug)]
struct Played {
    /// What was said at once, line by line; the banner is awaited before the first.
    said: Vec<Vec<String>>,
    heard: Vec<(u64, Outcome)>,
    parting: Parting,
    quit: bool,
}

impl Played {
    fn lines(&self) -> Vec<&str> {
        self.said.iter().flatten().map(String::as_str).collect()
    }

    fn codes(&self) -> Vec<(u64, u16)> {
        self.heard
            .iter()
            .map(|(mark, outcome)| match outcome {
                Outcome::Answered(reply) => (*mark, reply.code),
                other => panic!("{other:?}"),
            })
            .collect()
    }
}

/// The rules of these tests, by code; the real ones read the words too.
fn advice(reply: &Reply) -> Advice {
    let retry = match (reply.code, reply.enhanced().map(|code| code.to_string()).as_deref()) {
        (530, _) => RetryAdvice::WithTls,
        (452, Some("4.5.3")) => RetryAdvice::NewSession,
        (400..500, _) => RetryAdvice::Later { after_seconds: None },
        _ => RetryAdvice::No,
    };
    let words = reply.text();
    let sender = if words.contains("null sender") {
        Some(SenderRefusal::NullSender)
    } else if words.contains("recipients for bounce") {
        Some(SenderRefusal::MoreRecipients)
    } else {
        words.contains("sender address rejected").then_some(SenderRefusal::Sender)
    };
    Advice { retry, sender }
}

const SOUND: Advice = Advice { retry: RetryAdvice::No, sender: None };

fn dialogue() -> Dialogue {
    Dialogue::new("probe.example.org".into(), Senders::of("", ""), TlsUse::WhenDemanded)
}

/// Holds a conversation with a server that answers each line by `answer`, the banner (an empty line) first; `None` is a
/// server that hangs up.
fn play(left: Vec<Recipient>, answer: impl FnMut(&str) -> Option<Reply>) -> Played {
    play_from(dialogue(), left, answer)
}

fn play_from(
    dialogue: Dialogue,
    mut left: Vec<Recipient>,
    mut answer: impl FnMut(&str) -> Option<Reply>,
) -> Played {
    left.reverse();
    let mut said = Vec::new();
    let mut heard = Vec::new();
    let mut replies = VecDeque::from([answer("")]);
    let mut step = dialogue.go_on();
    loop {
        step = match step {
            Step::Converse(commands, dialogue) => {
                let lines: Vec<_> = commands.iter().map(ToString::to_string).collect();
                replies.extend(lines.iter().map(|line| answer(line)));
                if !lines.is_empty() {
                    said.push(lines);
                }
                match replies.pop_front().expect("a reply is waited for that was never asked for") {
                    Some(reply) => {
                        let advice = advice(&reply);
                        dialogue.on_reply(reply, advice)
                    }
                    None => {
                        let parting = dialogue.lost(Loss::Dropped);
                        return Played { said, heard, parting, quit: false };
                    }
                }
            }
            Step::Encrypt(dialogue) => {
                said.push(vec!["(handshake)".into()]);
                dialogue.encrypted()
            }
            Step::Hear { recipient, outcome, next, .. } => {
                heard.push((recipient.mark, outcome));
                next.go_on()
            }
            Step::Ask { most, next } => {
                let at = left.len().saturating_sub(most);
                let mut batch = left.split_off(at);
                batch.reverse();
                next.asked(batch)
            }
            Step::Leave { parting, quit } => return Played { said, heard, parting, quit },
        };
    }
}

/// An ordinary server that offers `offers` and answers RCPT by `rcpt`.
fn ordinary<'a>(
    offers: &'a [&'a str],
    rcpt: impl Fn(&str) -> Reply + 'a,
) -> impl FnMut(&str) -> Option<Reply> + 'a {
    move |line| {
        Some(match line.split([' ', ':']).next().unwrap_or_default() {
            "" => Reply::new(220, "mx.example.com ESMTP"),
            "EHLO" => {
                let lines = std::iter::once(&"mx.example.com").chain(offers);
                Reply { code: 250, lines: lines.map(ToString::to_string).collect() }
            }
            "RCPT" => rcpt(line),
            "QUIT" => Reply::new(221, "bye"),
            _ => Reply::new(250, "ok"),
        })
    }
}

fn known_or_not(line: &str) -> Reply {
    if line.contains("ghost") { Reply::new(550, "5.1.1 no such user") } else { Reply::new(250, "2.1.5 ok") }
}

#[test]
fn an_ordinary_conversation_goes_as_the_rfc_says() {
    let played = play(recipients(&["ann", "ghost"]), ordinary(&[], known_or_not));
    let lines = [
        "EHLO probe.example.org",
        "MAIL FROM:<>",
        "RCPT TO:<ann@example.com>",
        "RCPT TO:<ghost@example.com>",
    ];
    assert_eq!(played.lines(), lines);
    assert_eq!(played.codes(), [(0, 250), (1, 550)]);
    assert_eq!((played.parting, played.quit), (Parting::Done, true));
}

#[test]
fn nothing_is_pipelined_unless_offered() {
    let names = ["ann", "bob", "cid", "dan"];
    let plain = play(recipients(&names), ordinary(&["SIZE 10240000"], known_or_not));
    assert!(plain.said.iter().all(|lines| lines.len() == 1), "{:?}", plain.said);
    let piped = play(recipients(&names), ordinary(&["pipelining"], known_or_not));
    assert_eq!(piped.said[1].len(), 1 + names.len());
    assert_eq!(plain.codes(), piped.codes());
}

#[test]
fn no_more_than_ten_recipients_are_under_way_at_once() {
    let names: Vec<String> = (0..25).map(|n| format!("u{n}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let played = play(recipients(&names), ordinary(&["PIPELINING"], known_or_not));
    assert_eq!(played.codes().len(), 25);
    let at_once = |lines: &Vec<String>| lines.iter().filter(|line| line.starts_with("RCPT")).count();
    assert_eq!(played.said.iter().map(at_once).max(), Some(PIPELINED));
}

#[test]
fn helo_follows_where_ehlo_is_unknown() {
    let mut rest = ordinary(&[], known_or_not);
    let played = play(recipients(&["ann"]), |line| {
        if line.starts_with("EHLO") { Some(Reply::new(502, "what?")) } else { rest(line) }
    });
    assert_eq!(played.lines()[1], "HELO probe.example.org");
    assert_eq!(played.codes(), [(0, 250)]);
}

#[test]
fn helo_after_ehlo_is_refused() {
    let refused = |ehlo: Reply, helo: Reply| {
        let played = play(recipients(&["ann"]), |line| {
            Some(match line.split(' ').next().unwrap() {
                "" => Reply::new(220, ""),
                "EHLO" => ehlo.clone(),
                _ => helo.clone(),
            })
        });
        assert!(played.heard.is_empty());
        played.parting
    };
    let blocked = Reply::new(554, "5.7.1 blocked");
    let unknown = Reply::new(500, "unrecognised");
    let cut = |reply: &Reply| Parting::Cut(Outcome::Refused { stage: Stage::Ehlo, reply: reply.clone() });
    assert_eq!(refused(unknown.clone(), blocked.clone()), cut(&blocked));
    assert_eq!(refused(blocked.clone(), unknown), cut(&blocked));
}

#[test]
fn a_refused_ehlo_and_a_closed_door_is_a_refusal() {
    let blocked = Reply::new(550, "go away");
    let played = play(recipients(&["ann"]), |line| match line {
        "" => Some(Reply::new(220, "")),
        line if line.starts_with("EHLO") => Some(blocked.clone()),
        _ => None,
    });
    assert_eq!(played.parting, Parting::Cut(Outcome::Refused { stage: Stage::Ehlo, reply: blocked.clone() }));
}

#[test]
fn a_refused_banner_is_answered_with_quit_and_nothing_else() {
    let played = play(recipients(&["ann"]), |_| Some(Reply::new(554, "5.7.1 blocked")));
    assert!(played.said.is_empty());
    assert!(matches!(played.parting, Parting::Cut(Outcome::Refused { stage: Stage::Connect, .. })));
    assert!(played.quit);
}

#[test]
fn nothing_is_said_to_a_server_that_closes_the_channel() {
    let played = play(recipients(&["ann"]), |_| Some(Reply::new(421, "4.7.0 too many connections")));
    assert!(played.said.is_empty());
    assert!(!played.quit);
}

#[test]
fn a_421_to_a_recipient_is_its_answer_and_ends_the_session() {
    let closing = Reply::new(421, "4.7.0 closing");
    let rcpt = |line: &str| if line.contains("bob") { closing.clone() } else { Reply::new(250, "") };
    for offers in [&["PIPELINING"][..], &[]] {
        let played = play(recipients(&["ann", "bob", "cid"]), ordinary(offers, rcpt));
        assert_eq!(played.codes(), [(0, 250), (1, 421)]);
        let refused = Outcome::Refused { stage: Stage::Rcpt, reply: closing.clone() };
        assert_eq!((played.parting, played.quit), (Parting::Cut(refused), false));
    }
}

#[test]
fn a_refused_sender_says_nothing_of_the_recipient() {
    let refusal = Reply::new(550, "5.7.1 sender refused");
    for offers in [&["PIPELINING"][..], &[]] {
        let mut rest = ordinary(offers, |_| Reply::new(503, "5.5.1 need MAIL first"));
        let played = play(recipients(&["ann", "bob"]), |line| {
            if line.starts_with("MAIL") { Some(refusal.clone()) } else { rest(line) }
        });
        assert!(played.heard.is_empty(), "{:?}", played.heard);
        let refused = Outcome::Refused { stage: Stage::Mail, reply: refusal.clone() };
        assert_eq!((played.parting, played.quit), (Parting::Cut(refused), true));
    }
}

#[test]
fn starttls_is_used_when_demanded() {
    for offers in [&["STARTTLS"][..], &["STARTTLS", "PIPELINING"]] {
        let mut rest = ordinary(offers, known_or_not);
        let mut encrypted = false;
        let played = play(recipients(&["ann", "ghost"]), |line| {
            encrypted |= line == "STARTTLS";
            let demands = !encrypted && (line.starts_with("MAIL") || line.starts_with("RCPT"));
            if demands {
                Some(Reply::new(530, "5.7.0 Must issue a STARTTLS command first"))
            } else {
                rest(line)
            }
        });
        let lines = played.lines();
        let at = lines.iter().position(|line| *line == "STARTTLS").unwrap();
        assert_eq!(lines[at..at + 4], ["STARTTLS", "(handshake)", "EHLO probe.example.org", "MAIL FROM:<>"]);
        assert_eq!(played.codes(), [(0, 250), (1, 550)]);
    }
}

#[test]
fn encryption_demanded_for_a_recipient_is_given_to_it() {
    for offers in [&["STARTTLS"][..], &["STARTTLS", "PIPELINING"]] {
        let encrypted = std::cell::Cell::new(false);
        let rcpt = |line: &str| {
            if encrypted.get() { known_or_not(line) } else { Reply::new(530, "5.7.0 STARTTLS first") }
        };
        let mut rest = ordinary(offers, rcpt);
        let played = play(recipients(&["ann", "ghost", "cid"]), |line| {
            encrypted.set(encrypted.get() || line == "STARTTLS");
            rest(line)
        });
        assert_eq!(played.codes(), [(0, 250), (1, 550), (2, 250)]);
    }
}

#[test]
fn starttls_that_is_demanded_and_not_offered_is_a_refusal_of_us() {
    let mut rest = ordinary(&[], known_or_not);
    let played = play(recipients(&["ann"]), |line| {
        if line.starts_with("MAIL") { Some(Reply::new(530, "5.7.0 STARTTLS first")) } else { rest(line) }
    });
    assert!(matches!(played.parting, Parting::Cut(Outcome::Refused { stage: Stage::Mail, .. })));
}

#[test]
fn starttls_that_is_merely_offered_is_used_where_that_is_wanted() {
    let played = play(recipients(&["ann"]), ordinary(&["STARTTLS"], known_or_not));
    assert!(!played.lines().contains(&"STARTTLS"));
    let wanted = || Dialogue::new("probe.example.org".into(), Senders::of("", ""), TlsUse::WhenOffered);
    let played = play_from(wanted(), recipients(&["ann"]), ordinary(&["STARTTLS"], known_or_not));
    let lines =
        ["EHLO probe.example.org", "STARTTLS", "(handshake)", "EHLO probe.example.org", "MAIL FROM:<>"];
    assert_eq!(played.lines()[..5], lines);
    assert_eq!(played.codes(), [(0, 250)]);
}

#[test]
fn starttls_that_is_offered_and_then_refused_is_done_without() {
    let wanted = Dialogue::new("probe.example.org".into(), Senders::of("", ""), TlsUse::WhenOffered);
    let mut rest = ordinary(&["STARTTLS"], known_or_not);
    let played = play_from(wanted, recipients(&["ann"]), |line| {
        if line == "STARTTLS" { Some(Reply::new(454, "4.7.0 not available")) } else { rest(line) }
    });
    assert_eq!(played.codes(), [(0, 250)]);
    assert_eq!(played.lines().iter().filter(|line| **line == "STARTTLS").count(), 1);
}

/// Refuses `sender` at `verb`, in these words.
fn refuses_sender<'a>(
    offers: &'a [&'a str],
    verb: &'a str,
    sender: &'a str,
    refusal: &'a Reply,
) -> impl FnMut(&str) -> Option<Reply> + 'a {
    let mut rest = ordinary(offers, known_or_not);
    let mut named = String::new();
    move |line| {
        if let Some(path) = line.strip_prefix("MAIL FROM:") {
            named = path.to_owned();
        }
        if line.starts_with(verb) && named == sender { Some(refusal.clone()) } else { rest(line) }
    }
}

#[test]
fn a_refused_null_sender_is_followed_by_the_fallback_in_the_same_session() {
    let refusal = Reply::new(550, "5.7.1 null sender not allowed");
    for offers in [&["PIPELINING"][..], &[]] {
        for verb in ["MAIL", "RCPT"] {
            let senders = Senders::of("", "probe@example.org");
            let dialogue = Dialogue::new("probe.example.org".into(), senders, TlsUse::WhenDemanded);
            let server = refuses_sender(offers, verb, "<>", &refusal);
            let played = play_from(dialogue, recipients(&["ann", "ghost", "bob"]), server);
            assert_eq!(played.codes(), [(0, 250), (1, 550), (2, 250)], "{verb}");
            let lines = played.lines();
            let at = lines.iter().position(|line| *line == "RSET").unwrap();
            assert_eq!(lines[at..at + 2], ["RSET", "MAIL FROM:<probe@example.org>"]);
            assert_eq!(lines.iter().filter(|line| line.starts_with("MAIL")).count(), 2);
        }
    }
}

#[test]
fn a_refused_null_sender_without_a_fallback_is_a_refusal_of_us() {
    let refusal = Reply::new(550, "5.7.1 null sender not allowed");
    let played = play(recipients(&["ann"]), refuses_sender(&[], "MAIL", "<>", &refusal));
    assert_eq!(played.parting, Parting::Cut(Outcome::Refused { stage: Stage::Mail, reply: refusal.clone() }));
    let played = play(recipients(&["ann"]), refuses_sender(&[], "RCPT", "<>", &refusal));
    assert_eq!(played.heard, [(0, Outcome::Answered(refusal.clone()))]);
}

#[test]
fn a_refused_real_sender_is_followed_by_the_null_sender() {
    let refusal = Reply::new(554, "5.7.1 sender address rejected");
    for verb in ["MAIL", "RCPT"] {
        let senders = Senders::of("probe@example.org", "");
        let dialogue = Dialogue::new("probe.example.org".into(), senders, TlsUse::WhenDemanded);
        let server = refuses_sender(&[], verb, "<probe@example.org>", &refusal);
        let played = play_from(dialogue, recipients(&["ann", "ghost"]), server);
        assert_eq!(played.codes(), [(0, 250), (1, 550)], "{verb}");
        assert!(played.lines().contains(&"MAIL FROM:<>"));
    }
}

#[test]
fn a_fallback_that_is_refused_too_ends_it() {
    let refusal = Reply::new(550, "5.7.1 null sender not allowed, nor any: sender address rejected");
    let dialogue =
        Dialogue::new("probe.example.org".into(), Senders::of("", "probe@example.org"), TlsUse::WhenDemanded);
    let mut rest = ordinary(&["PIPELINING"], |_| Reply::new(503, "5.5.1 need MAIL first"));
    let played = play_from(dialogue, recipients(&["ann", "bob"]), |line| {
        if line.starts_with("MAIL") { Some(refusal.clone()) } else { rest(line) }
    });
    assert!(played.heard.is_empty());
    assert_eq!(played.lines().iter().filter(|line| line.starts_with("MAIL")).count(), 2);
    assert_eq!(played.parting, Parting::Cut(Outcome::Refused { stage: Stage::Mail, reply: refusal }));
}

#[test]
fn a_bounce_with_one_recipient_only_gets_a_transaction_for_each() {
    for offers in [&["PIPELINING"][..], &[]] {
        let named = std::cell::Cell::new(0);
        let rcpt = |line: &str| {
            named.set(named.get() + 1);
            if named.get() > 1 {
                Reply::new(550, "5.5.3 too many recipients for bounce")
            } else {
                known_or_not(line)
            }
        };
        let mut rest = ordinary(offers, rcpt);
        let played = play(recipients(&["ann", "ghost", "bob"]), |line| {
            if line.starts_with("MAIL") {
                named.set(0);
            }
            rest(line)
        });
        assert_eq!(played.codes(), [(0, 250), (1, 550), (2, 250)]);
        assert_eq!(played.heard[1].1, Outcome::Answered(Reply::new(550, "5.1.1 no such user")));
        assert_eq!(played.lines().iter().filter(|line| line.starts_with("MAIL")).count(), 3);
    }
}

#[test]
fn too_many_recipients_leaves_the_rest_as_if_never_asked() {
    let rcpt = |line: &str| {
        if line.contains("ann") { Reply::new(250, "") } else { Reply::new(452, "4.5.3 too many recipients") }
    };
    for offers in [&["PIPELINING"][..], &[]] {
        let played = play(recipients(&["ann", "bob", "cid"]), ordinary(offers, rcpt));
        assert_eq!(played.codes(), [(0, 250)]);
        assert_eq!((played.parting, played.quit), (Parting::Enough, true));
    }
}

#[test]
fn too_many_recipients_for_the_very_first_is_its_answer() {
    let played =
        play(recipients(&["ann", "bob"]), ordinary(&[], |_| Reply::new(452, "4.5.3 too many recipients")));
    assert_eq!(played.codes(), [(0, 452)]);
    assert_eq!(played.parting, Parting::Enough);
}

#[test]
fn answers_behind_a_recipient_too_many_are_not_thrown_away() {
    let rcpt = |line: &str| {
        if line.contains("bob") { Reply::new(452, "4.5.3 too many") } else { known_or_not(line) }
    };
    let played = play(recipients(&["ann", "bob", "ghost"]), ordinary(&["PIPELINING"], rcpt));
    assert_eq!(played.codes(), [(0, 250), (2, 550)]);
    assert_eq!(played.parting, Parting::Enough);
}

#[test]
fn a_lost_transaction_is_opened_again() {
    for offers in [&["PIPELINING"][..], &[]] {
        // Ends the transaction with the first refused recipient.
        let open = std::cell::Cell::new(false);
        let rcpt = |line: &str| {
            if !open.get() {
                return Reply::new(503, "5.5.1 need MAIL first");
            }
            open.set(!line.contains("ghost"));
            known_or_not(line)
        };
        let mut rest = ordinary(offers, rcpt);
        let played = play(recipients(&["ann", "ghost", "cid", "ghost2", "eve"]), |line| {
            if line.starts_with("MAIL") {
                open.set(true);
            }
            rest(line)
        });
        assert_eq!(played.codes(), [(0, 250), (1, 550), (2, 250), (3, 550), (4, 250)]);
        assert!(played.lines().contains(&"RSET"));
    }
}

#[test]
fn a_503_that_stays_is_an_answer() {
    let rcpt = |line: &str| {
        if line.contains("ann") { Reply::new(250, "") } else { Reply::new(503, "5.5.1 log in first") }
    };
    for offers in [&["PIPELINING"][..], &[]] {
        let played = play(recipients(&["ann", "bob", "cid"]), ordinary(offers, rcpt));
        assert_eq!(played.codes(), [(0, 250), (1, 503), (2, 503)]);
        assert_eq!(played.parting, Parting::Done);
    }
}

/// Takes the recipients of one domain only in a transaction, as Google does.
fn one_domain_a_transaction<'a>(offers: &'a [&'a str]) -> impl FnMut(&str) -> Option<Reply> + 'a {
    let mut domain: Option<String> = None;
    let mut rest = ordinary(offers, known_or_not);
    move |line| {
        let named =
            line.strip_prefix("RCPT TO:<").and_then(|rest| rest.trim_end_matches('>').rsplit_once('@'));
        if let Some((_, of)) = named {
            if domain.get_or_insert_with(|| of.to_owned()) != of {
                return Some(Reply::new(
                    451,
                    "4.3.0 Multiple destination domains per transaction is unsupported.",
                ));
            }
        } else if line == "RSET" {
            domain = None;
        }
        rest(line)
    }
}

fn of_domains(texts: &[&str]) -> Vec<Recipient> {
    let address = |text: &str| {
        let (local, domain) = text.split_once('@').unwrap();
        Address { local: local.into(), domain: domain.into() }
    };
    (0..).zip(texts).map(|(mark, text)| Recipient { mark, address: address(text), apart: false }).collect()
}

#[test]
fn every_domain_has_a_transaction_of_its_own() {
    let recipients =
        of_domains(&["ann@one.example", "ghost@one.example", "bob@two.example", "ann@one.example"]);
    for offers in [&["PIPELINING"][..], &[]] {
        let played = play(recipients.clone(), one_domain_a_transaction(offers));
        let lines = [
            "EHLO probe.example.org",
            "MAIL FROM:<>",
            "RCPT TO:<ann@one.example>",
            "RCPT TO:<ghost@one.example>",
            "RSET",
            "MAIL FROM:<>",
            "RCPT TO:<bob@two.example>",
            "RSET",
            "MAIL FROM:<>",
            "RCPT TO:<ann@one.example>",
        ];
        assert_eq!(played.lines(), lines);
        assert_eq!(played.codes(), [(0, 250), (1, 550), (2, 250), (3, 250)]);
    }
}

#[test]
fn a_new_transaction_costs_no_round_trip_where_pipelining_is_offered() {
    let recipients = of_domains(&["ann@one.example", "bob@two.example", "cid@two.example"]);
    let played = play(recipients, one_domain_a_transaction(&["PIPELINING"]));
    let at_once: Vec<_> = played.said.iter().map(Vec::len).collect();
    assert_eq!(at_once, [1, 2, 4], "EHLO; MAIL and RCPT; RSET, MAIL and two RCPT: {:?}", played.said);
}

#[test]
fn only_the_domain_that_needs_smtputf8_gets_it() {
    let recipients = of_domains(&["ann@one.example", "jürgen@two.example"]);
    let played = play(recipients, one_domain_a_transaction(&["PIPELINING", "SMTPUTF8"]));
    let senders: Vec<_> = played.lines().into_iter().filter(|line| line.starts_with("MAIL")).collect();
    assert_eq!(senders, ["MAIL FROM:<>", "MAIL FROM:<> SMTPUTF8"]);
}

#[test]
fn an_international_address_is_asked_with_smtputf8_where_offered() {
    let played = play(recipients(&["ann", "jürgen"]), ordinary(&["SMTPUTF8"], known_or_not));
    let lines = [
        "EHLO probe.example.org",
        "MAIL FROM:<>",
        "RCPT TO:<ann@example.com>",
        "RSET",
        "MAIL FROM:<> SMTPUTF8",
        "RCPT TO:<jürgen@example.com>",
    ];
    assert_eq!(played.lines(), lines);
    assert_eq!(played.codes(), [(0, 250), (1, 250)]);
}

#[test]
fn an_international_address_is_not_asked_where_smtputf8_is_not_offered() {
    let played = play(recipients(&["ann", "jürgen", "bob"]), ordinary(&["PIPELINING"], known_or_not));
    let needs: Vec<_> =
        played.heard.iter().map(|(mark, outcome)| (*mark, *outcome == Outcome::NeedsSmtpUtf8)).collect();
    assert_eq!(needs, [(0, false), (1, true), (2, false)]);
    assert!(!played.lines().iter().any(|line| line.contains("jürgen") || line.contains("SMTPUTF8")));
}

#[test]
fn an_offer_of_smtputf8_that_is_not_meant_harms_only_those_who_need_it() {
    let mut rest = ordinary(&["SMTPUTF8", "PIPELINING"], |line| {
        if line.contains("ü") { Reply::new(503, "need MAIL") } else { known_or_not(line) }
    });
    let played = play(recipients(&["jürgen", "ghost"]), |line| {
        if line.ends_with("SMTPUTF8") { Some(Reply::new(555, "5.5.4 unsupported")) } else { rest(line) }
    });
    assert_eq!(played.heard[0], (0, Outcome::NeedsSmtpUtf8));
    assert_eq!(played.heard[1], (1, Outcome::Answered(Reply::new(550, "5.1.1 no such user"))));
}

#[test]
fn an_address_that_would_break_out_of_its_line_never_reaches_the_wire() {
    let played = play(recipients(&["a>\r\nDATA\r\n<b", "bob"]), ordinary(&["PIPELINING"], known_or_not));
    assert!(matches!(&played.heard[0], (0, Outcome::Garbled { stage: Stage::Rcpt, .. })));
    assert!(!played.lines().iter().any(|line| line.contains("DATA")));
    assert_eq!(played.heard.len(), 2);
}

#[test]
fn an_end_that_was_asked_for_waits_for_the_answers_under_way() {
    let step = dialogue().go_on();
    let Step::Converse(_, dialogue) = step else { panic!("{step:?}") };
    let step = dialogue.on_reply(Reply::new(220, ""), SOUND);
    let Step::Converse(_, dialogue) = step else { panic!("{step:?}") };
    let step = dialogue.on_reply(Reply::new(250, "mx"), SOUND);
    let Step::Ask { next, .. } = step else { panic!("{step:?}") };
    let step = next.asked(recipients(&["ann"]));
    let Step::Converse(_, dialogue) = step else { panic!("{step:?}") };
    let step = dialogue.on_reply(Reply::new(250, ""), SOUND);
    let Step::Converse(_, mut dialogue) = step else { panic!("{step:?}") };
    dialogue.end(Parting::Stopped);
    let step = dialogue.on_reply(Reply::new(250, ""), SOUND);
    let Step::Hear { next, .. } = step else { panic!("{step:?}") };
    let step = next.go_on();
    assert!(matches!(step, Step::Leave { parting: Parting::Stopped, quit: true }), "{step:?}");
}

fn any_reply() -> impl Strategy<Value = Option<Reply>> {
    let code = prop_oneof![
        6 => Just(250u16),
        2 => Just(220u16),
        1 => Just(550u16),
        1 => prop_oneof![Just(421u16), Just(450), Just(452), Just(500), Just(503), Just(530), Just(354)],
        1 => 200u16..600,
    ];
    let text = prop_oneof![
        Just(""),
        Just("PIPELINING"),
        Just("STARTTLS"),
        Just("SMTPUTF8"),
        Just("4.5.3 too many"),
        Just("354 go ahead, send DATA"),
    ];
    let reply = (code, proptest::collection::vec(text, 1..5))
        .prop_map(|(code, lines)| Reply { code, lines: lines.into_iter().map(String::from).collect() });
    prop_oneof![30 => reply.prop_map(Some), 1 => Just(None)]
}

proptest! {
    /// Whatever a server says and whatever is asked: nothing is said that carries a message, no line breaks out, nothing
    /// is pipelined unasked, no answer is made up or doubled, and it ends.
    #[test]
    fn whatever_a_server_says_no_message_is_ever_begun(
        script in proptest::collection::vec(any_reply(), 1..60),
        locals in proptest::collection::vec("[a-z]{1,6}|jürgen|DATA|a\r\nDATA|\"a b\"", 0..12),
    ) {
        let handed: Vec<_> = (0..).zip(&locals).map(|(mark, local)| recipient(mark, local)).collect();
        let mut offered = false;
        let mut script = script.into_iter();
        let mut lines_seen = Vec::new();
        let played = play(handed, |line| {
            lines_seen.push(line.to_owned());
            let reply = script.next().flatten();
            offered |= reply.as_ref().is_some_and(|reply| Offers::read(reply).pipelining);
            reply
        });
        prop_assert!(offered || played.said.iter().all(|lines| lines.len() == 1));
        prop_assert!(lines_seen[0].is_empty(), "the banner comes first");
        for line in &lines_seen[1..] {
            prop_assert!(!line.contains(['\r', '\n']));
            let verb = line.split([' ', ':']).next().unwrap();
            prop_assert!(["EHLO", "HELO", "STARTTLS", "MAIL", "RCPT", "RSET", "QUIT"].contains(&verb), "{line}");
        }
        let marks: Vec<_> = played.heard.iter().map(|(mark, _)| *mark).collect();
        prop_assert_eq!(marks.iter().collect::<HashSet<_>>().len(), marks.len());
        prop_assert!(marks.is_sorted(), "{:?}", marks);
    }
}

#[test]
fn who_is_to_be_apart_is_named_in_a_new_transaction() {
    let mut recipients = of_domains(&["ann@one.example", "q1@one.example"]);
    recipients[1].apart = true;
    let played = play(recipients, one_domain_a_transaction(&[]));
    let lines = [
        "EHLO probe.example.org",
        "MAIL FROM:<>",
        "RCPT TO:<ann@one.example>",
        "RSET",
        "MAIL FROM:<>",
        "RCPT TO:<q1@one.example>",
    ];
    assert_eq!(played.lines(), lines);
}
