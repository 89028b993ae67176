//! The summary of a result: counted over every row of a query, told with the names that people know, for an HTML page or
//! the last sheet of a workbook. It repeats verdicts and never makes one.

use std::collections::{BTreeMap, HashMap};

use mailvet_engine::run::RunMode;
use mailvet_lists::{Bar, Chart, Report};
use mailvet_store::{ListSummary, ResultRow};
use mailvet_verdict::{Action, Moment, Reason, Verdict};

use crate::{bounces::Bounces, figures::ResultAge};

/// Domains shown.
const DOMAINS: usize = 20;

const HOUR: i64 = 3_600_000;

/// Reasons of rows that no mail server was asked about, with why that was so.
const NOT_ASKED: [(Reason, &str, &str); 4] = [
    (Reason::Suppressed, "On a suppression list", "The user wants nobody to be asked about them."),
    (Reason::NotProbed, "No mail server was asked", "The check was a quick one: form, DNS and lists only."),
    (Reason::Syntax, "Not an address", "There is nobody to ask."),
    (Reason::Cancelled, "The check was ended first", "Go on with it, or check them again."),
];

/// Counts of rows, taken one at a time.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    rows: u64,
    verdicts: HashMap<Verdict, u64>,
    reasons: HashMap<(Verdict, Reason), u64>,
    actions: HashMap<Action, u64>,
    unsettled: u64,
    domains: HashMap<String, u64>,
    /// Rows by the hour in which they were judged.
    hours: BTreeMap<i64, u64>,
    whole: Bounces,
    to_send: Bounces,
    with_care: Bounces,
    first: Option<Moment>,
    last: Option<Moment>,
}

impl Tally {
    pub(crate) fn take(&mut self, row: &ResultRow) {
        self.rows += 1;
        let known = row.result.as_ref().map(|result| (result.verdict, result.score));
        self.whole.take(known, 1);
        match row.result.as_ref().map(|result| result.action) {
            Some(Action::Send) => {
                self.to_send.take(known, 1);
                self.with_care.take(known, 1);
            }
            Some(Action::Caution) => self.with_care.take(known, 1),
            Some(Action::Retry | Action::Review | Action::Suppress) | None => {}
        }
        if let Some((_, domain)) = row.address.rsplit_once('@') {
            match self.domains.get_mut(domain) {
                Some(count) => *count += 1,
                None => {
                    self.domains.insert(domain.to_owned(), 1);
                }
            }
        }
        let Some(result) = &row.result else {
            self.unsettled += 1;
            return;
        };
        *self.verdicts.entry(result.verdict).or_default() += 1;
        *self.reasons.entry((result.verdict, result.reason)).or_default() += 1;
        *self.actions.entry(result.action).or_default() += 1;
        let at = result.checked_at;
        *self.hours.entry(at.0.div_euclid(HOUR) * HOUR).or_default() += 1;
        self.first = Some(self.first.map_or(at, |first| first.min(at)));
        self.last = Some(self.last.map_or(at, |last| last.max(at)));
    }

    /// Tells it; `settings` is the text of the run's settings file, empty where it had none, `providers` says which provider
    /// stands behind a domain.
    pub(crate) fn report(
        self,
        list: &ListSummary,
        settings: &str,
        providers: &HashMap<String, String>,
        now: Moment,
    ) -> Report {
        let mut facts = vec![
            ("Rows".to_owned(), self.rows.to_string()),
            ("Rows in the list".to_owned(), list.rows.to_string()),
            ("Distinct addresses in the list".to_owned(), list.addresses.to_string()),
        ];
        if let (Some(first), Some(last)) = (self.first, self.last) {
            facts.push(("First checked".to_owned(), told(first)));
            facts.push(("Last checked".to_owned(), told(last)));
        }
        facts.push(("Brought in".to_owned(), told(list.imported_at)));
        if let Some(run) = &list.run {
            facts.push(("Run".to_owned(), format!("{}, begun {}", run.id.0, told(run.started_at))));
            let mode = match run.mode {
                RunMode::Full => "full: mail servers were asked",
                RunMode::Quick => "quick: no mail server was asked",
            };
            facts.push(("How thoroughly".to_owned(), mode.to_owned()));
        }
        facts.push((
            "Checked in".to_owned(),
            if list.practice { "the practice world: no real server was asked" } else { "the real network" }
                .to_owned(),
        ));
        facts.push(("Bounces, if every row is mailed".to_owned(), self.whole.expected().told()));
        facts.push(("Bounces, if rows to send are".to_owned(), self.to_send.expected().told()));
        facts.push(("Bounces, with care as well".to_owned(), self.with_care.expected().told()));
        facts.push(("Report made".to_owned(), told(now)));
        facts.push(("Mailvet".to_owned(), env!("CARGO_PKG_VERSION").to_owned()));
        let settings =
            if settings.trim().is_empty() { "The defaults, unchanged.".to_owned() } else { masked(settings) };
        Report {
            title: list.name.clone(),
            facts,
            charts: [
                self.by_verdict(),
                self.by_action(),
                self.by_reason(),
                self.not_known(),
                self.not_checked(),
                self.by_provider(providers),
                self.by_domain(),
                self.by_age(now),
            ]
            // Shares are told of the same rows everywhere, so that a count has the same share wherever it stands.
            .map(|chart| Chart { of: Some(self.rows), ..chart })
            .to_vec(),
            texts: vec![("Settings".to_owned(), settings.trim_end().to_owned())],
        }
    }

    fn by_verdict(&self) -> Chart {
        let mut bars: Vec<Bar> = Verdict::ALL
            .iter()
            .map(|verdict| Bar {
                label: verdict.title().to_owned(),
                count: self.verdicts.get(verdict).copied().unwrap_or(0),
                verdict: Some(verdict.code().to_owned()),
                ..Bar::default()
            })
            .collect();
        if self.unsettled > 0 {
            bars.push(Bar {
                label: "Not checked yet".to_owned(),
                note: "The run was stopped before it came to these rows.".to_owned(),
                count: self.unsettled,
                verdict: None,
            });
        }
        Chart { title: "By verdict".to_owned(), bars, ..Chart::default() }
    }

    fn by_action(&self) -> Chart {
        let bars = Action::ALL
            .iter()
            .map(|action| Bar {
                label: action.title().to_owned(),
                count: self.actions.get(action).copied().unwrap_or(0),
                ..Bar::default()
            })
            .filter(|bar| bar.count > 0)
            .collect();
        Chart { title: "By what to do".to_owned(), bars, ..Chart::default() }
    }

    fn by_reason(&self) -> Chart {
        Chart {
            title: "By reason".to_owned(),
            bars: self.reasons_where(|verdict| verdict != Verdict::Unknown),
            ..Chart::default()
        }
    }

    fn not_known(&self) -> Chart {
        Chart {
            title: "What could not be known, and why".to_owned(),
            about: "These rows are neither good nor bad: nobody gave an answer that proves either."
                .to_owned(),
            bars: self.reasons_where(|verdict| verdict == Verdict::Unknown),
            ..Chart::default()
        }
    }

    fn not_checked(&self) -> Chart {
        let of = |reason: Reason| -> u64 {
            self.reasons.iter().filter(|((_, one), _)| *one == reason).map(|(_, count)| count).sum()
        };
        let bar = |label: &str, note: &str, count: u64| Bar {
            label: label.to_owned(),
            note: note.to_owned(),
            count,
            ..Bar::default()
        };
        let mut bars: Vec<Bar> =
            NOT_ASKED.iter().map(|(reason, label, note)| bar(label, note, of(*reason))).collect();
        bars.push(bar(
            "Not reached yet",
            "The run was stopped before it came to these rows.",
            self.unsettled,
        ));
        bars.retain(|bar| bar.count > 0);
        Chart {
            title: "What was not checked, and why".to_owned(),
            about: "Rows about which no mail server was asked.".to_owned(),
            bars,
            ..Chart::default()
        }
    }

    fn by_age(&self, now: Moment) -> Chart {
        let mut ages: BTreeMap<ResultAge, u64> = BTreeMap::new();
        for (at, rows) in &self.hours {
            *ages.entry(ResultAge::of(Moment(*at), now)).or_default() += rows;
        }
        let bar =
            |(age, count): (ResultAge, u64)| Bar { label: age.title().to_owned(), count, ..Bar::default() };
        Chart {
            title: "By age of the result".to_owned(),
            about: "People move on: a list loses some of its addresses every month.".to_owned(),
            bars: ages.into_iter().map(bar).collect(),
            ..Chart::default()
        }
    }

    fn reasons_where(&self, wanted: impl Fn(Verdict) -> bool) -> Vec<Bar> {
        let mut found: Vec<_> = self.reasons.iter().filter(|((verdict, _), _)| wanted(*verdict)).collect();
        found.sort_by_key(|(which, count)| (std::cmp::Reverse(**count), **which));
        found
            .into_iter()
            .map(|((verdict, reason), count)| Bar {
                label: format!("{}: {}", verdict.title(), reason.title()),
                note: reason.next_step().to_owned(),
                count: *count,
                verdict: Some(verdict.code().to_owned()),
            })
            .collect()
    }

    fn by_provider(&self, providers: &HashMap<String, String>) -> Chart {
        let mut counts: HashMap<&str, u64> = HashMap::new();
        for (domain, count) in &self.domains {
            let provider =
                providers.get(domain).map_or("Not looked up, or without a mail host", String::as_str);
            *counts.entry(provider).or_default() += count;
        }
        Chart {
            title: "By provider".to_owned(),
            about: "Rows whose cell holds an address, by who takes mail for its domain.".to_owned(),
            bars: largest(counts.into_iter().collect(), "providers"),
            ..Chart::default()
        }
    }

    fn by_domain(&self) -> Chart {
        let counts = self.domains.iter().map(|(domain, count)| (domain.as_str(), *count)).collect();
        Chart {
            title: "By domain".to_owned(),
            about: "Rows whose cell holds an address, by what stands behind the @.".to_owned(),
            bars: largest(counts, "domains"),
            ..Chart::default()
        }
    }
}

/// A moment for people: `2026-11-23 10:15 UTC`.
fn told(moment: Moment) -> String {
    let text = moment.to_string();
    match (text.split_once('T'), text.rfind(':')) {
        (Some((day, _)), Some(seconds)) => format!("{day} {} UTC", &text[day.len() + 1..seconds]),
        _ => text,
    }
}

/// The largest of them, and the rest in one bar.
fn largest(mut counts: Vec<(&str, u64)>, what: &str) -> Vec<Bar> {
    counts.sort_by_key(|(name, count)| (std::cmp::Reverse(*count), *name));
    let rest: u64 = counts.iter().skip(DOMAINS).map(|(_, count)| count).sum();
    let bar = |label: String, count: u64| Bar { label, count, ..Bar::default() };
    let mut bars: Vec<Bar> =
        counts.iter().take(DOMAINS).map(|(name, count)| bar((*name).to_owned(), *count)).collect();
    if rest > 0 {
        bars.push(bar(format!("{} other {what}", counts.len() - DOMAINS), rest));
    }
    bars
}

/// Settings for a report that is passed on: values of keys that name a secret, and what stands before the `@` of a URL,
/// are left out.
fn masked(settings: &str) -> String {
    const SECRET: [&str; 4] = ["password", "secret", "token", "key"];
    settings
        .lines()
        .map(|line| match line.split_once('=') {
            Some((key, _)) if SECRET.iter().any(|word| key.to_lowercase().contains(word)) => {
                format!("{key}= …")
            }
            _ => without_login(line),
        })
        .collect::<Vec<_>>()
        .join("\n")
}

fn without_login(line: &str) -> String {
    match line.split_once("://") {
        Some((before, rest)) => match rest.split_once('@') {
            Some((_, host)) => format!("{before}://…@{}", without_login(host)),
            None => format!("{before}://{}", without_login(rest)),
        },
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_checked_is_told_with_why_and_nothing_that_was() {
        let mut tally = Tally { unsettled: 3, ..Tally::default() };
        tally.reasons.insert((Verdict::Invalid, Reason::Suppressed), 2);
        tally.reasons.insert((Verdict::Invalid, Reason::MailboxNotFound), 9);
        tally.reasons.insert((Verdict::Unknown, Reason::Cancelled), 4);
        let chart = tally.not_checked();
        let told: Vec<(&str, u64)> = chart.bars.iter().map(|bar| (bar.label.as_str(), bar.count)).collect();
        assert_eq!(
            told,
            [("On a suppression list", 2), ("The check was ended first", 4), ("Not reached yet", 3)]
        );
        assert!(chart.bars.iter().all(|bar| !bar.note.is_empty()));
    }

    #[test]
    fn a_moment_is_told_to_the_minute() {
        assert_eq!(told(Moment(1_700_000_059_999)), "2023-11-14 22:14 UTC");
        assert_eq!(told(Moment(i64::MAX)), Moment(i64::MAX).to_string(), "what is no date stays as it is");
    }

    #[test]
    fn a_report_that_is_passed_on_holds_no_secret() {
        assert_eq!(
            masked(
                "[proxy]\nurl = \"socks5://ann:pw@127.0.0.1:1080\"\npassword = \"pw\"\n[smtp]\nenabled = true\n"
            ),
            "[proxy]\nurl = \"socks5://…@127.0.0.1:1080\"\npassword = …\n[smtp]\nenabled = true"
        );
    }
}
