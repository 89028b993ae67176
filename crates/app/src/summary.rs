//! The summary of a result: counted over every row of a query, told with the names that people know, for an HTML page or
//! the last sheet of a workbook. It repeats verdicts and never makes one; its words are those of `report_words.rs`.

use std::collections::{BTreeMap, HashMap};

use mailvet_engine::run::RunMode;
use mailvet_lists::{Bar, Chart, Report};
use mailvet_store::{ListSummary, ResultRow};
use mailvet_verdict::{Action, Moment, Reason, Sentence, Verdict};

use crate::{
    bounces::Bounces,
    figures::ResultAge,
    report_words::{self as say, ReportWords},
};

/// Domains shown.
const DOMAINS: usize = 20;

const HOUR: i64 = 3_600_000;

/// A sentence without places.
type Saying = fn() -> Sentence;

/// Reasons of rows that no mail server was asked about, with why that was so.
const NOT_ASKED: [(Reason, Saying, Saying); 4] = [
    (Reason::Suppressed, say::suppressed, say::suppressed_why),
    (Reason::NotProbed, say::not_probed, say::not_probed_why),
    (Reason::Syntax, say::no_address, say::no_address_why),
    (Reason::Cancelled, say::ended, say::ended_why),
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

/// What the report is about, beside what was counted.
#[derive(Clone, Copy)]
pub(crate) struct Told<'a> {
    pub(crate) list: &'a ListSummary,
    /// The text of the run's settings file; empty where it had none.
    pub(crate) settings: &'a str,
    /// Who takes mail for a domain.
    pub(crate) providers: &'a HashMap<String, String>,
    pub(crate) now: Moment,
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

    /// Tells it in these words.
    pub(crate) fn report(self, words: &ReportWords, told: Told<'_>) -> Report {
        let Told { list, settings, providers, now } = told;
        let mut facts = Vec::new();
        let mut fact = |name: Sentence, value: String| facts.push((words.say(&name), value));
        fact(say::rows(), self.rows.to_string());
        fact(say::rows_in_list(), list.rows.to_string());
        fact(say::addresses(), list.addresses.to_string());
        if let (Some(first), Some(last)) = (self.first, self.last) {
            fact(say::first_checked(), minute(first));
            fact(say::last_checked(), minute(last));
        }
        fact(say::brought_in(), minute(list.imported_at));
        if let Some(run) = &list.run {
            let (id, at) = (run.id.0.to_string(), minute(run.started_at));
            fact(say::run(), words.say(&say::run_begun(id, at)));
            let mode = match run.mode {
                RunMode::Full => say::full(),
                RunMode::Quick => say::quick(),
            };
            fact(say::how(), words.say(&mode));
        }
        fact(
            say::checked_in(),
            words.say(&if list.practice { say::practice() } else { say::real_network() }),
        );
        fact(say::bounces_of_all(), self.whole.expected().told(words));
        fact(say::bounces_of_send(), self.to_send.expected().told(words));
        fact(say::bounces_with_care(), self.with_care.expected().told(words));
        fact(say::made(), minute(now));
        facts.push(("Mailvet".to_owned(), env!("CARGO_PKG_VERSION").to_owned()));
        let settings =
            if settings.trim().is_empty() { words.say(&say::unchanged()) } else { masked(settings) };
        Report {
            title: list.name.clone(),
            facts,
            charts: [
                self.by_verdict(words),
                self.by_action(words),
                self.by_reason(words),
                self.not_known(words),
                self.not_checked(words),
                self.by_provider(words, providers),
                self.by_domain(words),
                self.by_age(words, now),
            ]
            // Shares are told of the same rows everywhere, so that a count has the same share wherever it stands.
            .map(|chart| Chart { of: Some(self.rows), ..chart })
            .to_vec(),
            texts: vec![(words.say(&say::settings()), settings.trim_end().to_owned())],
            speech: words.speech(),
        }
    }

    fn by_verdict(&self, words: &ReportWords) -> Chart {
        let mut bars: Vec<Bar> = Verdict::ALL
            .iter()
            .map(|verdict| Bar {
                label: words.verdict(*verdict),
                count: self.verdicts.get(verdict).copied().unwrap_or(0),
                verdict: Some(verdict.code().to_owned()),
                ..Bar::default()
            })
            .collect();
        if self.unsettled > 0 {
            bars.push(Bar {
                label: words.say(&say::not_checked_yet()),
                note: words.say(&say::stopped_before()),
                count: self.unsettled,
                verdict: None,
            });
        }
        Chart { title: words.say(&say::by_verdict()), bars, ..Chart::default() }
    }

    fn by_action(&self, words: &ReportWords) -> Chart {
        let bars = Action::ALL
            .iter()
            .map(|action| Bar {
                label: words.action(*action),
                count: self.actions.get(action).copied().unwrap_or(0),
                ..Bar::default()
            })
            .filter(|bar| bar.count > 0)
            .collect();
        Chart { title: words.say(&say::by_action()), bars, ..Chart::default() }
    }

    fn by_reason(&self, words: &ReportWords) -> Chart {
        Chart {
            title: words.say(&say::by_reason()),
            bars: self.reasons_where(words, |verdict| verdict != Verdict::Unknown),
            ..Chart::default()
        }
    }

    fn not_known(&self, words: &ReportWords) -> Chart {
        Chart {
            title: words.say(&say::not_known()),
            about: words.say(&say::not_known_about()),
            bars: self.reasons_where(words, |verdict| verdict == Verdict::Unknown),
            ..Chart::default()
        }
    }

    fn not_checked(&self, words: &ReportWords) -> Chart {
        let of = |reason: Reason| -> u64 {
            self.reasons.iter().filter(|((_, one), _)| *one == reason).map(|(_, count)| count).sum()
        };
        let bar = |label: Sentence, note: Sentence, count: u64| Bar {
            label: words.say(&label),
            note: words.say(&note),
            count,
            ..Bar::default()
        };
        let mut bars: Vec<Bar> =
            NOT_ASKED.iter().map(|(reason, label, note)| bar(label(), note(), of(*reason))).collect();
        bars.push(bar(say::not_reached(), say::stopped_before(), self.unsettled));
        bars.retain(|bar| bar.count > 0);
        Chart {
            title: words.say(&say::not_checked()),
            about: words.say(&say::not_checked_about()),
            bars,
            ..Chart::default()
        }
    }

    fn by_age(&self, words: &ReportWords, now: Moment) -> Chart {
        let mut ages: BTreeMap<ResultAge, u64> = BTreeMap::new();
        for (at, rows) in &self.hours {
            *ages.entry(ResultAge::of(Moment(*at), now)).or_default() += rows;
        }
        let bar =
            |(age, count): (ResultAge, u64)| Bar { label: words.say(&age.words()), count, ..Bar::default() };
        Chart {
            title: words.say(&say::by_age()),
            about: words.say(&say::by_age_about()),
            bars: ages.into_iter().map(bar).collect(),
            ..Chart::default()
        }
    }

    fn reasons_where(&self, words: &ReportWords, wanted: impl Fn(Verdict) -> bool) -> Vec<Bar> {
        let mut found: Vec<_> = self.reasons.iter().filter(|((verdict, _), _)| wanted(*verdict)).collect();
        found.sort_by_key(|(which, count)| (std::cmp::Reverse(**count), **which));
        found
            .into_iter()
            .map(|((verdict, reason), count)| Bar {
                label: format!("{}: {}", words.verdict(*verdict), words.reason(*reason)),
                note: words.say(&reason.next_step()),
                count: *count,
                verdict: Some(verdict.code().to_owned()),
            })
            .collect()
    }

    fn by_provider(&self, words: &ReportWords, providers: &HashMap<String, String>) -> Chart {
        let nobody = words.say(&say::no_provider());
        let mut counts: HashMap<&str, u64> = HashMap::new();
        for (domain, count) in &self.domains {
            let provider = providers.get(domain).map_or(nobody.as_str(), String::as_str);
            *counts.entry(provider).or_default() += count;
        }
        Chart {
            title: words.say(&say::by_provider()),
            about: words.say(&say::by_provider_about()),
            bars: largest(words, counts.into_iter().collect(), say::other_providers),
            ..Chart::default()
        }
    }

    fn by_domain(&self, words: &ReportWords) -> Chart {
        let counts = self.domains.iter().map(|(domain, count)| (domain.as_str(), *count)).collect();
        Chart {
            title: words.say(&say::by_domain()),
            about: words.say(&say::by_domain_about()),
            bars: largest(words, counts, say::other_domains),
            ..Chart::default()
        }
    }
}

/// A moment for people: `2026-11-23 10:15 UTC`.
fn minute(moment: Moment) -> String {
    let text = moment.to_string();
    match (text.split_once('T'), text.rfind(':')) {
        (Some((day, _)), Some(seconds)) => format!("{day} {} UTC", &text[day.len() + 1..seconds]),
        _ => text,
    }
}

/// The largest of them, and the rest in one bar.
fn largest(words: &ReportWords, mut counts: Vec<(&str, u64)>, others: fn(usize) -> Sentence) -> Vec<Bar> {
    counts.sort_by_key(|(name, count)| (std::cmp::Reverse(*count), *name));
    let rest: u64 = counts.iter().skip(DOMAINS).map(|(_, count)| count).sum();
    let bar = |label: String, count: u64| Bar { label, count, ..Bar::default() };
    let mut bars: Vec<Bar> =
        counts.iter().take(DOMAINS).map(|(name, count)| bar((*name).to_owned(), *count)).collect();
    if rest > 0 {
        bars.push(bar(words.say(&others(counts.len() - DOMAINS)), rest));
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
        let chart = tally.not_checked(&ReportWords::default());
        let told: Vec<(&str, u64)> = chart.bars.iter().map(|bar| (bar.label.as_str(), bar.count)).collect();
        assert_eq!(
            told,
            [("On a suppression list", 2), ("The check was ended first", 4), ("Not reached yet", 3)]
        );
        assert!(chart.bars.iter().all(|bar| !bar.note.is_empty()));
    }

    #[test]
    fn a_moment_is_told_to_the_minute() {
        assert_eq!(minute(Moment(1_700_000_059_999)), "2023-11-14 22:14 UTC");
        assert_eq!(minute(Moment(i64::MAX)), Moment(i64::MAX).to_string(), "what is no date stays as it is");
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
