//! Every dialect's words, read by the rules that Mailvet ships: what a practice server means is what is understood.

mod talk;

use mailvet_verdict::{Knowledge, Reply, ReplyClass, Stage};
use mailvet_world::{Dialect, MailboxWord};
use talk::{HOST, Talk, world};

#[test]
fn every_wording_of_every_dialect_is_read_as_it_is_meant() {
    let knowledge = Knowledge::shipped();
    let mut wrong = Vec::new();
    for dialect in Dialect::ALL {
        for (word, class) in [
            (MailboxWord::Accepted, ReplyClass::Accepted),
            (MailboxWord::Unknown, ReplyClass::MailboxNotFound),
            (MailboxWord::Full, ReplyClass::MailboxFull),
            (MailboxWord::FullForNow, ReplyClass::MailboxFull),
            (MailboxWord::Disabled, ReplyClass::MailboxDisabled),
            (MailboxWord::Restricted, ReplyClass::RecipientRestricted),
            (MailboxWord::Moved, ReplyClass::Moved),
            (MailboxWord::Greylisted, ReplyClass::Greylisted),
            (MailboxWord::Busy, ReplyClass::ServerBusy),
            (MailboxWord::RelayDenied, ReplyClass::RelayDenied),
        ] {
            let text = dialect.says(word, "mx1.harbour.example", "anna@harbour.example");
            let code = text[..3].parse().expect("a code");
            let reply = Reply { code, lines: text.lines().map(|line| line[4..].to_owned()).collect() };
            let reading = knowledge.read(Stage::Rcpt, None, &reply);
            if reading.class != class {
                wrong.push(format!("{dialect:?} {class}: {} by {}: {text}", reading.class, reading.rule));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What a server of this temper says at `stage`, to the first recipient or before.
async fn said(temper: &str, stage: Stage) -> Reply {
    let world = world(&format!("temper = {temper}")).await;
    let mut talk = Talk::connect(&world, HOST).await;
    let mut text = talk.hear().await;
    if stage != Stage::Connect {
        text = talk.ask("EHLO client.example").await;
    }
    if stage == Stage::Mail || stage == Stage::Rcpt {
        text = talk.ask("MAIL FROM:<>").await;
    }
    if stage == Stage::Rcpt {
        talk.rcpt("anna@it.example").await;
        text = talk.rcpt("ben@it.example").await;
    }
    let code = text[..3].parse().expect("a code");
    Reply { code, lines: text.lines().map(|line| line[4..].to_owned()).collect() }
}

#[tokio::test]
async fn every_temper_is_understood() {
    let knowledge = Knowledge::shipped();
    let mut wrong = Vec::new();
    for (temper, stage, class) in [
        ("{ greylist = { says = \"seconds\" } }", Stage::Rcpt, ReplyClass::Greylisted),
        ("{ greylist = { says = \"clock\" } }", Stage::Rcpt, ReplyClass::Greylisted),
        ("{ rate_limit = { form = \"connections\", after = 0 } }", Stage::Connect, ReplyClass::RateLimited),
        ("{ rate_limit = { form = \"per_session\", after = 1 } }", Stage::Rcpt, ReplyClass::RateLimited),
        ("{ rate_limit = { form = \"hang_up\", after = 1 } }", Stage::Rcpt, ReplyClass::RateLimited),
        ("{ rate_limit = { form = \"slow_down\", after = 1 } }", Stage::Rcpt, ReplyClass::RateLimited),
        ("{ rate_limit = { form = \"hourly\", after = 1 } }", Stage::Rcpt, ReplyClass::RateLimited),
        ("\"outlook_like\"", Stage::Rcpt, ReplyClass::RateLimited),
        ("{ harvest_guard = { after = 0, then = \"refuse\" } }", Stage::Rcpt, ReplyClass::RateLimited),
        ("{ block = { at = \"connect\" } }", Stage::Connect, ReplyClass::PolicyBlock),
        ("{ block = { at = \"ehlo\", words = \"greeting\" } }", Stage::Ehlo, ReplyClass::PolicyBlock),
        ("{ block = { at = \"mail\", words = \"sender\" } }", Stage::Mail, ReplyClass::PolicyBlock),
        ("{ block = { at = \"mail\", words = \"policy\" } }", Stage::Mail, ReplyClass::PolicyBlock),
        ("{ block = { at = \"rcpt\", words = \"ptr\" } }", Stage::Rcpt, ReplyClass::PolicyBlock),
        ("{ block = { at = \"rcpt\", words = \"policy\" } }", Stage::Rcpt, ReplyClass::PolicyBlock),
        ("{ block = { at = \"rcpt\", words = \"sender\" } }", Stage::Rcpt, ReplyClass::PolicyBlock),
        ("{ block = { at = \"rcpt\", words = \"greeting\" } }", Stage::Rcpt, ReplyClass::PolicyBlock),
        ("{ block = { at = \"rcpt\" } }", Stage::Rcpt, ReplyClass::PolicyBlock),
        ("\"auth_required\"", Stage::Mail, ReplyClass::AuthRequired),
        ("{ auth_required = { at = \"rcpt\" } }", Stage::Rcpt, ReplyClass::AuthRequired),
        ("\"tls_only\"", Stage::Mail, ReplyClass::TlsRequired),
        ("\"takes_no_mail\"", Stage::Rcpt, ReplyClass::DomainNotFound),
        ("{ busy = { at = \"connect\" } }", Stage::Connect, ReplyClass::ServerBusy),
        ("{ busy = { at = \"mail\" } }", Stage::Mail, ReplyClass::ServerBusy),
        ("\"busy\"", Stage::Rcpt, ReplyClass::ServerBusy),
        ("\"cannot_verify\"", Stage::Rcpt, ReplyClass::Accepted),
    ] {
        let reply = said(temper, stage).await;
        let reading = knowledge.read(stage, None, &reply);
        if reading.class != class {
            wrong.push(format!("{temper} {class}: {} by {}: {reply}", reading.class, reading.rule));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
