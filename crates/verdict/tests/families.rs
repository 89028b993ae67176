//! Whole families of wordings: every way to name a mailbox, a domain or a sender, with every way to say what is wrong with
//! it. No server was seen to say each of them; a reader that knows the words must read all of them, and above all must
//! never take what is said of the sender or the client for a word on the recipient.

use mailvet_verdict::{Knowledge, Reply, ReplyClass, Says, Stage};

const MAILBOXES: &[&str] = &[
    "user",
    "mailbox",
    "recipient",
    "account",
    "alias",
    "addressee",
    "local part",
    "inbox",
    "subscriber",
    "e-mail address",
    "email account",
    "destination mailbox",
    "local user",
    "user account",
    "recipient's mailbox",
    "student",
];
const ABSENT: &[&str] = &[
    "unknown",
    "is unknown",
    "does not exist",
    "doesn't exist",
    "does'nt exist",
    "not found",
    "wasn't found",
    "could not be found",
    "cannot be located",
    "is invalid",
    "not valid",
    "isn't known here",
    "not recognised",
    "unrecognized",
    "not listed",
    "non-existent",
    "not registered",
    "unregistered",
    "doesn't appear to exist",
    "never existed",
    "is not on this system",
    "not in our directory",
    "has no mailbox",
    "is misspelled",
];
const ABSENT_BEFORE: &[&str] = &[
    "unknown",
    "no such",
    "invalid",
    "non-existent",
    "cannot find",
    "could not find",
    "unable to locate",
    "not a valid",
    "not a known",
    "there is no such",
    "no matching",
    "unrecognised",
    "bad",
    "we have no such",
    "failed to find",
];
const FULL: &[&str] = &[
    "is full",
    "over quota",
    "quota exceeded",
    "has exceeded its quota",
    "is out of space",
    "has no free space",
    "exceeded its storage allocation",
    "is over its storage limit",
    "disk quota exceeded",
    "storage full",
];
const OFF: &[&str] = &[
    "disabled",
    "has been disabled",
    "is suspended",
    "is locked",
    "is inactive",
    "not active",
    "has been deactivated",
    "has expired",
    "has been closed",
    "is frozen",
    "no longer active",
    "cannot receive mail",
    "is not accepting mail",
];
const DOMAINS: &[&str] = &["domain", "recipient domain", "recipient's domain", "destination domain"];
const DOMAIN_ABSENT: &[&str] = &[
    "unknown",
    "does not exist",
    "not found",
    "is invalid",
    "could not be resolved",
    "does not resolve",
    "has no MX record",
    "has no mail server",
    "has a null MX",
    "does not accept mail",
    "has expired",
];
/// Those who are not the recipient.
const US: &[&str] = &[
    "sender",
    "sender address",
    "sender domain",
    "envelope sender",
    "return path",
    "reverse-path",
    "originator",
    "from address",
    "MAIL FROM",
    "sender's mailbox",
    "sending domain",
    "domain of sender address",
    "domain of the sender address",
    "your mail server",
    "your hostname",
    "client host",
    "sending host",
    "your IP address",
    "HELO name",
    "reverse DNS",
];

fn in_all_ways(subject: &str, state: &str) -> [String; 6] {
    [
        format!("{subject} {state}"),
        format!("<anna@example.com>: {subject} {state}"),
        format!("5.7.1 {subject} {state}"),
        format!("Sorry, {subject} {state}"),
        format!("Requested action not taken: {subject} {state}"),
        format!("host mx.example.net[192.0.2.1] said: 550 {subject} {state} (in reply to RCPT TO command)"),
    ]
}

/// What of all combinations is read otherwise, with the share that may be: a phrase or two that says two things.
#[track_caller]
fn all_are(what: &[ReplyClass], code: u16, subjects: &[&str], states: &[&str], before: bool) {
    let knowledge = Knowledge::shipped();
    let mut wrong = Vec::new();
    let mut asked = 0;
    for (subject, state) in
        subjects.iter().flat_map(|subject| states.iter().map(move |state| (subject, state)))
    {
        let words = if before { in_all_ways(state, subject) } else { in_all_ways(subject, state) };
        for text in words {
            asked += 1;
            let reading = knowledge.read(Stage::Rcpt, None, &Reply::new(code, &text));
            if !what.contains(&reading.class) {
                wrong.push(format!("{code} {text}: read as {} by {}", reading.class, reading.rule));
            }
        }
    }
    assert!(wrong.len() * 100 <= asked, "{} of {asked}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_mailbox_that_is_not_there_is_read_in_every_wording() {
    all_are(&[ReplyClass::MailboxNotFound], 550, MAILBOXES, ABSENT, false);
    all_are(&[ReplyClass::MailboxNotFound], 550, MAILBOXES, ABSENT_BEFORE, true);
}

#[test]
fn a_full_mailbox_is_read_in_every_wording() {
    for code in [452, 550, 552] {
        all_are(&[ReplyClass::MailboxFull], code, &MAILBOXES[..4], FULL, false);
    }
}

#[test]
fn a_mailbox_that_is_switched_off_is_read_in_every_wording() {
    all_are(&[ReplyClass::MailboxDisabled], 550, &MAILBOXES[..4], OFF, false);
}

#[test]
fn a_domain_that_takes_no_mail_is_read_in_every_wording() {
    all_are(&[ReplyClass::DomainNotFound], 550, DOMAINS, DOMAIN_ABSENT, false);
}

/// The same states, said of us: nothing of it may make an address dead.
#[test]
fn what_is_said_of_the_sender_or_the_client_never_makes_an_address_dead() {
    let knowledge = Knowledge::shipped();
    for us in US {
        let after = ABSENT.iter().chain(OFF).chain(DOMAIN_ABSENT).map(|state| in_all_ways(us, state));
        let before = ABSENT_BEFORE.iter().map(|state| in_all_ways(state, us));
        for text in after.chain(before).flatten() {
            for code in [550, 553, 554] {
                let reading = knowledge.read(Stage::Rcpt, None, &Reply::new(code, &text));
                assert_ne!(reading.says, Says::Undeliverable, "{code} {text}: by {}", reading.rule);
            }
        }
    }
}
