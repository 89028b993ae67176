//! The tables of the docs are written from the code and from the model's figures, so that there is no second list of the same facts.
#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use std::fmt::Write as _;

use mailvet_tests::repository;
use mailvet_verdict::{
    AcceptanceWorth, Action, Discloses, Flag, Knowledge, Missing, Operator, Policy, Reason, ReplyClass,
    SIGNALS, SignalCost, Verdict,
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

/// The figures of `assets/model/metrics.json`.
fn figures() -> String {
    let file = repository().join("assets/model/metrics.json");
    let metrics: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let number = |value: &serde_json::Value| format!("{:.3}", value.as_f64().unwrap());
    let mut out = String::new();
    writeln!(
        out,
        "{} rows of {} domains; {} domains with at least 14 people are measured.\n",
        metrics["rows"], metrics["domains"], metrics["measured_domains"]
    )
    .unwrap();
    writeln!(out, "| list | rows name persons | known addresses | AUC | calibration error | of it by chance |\n| --- | --- | --- | --- | --- | --- |")
        .unwrap();
    for figure in metrics["figures"].as_array().unwrap() {
        let named = figure["named"].as_str().unwrap();
        if named != "both" {
            let range = figure["interval"].as_array().unwrap();
            writeln!(
                out,
                "| {} | {named} | {} | {} [{}, {}] | {} | {} |",
                figure["scene"].as_str().unwrap(),
                figure["known"],
                number(&figure["auc"]),
                number(&range[0]),
                number(&range[1]),
                number(&figure["calibration_error"]),
                number(&figure["calibration_chance"])
            )
            .unwrap();
        }
    }
    writeln!(out, "\nAUC against one kind of mistake alone, listed, with and without names together:\n")
        .unwrap();
    let kinds = ["other_way", "slip", "another_organisation", "junk", "invented_person"];
    writeln!(
        out,
        "| known addresses | other pattern | slip | another organisation | random keys | invented person |"
    )
    .unwrap();
    writeln!(out, "| --- | --- | --- | --- | --- | --- |").unwrap();
    for figure in metrics["figures"].as_array().unwrap() {
        if figure["scene"] == "listed" && figure["named"] == "both" {
            let each = kinds.map(|kind| number(&figure["by_mistake"][kind]));
            writeln!(out, "| {} | {} |", figure["known"], each.join(" | ")).unwrap();
        }
    }
    writeln!(out, "\nAUC without a group of numbers, listed, with 0, 1, 3 and 10 known addresses:\n")
        .unwrap();
    writeln!(out, "| without | 0 | 1 | 3 | 10 |\n| --- | --- | --- | --- | --- |").unwrap();
    for without in metrics["without"].as_array().unwrap() {
        let each: Vec<String> = without["auc"].as_array().unwrap().iter().map(number).collect();
        writeln!(out, "| {} | {} |", without["group"].as_str().unwrap(), each.join(" | ")).unwrap();
    }
    writeln!(
        out,
        "\nCalibration error at other shares of right addresses, before and after learning from outcomes:\n"
    )
    .unwrap();
    writeln!(out, "| right of 100 | outcomes | before | after |\n| --- | --- | --- | --- |").unwrap();
    for rate in metrics["base_rates"].as_array().unwrap() {
        writeln!(
            out,
            "| {} | {} | {} | {} |",
            rate["right_of_100"],
            rate["outcomes"],
            number(&rate["before"]),
            number(&rate["after"])
        )
        .unwrap();
    }
    out
}

fn signals() -> String {
    let mut out = String::new();
    for group in SIGNALS.chunk_by(|one, other| one.group == other.group) {
        writeln!(
            out,
            "## Signals of {}\n\n| signal | meaning | how | cost | who learns of it | on |\n| --- | --- | --- | --- | --- | --- |",
            group[0].group.title()
        )
        .unwrap();
        for signal in group {
            let cost = match signal.cost {
                SignalCost::Nothing => "none",
                SignalCost::DnsPerDomain => "a DNS question a domain",
                SignalCost::RequestPerDomain => "a request a domain",
                SignalCost::InConversation => "none beside the conversation",
                SignalCost::RequestPerAddress => "a request an address",
            };
            let learns = match signal.discloses {
                Discloses::Nothing => "nobody",
                Discloses::DomainToResolver => "the resolver or registry: the domain",
                Discloses::ToRecipient => "the recipient's own servers",
                Discloses::DomainToOthers => "others: the domain",
                Discloses::AddressToOthers => "others: the address or a hash of it",
            };
            let on = if signal.default_on { "yes" } else { "no" };
            writeln!(
                out,
                "| `{}` | {} | {} | {cost} | {learns} | {on} |",
                signal.id, signal.meaning, signal.how
            )
            .unwrap();
        }
        out.push('\n');
    }
    writeln!(out, "## Why a signal may have no value\n").unwrap();
    for missing in Missing::ALL {
        writeln!(out, "* {}", missing.told()).unwrap();
    }
    out
}

#[test]
fn the_tables_in_the_docs_are_what_the_code_says() {
    for (page, tables) in
        [("docs/verdicts.md", tables()), ("docs/model.md", figures()), ("docs/signals.md", signals())]
    {
        page_holds(page, &tables);
    }
}

fn page_holds(page: &str, tables: &str) {
    let file = repository().join(page);
    let text = std::fs::read_to_string(&file).unwrap();
    let (before, rest) = text.split_once(BEGIN).unwrap();
    let (_, after) = rest.split_once(END).unwrap();
    let fresh = format!("{before}{BEGIN}{tables}{END}{after}");
    if std::env::var_os("MAILVET_WRITE_DOCS").is_some() {
        std::fs::write(&file, &fresh).unwrap();
    }
    assert!(
        std::fs::read_to_string(&file).unwrap() == fresh,
        "{page} is stale: run `make docs` and commit it"
    );
}
