//! What the reply table promises of itself.

use std::collections::HashSet;

use crate::{Knowledge, Reply, ReplyClass, ReplyLine, Says, Stage, rules::Heard};

fn asked(row: &super::Row) -> ReplyLine {
    ReplyLine {
        stage: row.when.stage.first().copied().unwrap_or(Stage::Rcpt),
        operator: row.when.operator.first().cloned(),
        reply: Reply::from_line(&row.example).unwrap_or_else(|why| panic!("{}: {why}", row.id)),
    }
}

/// The row's example is answered by the row itself: it fits, and no earlier row takes it away.
#[test]
fn every_example_hits_its_own_row() {
    let knowledge = Knowledge::shipped();
    let mut wrong = Vec::new();
    for row in knowledge.reply_rows() {
        let line = asked(row);
        let operator = line.operator.as_deref().map(|id| knowledge.operator_by_id(id).unwrap());
        let reading = knowledge.read(line.stage, operator, &line.reply);
        if reading.rule != row.id {
            wrong.push(format!("{:?} is taken by {:?} and not by {:?}", row.example, reading.rule, row.id));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_operator_that_a_row_names_is_known() {
    let knowledge = Knowledge::shipped();
    let ids: HashSet<&str> = knowledge.operator_ids().collect();
    for row in knowledge.reply_rows() {
        for operator in &row.when.operator {
            assert!(ids.contains(operator.as_str()), "{}: {operator}", row.id);
        }
    }
}

#[test]
fn every_class_has_a_row() {
    let knowledge = Knowledge::shipped();
    let classes: HashSet<ReplyClass> = knowledge.reply_rows().iter().map(|row| row.class).collect();
    for class in ReplyClass::ALL {
        assert!(classes.contains(class), "{class}");
    }
}

#[test]
fn no_row_without_words_takes_a_5_7_code_for_absence() {
    for row in Knowledge::shipped().reply_rows() {
        let worded = row.any_text.is_some() || !row.all_text.is_empty() || row.any_link.is_some();
        let dead = matches!(
            row.class,
            ReplyClass::MailboxNotFound
                | ReplyClass::MailboxDisabled
                | ReplyClass::Moved
                | ReplyClass::DomainNotFound
        );
        if worded
            || !dead
            || row.when.enhanced.is_empty() && !row.when.code.is_empty() && row.when.code.len() == 1
        {
            continue;
        }
        for code in (0..=30).chain(500..=510).filter(|detail| *detail != 13) {
            let enhanced = format!("5.7.{code}").parse().ok();
            assert!(!row.when.enhanced.iter().any(|mask| mask.fits(enhanced)), "{}: 5.7.{code}", row.id);
        }
    }
}

#[test]
fn a_transient_reply_never_says_undeliverable() {
    let knowledge = Knowledge::shipped();
    for row in knowledge.reply_rows() {
        for code in [421, 450, 451, 452, 454] {
            let line = asked(row);
            let reply = Reply { code, lines: line.reply.lines.clone() };
            assert_ne!(knowledge.read(Stage::Rcpt, None, &reply).says, Says::Undeliverable, "{}", row.id);
        }
    }
}

#[test]
fn nothing_said_before_rcpt_is_about_the_recipient() {
    let knowledge = Knowledge::shipped();
    for row in knowledge.reply_rows() {
        for stage in [Stage::Connect, Stage::Ehlo, Stage::StartTls, Stage::Mail, Stage::Leave] {
            let reading = knowledge.read(stage, None, &asked(row).reply);
            assert_eq!(reading.says, Says::Nothing, "{} at {stage:?}", row.id);
            assert!(
                !matches!(
                    reading.class,
                    ReplyClass::MailboxNotFound | ReplyClass::MailboxDisabled | ReplyClass::DomainNotFound
                ),
                "{} at {stage:?}",
                row.id
            );
        }
    }
}

#[test]
fn a_row_with_an_unknown_key_is_an_error() {
    let row = |extra: &str| {
        format!(
            "[words]\na = [\"x\"]\n[[reply]]\nid = \"r\"\nclass = \"other\"\nexample = \"550 x\"\nsource = \"s\"\n{extra}"
        )
    };
    assert!(super::ReplyRules::parse(&row("")).is_ok());
    assert!(super::ReplyRules::parse(&row("colour = \"red\"")).is_err());
    assert!(super::ReplyRules::parse(&row("when = { codes = [550] }")).is_err());
    assert!(super::ReplyRules::parse(&row("when = { code = 55 }")).is_err());
    assert!(super::ReplyRules::parse(&row("when = { enhanced = \"5.1\" }")).is_err());
    assert!(super::ReplyRules::parse(&row("when = { any_text = \"{b} y\" }")).is_err());
    assert!(super::ReplyRules::parse(&format!("{}\n{}", row(""), &row("")[16..])).is_err());
}

#[test]
fn hostile_replies_are_read_without_a_panic() {
    let knowledge = Knowledge::shipped();
    for text in [
        "",
        " ",
        "@",
        "<@>",
        "a@",
        "@b",
        "<<>>@[",
        "\u{0}\u{7f}",
        "5.1.1",
        "::::",
        "1.2.3.4.5",
        "http://",
        "\u{301}@\u{301}",
    ] {
        let reply = Reply { code: 550, lines: vec![text.into(), text.repeat(1000)] };
        assert_eq!(Heard::new(&reply).words.trim_matches(' ').is_empty(), Heard::new(&reply).words == " ");
        assert!(!knowledge.read(Stage::Rcpt, None, &reply).sentence.to_string().is_empty());
    }
}
