//! What holds for every reply, whatever a server sends: properties, on replies put together from the words of mail and
//! from arbitrary text.

use mailvet_verdict::{Knowledge, Reply, Says, Stage, Subject};
use proptest::prelude::*;

/// Words that rows look for, so that put together by chance they meet rows, and bytes that none of them expects.
fn text() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        8 => prop::sample::select(vec![
            "user", "mailbox", "recipient", "address", "<anna@example.com>", "unknown", "not", "found", "does", "exist",
            "disabled", "full", "quota", "moved", "domain", "relay", "denied", "blocked", "sender", "client", "host",
            "[192.0.2.1]", "5.1.1", "5.7.1", "4.7.1", "(#5.1.1)", "rejected", "spam", "try", "again", "later", "in",
            "300", "seconds", "too", "many", "invalid", "recipients", "authentication", "required", "TLS", "policy",
            "https://example.com/NoSuchUser", "inactive", "suspended", "Postfach", "voll", "inconnu", "не", "найден",
            "邮箱不存在", "存在しません", "expired", "550", "only", "members", "greylisted",
        ])
        .prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    prop::collection::vec(word, 0..14).prop_map(|words| words.join(" "))
}

fn reply(code: impl Strategy<Value = u16>) -> impl Strategy<Value = Reply> {
    (code, prop::collection::vec(text(), 0..4)).prop_map(|(code, lines)| Reply { code, lines })
}

fn stage() -> impl Strategy<Value = Stage> {
    prop::sample::select(vec![
        Stage::Connect,
        Stage::Ehlo,
        Stage::StartTls,
        Stage::Mail,
        Stage::Rcpt,
        Stage::Leave,
    ])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn every_reply_is_read(reply in reply(any::<u16>()), stage in stage()) {
        prop_assert!(!Knowledge::shipped().read(stage, None, &reply).sentence.to_string().is_empty());
    }

    #[test]
    fn any_bytes_that_begin_with_a_code_are_read(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let line = format!("550 {}", String::from_utf8_lossy(&bytes));
        if let Ok(reply) = Reply::from_line(&line) {
            prop_assert!(!Knowledge::shipped().read(Stage::Rcpt, None, &reply).rule.is_empty());
        }
    }

    #[test]
    fn a_transient_reply_never_says_undeliverable(reply in reply(400_u16..500), stage in stage()) {
        let reading = Knowledge::shipped().read(stage, None, &reply);
        prop_assert_ne!(reading.says, Says::Undeliverable, "{}", reading.rule);
    }

    #[test]
    fn a_refusal_never_says_deliverable(reply in reply(400_u16..600), stage in stage()) {
        let reading = Knowledge::shipped().read(stage, None, &reply);
        prop_assert_ne!(reading.says, Says::Deliverable, "{}", reading.rule);
    }

    #[test]
    fn nothing_said_before_rcpt_is_about_a_mailbox(reply in reply(200_u16..600), stage in stage()) {
        prop_assume!(stage != Stage::Rcpt);
        let reading = Knowledge::shipped().read(stage, None, &reply);
        prop_assert_eq!(reading.says, Says::Nothing, "{}", reading.rule);
        prop_assert!(
            !matches!(reading.about, Subject::Mailbox | Subject::Domain) || reply.is_positive(),
            "{}",
            reading.rule
        );
    }
}
