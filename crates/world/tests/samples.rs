//! The committed samples: fresh, whole, and true to their scenario.

#[allow(dead_code, reason = "its `main` writes the files; the tests only compare")]
#[path = "../examples/make_samples.rs"]
mod make_samples;

use std::collections::BTreeSet;

use mailvet_verdict::{Reason, Verdict};
use mailvet_world::{Scenario, samples};

const HINT: &str = "run `cargo run -p mailvet-world --example make_samples`";

#[test]
fn the_committed_samples_are_fresh() {
    let scenario = Scenario::shipped();
    assert_eq!(String::from_utf8(make_samples::csv(&scenario).unwrap()).unwrap(), samples::CSV, "{HINT}");
    assert_eq!(String::from_utf8(make_samples::truth(&scenario).unwrap()).unwrap(), samples::TRUTH, "{HINT}");
    assert!(make_samples::xlsx(&scenario).unwrap() == samples::XLSX, "{HINT}");
}

#[test]
fn the_samples_have_as_many_rows_as_they_promise() {
    let scenario = Scenario::shipped();
    assert_eq!(make_samples::rows(&scenario).unwrap().len(), 200);
    assert_eq!(make_samples::some(&scenario).unwrap().len(), 60);
}

#[test]
fn either_sample_shows_every_reason_that_a_practice_run_can_reach() {
    // Leans and `not_probed` need other settings, the rest a fault or a stop; `probe_refused` is the judge's own, and
    // only a user suppresses.
    let beyond = [
        Reason::ProbeRefused,
        Reason::NotProbed,
        Reason::Port25Blocked,
        Reason::Suppressed,
        Reason::Cancelled,
        Reason::InternalError,
    ];
    let scenario = Scenario::shipped();
    let all: BTreeSet<Reason> =
        Reason::ALL.iter().copied().filter(|reason| !beyond.contains(reason)).collect();
    for rows in [make_samples::rows(&scenario).unwrap(), make_samples::some(&scenario).unwrap()] {
        let shown: BTreeSet<Reason> = rows.iter().map(|row| scenario.truth(&row[4]).reason).collect();
        assert_eq!(shown, all);
    }
}

#[test]
fn sample_people_live_at_reserved_domains_or_where_a_list_needs_the_real_name() {
    let scenario = Scenario::shipped();
    let real: Vec<&str> = scenario
        .domains
        .iter()
        .map(|domain| domain.name.as_str())
        .filter(|name| ![".example", ".test", ".invalid"].iter().any(|end| name.ends_with(end)))
        .collect();
    assert_eq!(real, ["mailinator.com", "guerrillamail.com", "gmial.com", "hotmial.com"]);
}

#[test]
fn a_row_of_the_truth_says_what_the_scenario_says() {
    let scenario = Scenario::shipped();
    for (address, verdict, reason) in [
        ("anna.berg@harbour-books.example", Verdict::Valid, Reason::MailboxAccepted),
        ("ANNA.BERG+news@Harbour-Books.example", Verdict::Valid, Reason::MailboxAccepted),
        ("jürgen.weiß@harbour-books.example", Verdict::Valid, Reason::MailboxAccepted),
        ("zoë.field@oak-and-iron.example", Verdict::Unknown, Reason::NeedsSmtputf8),
        ("\"front desk\"@cedar-clinic.example", Verdict::Valid, Reason::MailboxAccepted),
        ("kontakt@müller-brot.example", Verdict::Valid, Reason::MailboxAccepted),
        ("x@long-gone.example", Verdict::Invalid, Reason::DomainNotFound),
        ("a..b@harbour-books.example", Verdict::Invalid, Reason::Syntax),
        ("quick.signup@mailinator.com", Verdict::Risky, Reason::Disposable),
        ("expired@guerrillamail.com", Verdict::Invalid, Reason::MailboxNotFound),
    ] {
        let truth = scenario.truth(address);
        assert_eq!((truth.verdict, truth.reason), (verdict, reason), "{address}");
    }
}

#[test]
fn at_a_catch_all_a_lean_against_a_real_person_is_not_admitted() {
    let scenario = Scenario::shipped();
    let real = scenario.truth("bella.host@openarms-events.example");
    assert!(real.admits(Verdict::LikelyValid, Reason::CatchAll));
    assert!(!real.admits(Verdict::LikelyInvalid, Reason::CatchAll));
    assert!(!real.admits(Verdict::Valid, Reason::MailboxAccepted));
    assert!(
        scenario
            .truth("q8z4k1vw7h3x@openarms-events.example")
            .admits(Verdict::LikelyInvalid, Reason::CatchAll)
    );
}
