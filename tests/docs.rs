//! The tables of `docs/verdicts.md` are written from the code, so that there is no second list of the same facts.
#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use std::fmt::Write as _;

use mailvet_tests::repository;
use mailvet_verdict::{
    AcceptanceWorth, Action, Flag, Knowledge, Operator, Policy, Reason, ReplyClass, Verdict,
};

const BEGIN: &str = "<!-- tables -->\n";
const END: &str = "<!-- /tables -->";

fn tables() -> String {
    let mut out = String::new();
    let policy = Policy::default();
    writeln!(out, "## Verdicts\n\n| verdict | name | usual action |\n| --- | --- | --- |").unwrap();
    for verdict in Verdict::ALL {
        let usual = policy.rows.iter().find(|row| row.verdict == *verdict && row.flag.is_none()).unwrap();
        writeln!(out, "| `{verdict}` | {} | `{}` |", verdict.title(), usual.action).unwrap();
    }
    writeln!(out, "\n## Reasons\n\n| reason | name | what to do |\n| --- | --- | --- |").unwrap();
    for reason in Reason::ALL {
        writeln!(out, "| `{reason}` | {} | {} |", reason.title(), reason.next_step()).unwrap();
    }
    writeln!(out, "\n## Flags\n\n| flag | name |\n| --- | --- |").unwrap();
    for flag in Flag::ALL {
        writeln!(out, "| `{flag}` | {} |", flag.title()).unwrap();
    }
    writeln!(out, "\n## Actions\n\n| action | name |\n| --- | --- |").unwrap();
    for action in Action::ALL {
        writeln!(out, "| `{action}` | {} |", action.title()).unwrap();
    }
    writeln!(out, "\nThe policy decides which action follows; the first row that fits wins.\n").unwrap();
    writeln!(out, "| verdict | flag | action |\n| --- | --- | --- |").unwrap();
    for row in &policy.rows {
        let flag = row.flag.map_or_else(|| "any".to_owned(), |flag| format!("`{flag}`"));
        writeln!(out, "| `{}` | {flag} | `{}` |", row.verdict, row.action).unwrap();
    }
    writeln!(out, "\n## What a server's reply can say\n\n| class | name |\n| --- | --- |").unwrap();
    for class in ReplyClass::ALL {
        writeln!(out, "| `{class}` | {} |", class.title()).unwrap();
    }
    write_operators(&mut out);
    out
}

fn write_operators(out: &mut String) {
    writeln!(
        out,
        "\n## Mail operators\n\nAn operator is known by the name of the mail host, never by the address's domain; by its \
         greeting only where no name fits. Where no limit is named, the settings hold.\n"
    )
    .unwrap();
    writeln!(
        out,
        "| operator | known by | a 250 | limits | mind | a block |\n| --- | --- | --- | --- | --- | --- |"
    )
    .unwrap();
    for operator in Knowledge::shipped().operators() {
        let worth = match operator.acceptance {
            AcceptanceWorth::Ordinary => "",
            AcceptanceWorth::Nothing => "Proves nothing. ",
        };
        writeln!(
            out,
            "| {} (`{}`) | {} | {worth}{} | {} | {} | {} |",
            operator.name,
            operator.id,
            known_by(operator),
            operator.worth.as_deref().unwrap_or_default(),
            limits(operator),
            operator.traps.join(" "),
            operator.block.as_deref().unwrap_or_default(),
        )
        .unwrap();
    }
}

/// The hosts of the practice world, which end in `.example`, are nobody's.
fn known_by(operator: &Operator) -> String {
    let hosts = operator.mx.iter().filter(|host| !host.ends_with(".example")).map(|host| format!("`{host}`"));
    let greetings = operator.greeting.iter().map(|words| format!("greeting “{words}”"));
    hosts.chain(greetings).collect::<Vec<_>>().join(", ")
}

fn limits(operator: &Operator) -> String {
    let count = |count: Option<u32>, what: &str| count.map(|count| format!("{count} {what}"));
    [
        count(operator.connections, "at once"),
        count(operator.recipients_per_session, "a session"),
        count(operator.recipients_per_hour, "an hour"),
        count(operator.bad_recipients_per_hour, "refused an hour"),
        operator.gap.map(|gap| format!("{} ms between two", gap.as_millis())),
        operator.rest.map(|rest| format!("{} minutes of rest", rest.as_secs() / 60)),
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<_>>()
    .join(", ")
}

#[test]
fn the_tables_in_the_docs_are_what_the_code_says() {
    let file = repository().join("docs/verdicts.md");
    let text = std::fs::read_to_string(&file).unwrap();
    let (before, rest) = text.split_once(BEGIN).unwrap();
    let (_, after) = rest.split_once(END).unwrap();
    let fresh = format!("{before}{BEGIN}{}{END}{after}", tables());
    if std::env::var_os("MAILVET_WRITE_DOCS").is_some() {
        std::fs::write(&file, &fresh).unwrap();
    }
    assert!(
        std::fs::read_to_string(&file).unwrap() == fresh,
        "docs/verdicts.md is stale: run `make docs` and commit it"
    );
}
