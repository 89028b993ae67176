//! Every dialect's words, read by the rules that Mailvet ships: what a practice server means is what is understood.

use mailvet_verdict::{Knowledge, Reply, ReplyClass, Stage};
use mailvet_world::{Dialect, MailboxWord};

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
