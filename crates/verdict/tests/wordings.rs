//! The reply table against several hundred wordings in eleven languages that are not its examples.

use mailvet_verdict::{Knowledge, Reply, ReplyClass, RetryAdvice, Says, Stage, Subject};

fn wordings() -> impl Iterator<Item = (ReplyClass, Reply, &'static str)> {
    include_str!("wordings.tsv").lines().filter(|line| !line.starts_with('#')).map(|line| {
        let (class, reply) = line.split_once('\t').expect("class TAB reply");
        let class = ReplyClass::from_code(class).unwrap_or_else(|| panic!("{class}"));
        (class, Reply::from_line(reply).unwrap_or_else(|why| panic!("{why}")), line)
    })
}

#[test]
fn every_wording_is_read_as_what_it_says() {
    let knowledge = Knowledge::shipped();
    let wrong: Vec<String> = wordings()
        .filter_map(|(class, reply, line)| {
            let reading = knowledge.read(Stage::Rcpt, None, &reply);
            (reading.class != class).then(|| format!("{line}: read as {} by {}", reading.class, reading.rule))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_same_words_with_a_transient_code_never_say_undeliverable() {
    let knowledge = Knowledge::shipped();
    for (_, reply, line) in wordings() {
        let reading = knowledge.read(Stage::Rcpt, None, &Reply { code: 450, ..reply });
        assert_ne!(reading.says, Says::Undeliverable, "{line}");
        assert!(
            !matches!(reading.retry, RetryAdvice::No) || reading.class == ReplyClass::AuthRequired,
            "{line}"
        );
    }
}

#[test]
fn the_same_words_before_rcpt_are_never_about_the_recipient() {
    let knowledge = Knowledge::shipped();
    for (_, reply, line) in wordings() {
        for stage in [Stage::Connect, Stage::Ehlo, Stage::Mail] {
            let reading = knowledge.read(stage, None, &reply);
            assert_eq!(reading.says, Says::Nothing, "{line}");
            assert!(!matches!(reading.about, Subject::Mailbox | Subject::Domain), "{line}");
        }
    }
}
