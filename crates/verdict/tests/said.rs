//! The reply table against what servers were seen to say, by stage. Unlike the wordings beside it, a line may allow more
//! than one class, because its words do; what it may never be is a live address called dead.

use mailvet_verdict::{Knowledge, Reading, Reply, ReplyClass, Says, Stage};

/// One line of `said.tsv`.
struct Said {
    allowed: Vec<ReplyClass>,
    stage: Stage,
    reply: Reply,
    line: &'static str,
}

impl Said {
    fn read_at(&self, stage: Stage) -> Reading {
        Knowledge::shipped().read(stage, None, &self.reply)
    }

    /// Whether none of the classes that the words allow is about the recipient or its domain.
    fn is_no_word_of_the_recipient(&self) -> bool {
        self.allowed.iter().all(|class| {
            matches!(
                class,
                ReplyClass::PolicyBlock
                    | ReplyClass::SpamBlock
                    | ReplyClass::Greylisted
                    | ReplyClass::RateLimited
                    | ReplyClass::AuthRequired
                    | ReplyClass::TlsRequired
            )
        })
    }
}

fn said() -> impl Iterator<Item = Said> {
    include_str!("said.tsv").lines().filter(|line| !line.starts_with('#')).map(|line| {
        let mut columns = line.splitn(3, '\t');
        let mut column = || columns.next().unwrap_or_else(|| panic!("class TAB stage TAB reply: {line}"));
        let allowed = column().split('|').map(|class| ReplyClass::from_code(class).expect(line)).collect();
        let stage = column().parse().unwrap_or_else(|why| panic!("{why}: {line}"));
        let reply = Reply::from_line(column()).unwrap_or_else(|why| panic!("{why}"));
        Said { allowed, stage, reply, line }
    })
}

#[test]
fn every_reply_is_read_as_one_of_the_things_that_it_says() {
    let wrong: Vec<String> = said()
        .filter_map(|said| {
            let reading = said.read_at(said.stage);
            (!said.allowed.contains(&reading.class))
                .then(|| format!("{}: read as {} by {}", said.line, reading.class, reading.rule))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_refusal_of_us_never_says_that_the_address_is_dead() {
    for said in said().filter(Said::is_no_word_of_the_recipient) {
        assert_ne!(said.read_at(said.stage).says, Says::Undeliverable, "{}", said.line);
    }
}

/// Servers may keep a refusal of the client, its name or its sender back until a recipient is named, as Postfix does.
/// Few of the lines rest on the stage alone, because nothing else in them says who is refused.
#[test]
fn a_refusal_of_us_that_is_kept_back_until_rcpt_is_still_about_us() {
    let early: Vec<Said> =
        said().filter(|said| said.stage != Stage::Rcpt && said.is_no_word_of_the_recipient()).collect();
    let mistaken: Vec<&str> = early
        .iter()
        .filter(|said| said.read_at(Stage::Rcpt).says == Says::Undeliverable)
        .map(|said| said.line)
        .collect();
    assert!(early.len() > 100, "{}", early.len());
    assert!(mistaken.len() * 50 < early.len(), "{}", mistaken.join("\n"));
}
