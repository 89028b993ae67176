//! What holds for every dossier, whatever servers say.

use proptest::prelude::*;

use super::samples::{Sample, address, at_acme, mx};
use crate::{
    CONTROL_WINDOW, ConnectFault, ControlKind, ControlWord, CutShort, DnsFailure, Known, MailRouting,
    Outcome, Policy, Reason, Reply, Says, Sentence, Stage, Verdict, WhyUnknown, judge,
};

const WORDS: &[&str] = &[
    "User unknown",
    "5.1.1 User unknown",
    "4.1.1 User unknown",
    "5.7.1 No such user",
    "mailbox unavailable",
    "Greylisted",
    "5.7.1 blocked using zen.spamhaus.org",
    "Too many invalid recipients",
    "Mailbox full",
    "5.2.1 disabled",
    "Ok",
    "",
    "5.4.1 Recipient address rejected: Access denied",
    "domain does not exist",
    "has moved to <a@b.example>",
    "Rejected",
    "Sender address rejected",
    "Relay access denied",
    "Authentication required",
    "Must issue a STARTTLS command first",
    "5.1.2 Host unknown",
    "Temporary failure, try again later",
    "用户不存在",
    "Пользователь не найден",
    "\u{0}\u{fffd}",
];

fn reply(codes: &'static [u16]) -> impl Strategy<Value = Reply> {
    (
        prop::sample::select(codes),
        prop::sample::select(WORDS),
        prop_oneof![3 => Just(String::new()), 1 => ".{0,40}"],
    )
        .prop_map(|(code, words, noise)| Reply { code, lines: vec![words.to_owned(), noise] })
}

fn stage_before_rcpt() -> impl Strategy<Value = Stage> {
    prop::sample::select(
        &[Stage::Connect, Stage::Ehlo, Stage::StartTls, Stage::Mail, Stage::Rcpt, Stage::Leave][..],
    )
}

/// What proves nothing, ever: 4yz at any stage, refusals before the recipient, everything without an answer.
fn proofless() -> impl Strategy<Value = Outcome> {
    let stage = stage_before_rcpt;
    prop_oneof![
        reply(&[421, 450, 451, 452, 454, 455]).prop_map(Outcome::Answered),
        (stage(), reply(&[421, 450, 521, 530, 550, 551, 553, 554, 556]))
            .prop_map(|(stage, reply)| Outcome::Refused { stage, reply }),
        prop::sample::select(
            &[
                ConnectFault::Refused,
                ConnectFault::TimedOut,
                ConnectFault::Unreachable,
                ConnectFault::NoAddress,
                ConnectFault::ForbiddenAddress,
                ConnectFault::Port25Shut,
                ConnectFault::OtherFamily,
                ConnectFault::BindFailed,
                ConnectFault::ProxyDown,
                ConnectFault::ProxyLogin,
                ConnectFault::ProxyRefused,
                ConnectFault::ProxyNoRoute,
            ][..]
        )
        .prop_map(Outcome::NoConnection),
        stage().prop_map(|stage| Outcome::TimedOut { stage }),
        stage().prop_map(|stage| Outcome::Dropped { stage }),
        (stage(), ".{0,20}").prop_map(|(stage, detail)| Outcome::Garbled { stage, detail }),
        Just(Outcome::NeedsSmtpUtf8),
    ]
}

fn any_outcome() -> impl Strategy<Value = Outcome> {
    prop_oneof![
        proofless(),
        reply(&[250, 251, 252, 421, 450, 451, 452, 500, 501, 521, 530, 550, 551, 552, 553, 554, 556, 571])
            .prop_map(Outcome::Answered),
    ]
}

/// Any control, most of them telling.
fn control() -> impl Strategy<Value = (ControlKind, Outcome)> {
    let kind =
        prop::sample::select(&[ControlKind::Random, ControlKind::RefusedSister, ControlKind::Neighbour][..]);
    let telling = prop::sample::select(&["250 2.1.5 Ok", "550 5.1.1 User unknown"][..])
        .prop_map(|reply| Outcome::Answered(Reply::from_line(reply).unwrap()));
    (kind, prop_oneof![3 => telling, 1 => any_outcome()])
}

fn routing() -> impl Strategy<Value = MailRouting> {
    prop_oneof![
        4 => Just(mx("mx1.acme.example")),
        1 => Just(MailRouting::Implicit(super::samples::host("acme.example"))),
        1 => prop::sample::select(&[
            DnsFailure::ServFail, DnsFailure::Refused, DnsFailure::TimedOut, DnsFailure::Unusable,
        ][..]).prop_map(MailRouting::Failed),
    ]
}

fn known() -> impl Strategy<Value = Known<bool>> {
    prop_oneof![any::<bool>().prop_map(Known::Known), Just(Known::Unknown(WhyUnknown::TimedOut))]
}

prop_compose! {
    fn sample(outcomes: impl Strategy<Value = Outcome> + 'static)(
        typed in prop_oneof![9 => Just("anna@acme.example".to_owned()), 1 => ".{0,30}"],
        routing in routing(),
        spf in known(),
        dmarc in known(),
        asked in prop::collection::vec((outcomes, any::<bool>(), 0..30_i64), 0..5),
        controls in prop::collection::vec((control(), any::<bool>(), -30..30_i64), 0..8),
        marks in any::<[bool; 5]>(),
        cut in prop::option::of(prop::sample::select(&[CutShort::Cancelled, CutShort::Fault][..])),
    ) -> Sample {
        let mut sample = address(&typed).domain(routing, spf, dmarc);
        for (outcome, elsewhere, hours) in asked {
            let name = if elsewhere { "mta5.yahoo-like.example" } else { "mx1.acme.example" };
            sample = sample.host(name, "acme.example").hours_later(hours).outcome(outcome);
        }
        for ((kind, outcome), elsewhere, hours) in controls {
            let name = if elsewhere { "mx.backup.example" } else { "mx1.acme.example" };
            let exchange = if elsewhere { "backup.example" } else { "acme.example" };
            sample = sample.host(name, exchange).hours_later(-hours).control_outcome(kind, outcome);
        }
        let [disposable, gibberish, role, trap, typo] = marks;
        sample = sample.signals(|signals| {
            signals.disposable = disposable;
            signals.gibberish = gibberish;
            signals.role = role.then(|| "sales".to_owned());
            signals.trap_like = trap.then(|| Sentence::as_it_is("It says so."));
            signals.typo_of = typo.then(|| "anna@acme.test".to_owned());
        });
        sample.dossier.cut_short = cut;
        sample
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_dossier_has_a_judgement_that_agrees_with_itself(sample in sample(any_outcome())) {
        let judgement = sample.judged();
        prop_assert!(judgement.reason.verdicts().contains(&judgement.verdict), "{judgement:?}");
        prop_assert!(judgement.score <= 100);
        prop_assert!((0.0..=1.0).contains(&judgement.confidence));
        let points: i32 = judgement.contributions.iter().map(|contribution| contribution.points).sum();
        prop_assert_eq!(points, i32::from(judgement.score), "the contributions add up");
        let (sentence, next) = (judgement.sentence.to_string(), judgement.next_step.to_string());
        prop_assert!(sentence.ends_with('.') && next.ends_with('.') && !sentence.contains('\n'), "{sentence}");
        prop_assert_eq!(&Sentence::from_kept(&judgement.sentence.kept()), &judgement.sentence);
        match judgement.verdict {
            Verdict::Valid => prop_assert!(judgement.score >= 90),
            Verdict::LikelyValid => prop_assert!((70..=97).contains(&judgement.score)),
            Verdict::Risky | Verdict::Unknown => prop_assert!((6..=95).contains(&judgement.score)),
            Verdict::LikelyInvalid => prop_assert!((6..=30).contains(&judgement.score)),
            Verdict::Invalid => prop_assert!(judgement.score <= 5),
        }
    }

    #[test]
    fn judging_again_changes_nothing(sample in sample(any_outcome())) {
        prop_assert_eq!(sample.judged(), sample.judged());
    }

    #[test]
    fn what_proves_nothing_never_makes_invalid(mut sample in sample(proofless())) {
        let sound = at_acme();
        sample.dossier.syntax = sound.dossier.syntax;
        prop_assert_ne!(sample.judged().verdict, Verdict::Invalid, "{:?}", sample.dossier.attempts);
        prop_assert_ne!(sample.judged().verdict, Verdict::Valid);
    }

    #[test]
    fn valid_rests_on_a_refused_control_in_the_window_with_no_accepted_one_nearer(
        sample in sample(any_outcome()),
    ) {
        let knowledge = super::samples::knowledge();
        let decisive = sample.dossier.attempts.iter().rev().find(|attempt| match &attempt.outcome {
            Outcome::Answered(reply) => {
                let operator = knowledge.operator(&attempt.host, attempt.banner.as_deref());
                knowledge.read(Stage::Rcpt, operator, reply).says != Says::Nothing
            }
            _ => false,
        });
        if sample.judged().verdict == Verdict::Valid {
            let accepted = decisive.unwrap();
            let mut near: Vec<_> = sample
                .dossier
                .controls
                .iter()
                .filter(|control| control.attempt.exchange == accepted.exchange)
                .map(|control| (control.attempt.at.0 - accepted.at.0, ControlWord::of(control, &knowledge)))
                .filter(|(after, _)| u128::from(after.unsigned_abs()) <= CONTROL_WINDOW.as_millis())
                .collect();
            near.sort_by_key(|(after, _)| after.unsigned_abs());
            let nearest = |later: bool| {
                near.iter()
                    .find(|(after, word)| (*after > 0) == later && *word != ControlWord::Nothing)
                    .map(|(_, word)| *word)
            };
            prop_assert!(near.iter().any(|(_, word)| *word == ControlWord::Refused));
            prop_assert_ne!(nearest(false), Some(ControlWord::Accepted));
            prop_assert_ne!(nearest(true), Some(ControlWord::Accepted));
        }
    }

    #[test]
    fn a_permanent_refusal_is_never_valid(reply in reply(&[550, 551, 553, 554]), controls in any::<bool>()) {
        let mut sample = at_acme().outcome(Outcome::Answered(reply));
        if controls {
            sample = sample.control("550 5.1.1 no such user");
        }
        let verdict = sample.judged().verdict;
        prop_assert!(!matches!(verdict, Verdict::Valid | Verdict::LikelyValid), "{verdict}");
    }

    #[test]
    fn a_late_failure_never_changes_an_earlier_proof(
        answer in prop::sample::select(&[
            "250 Ok", "550 5.1.1 User unknown", "552 5.2.2 Mailbox full", "550 5.2.1 Mailbox disabled",
        ][..]),
        late in prop::collection::vec(proofless(), 1..4),
    ) {
        let proved = at_acme().answered(answer).control("550 5.1.1 no such user");
        let before = proved.judged();
        let mut after = proved;
        for outcome in late {
            // "Full for now" is an answer of its own, about the mailbox.
            if matches!(&outcome, Outcome::Answered(reply) if reply.text().contains("full")) {
                continue;
            }
            after = after.hours_later(1).outcome(outcome);
        }
        prop_assert_eq!(before, after.judged());
    }

    #[test]
    fn no_refused_recipient_scores_above_an_accepted_one(
        mut accepted in sample(any_outcome()), refusal in prop::sample::select(&[
            "550 5.1.1 User unknown", "550 5.2.1 Mailbox disabled", "551 5.1.6 moved, try <a@b.example>",
        ][..]),
    ) {
        accepted.dossier.syntax = at_acme().dossier.syntax;
        let mut refused = accepted.clone().answered(refusal);
        accepted = accepted.answered("250 Ok");
        refused.dossier.domain.clone_from(&accepted.dossier.domain);
        prop_assert!(refused.judged().score < accepted.judged().score);
    }

    #[test]
    fn an_unknown_reason_never_leans(sample in sample(any_outcome())) {
        let judgement = sample.judged();
        if judgement.reason.verdicts() == [Verdict::Unknown] {
            prop_assert_eq!(judgement.contributions.len(), 1);
        }
    }

    #[test]
    fn every_reason_of_the_table_keeps_its_verdict_under_any_policy(sample in sample(any_outcome())) {
        let judgement = judge(&sample.dossier, &super::samples::knowledge(), &Policy { rows: Vec::new() });
        prop_assert_eq!(judgement.verdict, sample.judged().verdict);
    }
}

#[test]
fn every_reason_has_a_verdict_and_a_next_step() {
    for reason in Reason::ALL {
        assert!(!reason.verdicts().is_empty() && reason.next_step().to_string().ends_with('.'), "{reason}");
    }
}
