//! The summary of a result: counted over every row of a query, told with the names that people know, for an HTML page or
//! the last sheet of a workbook. It repeats verdicts and never makes one.

use std::collections::HashMap;

use mailvet_lists::{Bar, Chart, Report};
use mailvet_store::{ListSummary, ResultRow};
use mailvet_verdict::{
    Action, Reason, Verdict,
    score::{ExpectedBounces, Selection},
};

/// Domains shown.
const DOMAINS: usize = 20;

/// Counts of rows, taken one at a time.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    rows: u64,
    verdicts: HashMap<Verdict, u64>,
    reasons: HashMap<(Verdict, Reason), u64>,
    actions: HashMap<Action, u64>,
    unsettled: u64,
    domains: HashMap<String, u64>,
    everything: Selection,
    to_send: Selection,
    first: Option<mailvet_verdict::Moment>,
    last: Option<mailvet_verdict::Moment>,
}

impl Tally {
    pub(crate) fn take(&mut self, row: &ResultRow) {
        self.rows += 1;
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
        let proved = matches!(result.verdict, Verdict::Valid | Verdict::Invalid);
        self.everything.take(result.score, proved, 1);
        if result.action == Action::Send {
            self.to_send.take(result.score, proved, 1);
        }
        let at = result.checked_at;
        self.first = Some(self.first.map_or(at, |first| first.min(at)));
        self.last = Some(self.last.map_or(at, |last| last.max(at)));
    }

    /// Tells it; `settings` is the text of the run's settings file, empty where it had none.
    pub(crate) fn report(self, list: &ListSummary, settings: &str) -> Report {
        let mut facts = vec![
            ("Rows".to_owned(), self.rows.to_string()),
            ("Rows in the list".to_owned(), list.rows.to_string()),
            ("Distinct addresses in the list".to_owned(), list.addresses.to_string()),
        ];
        for (of, selection) in
            [("every checked row", &self.everything), ("the rows to send to", &self.to_send)]
        {
            if selection.rows() > 0 {
                facts.push((format!("Bounces to expect from {of}"), bounces(selection)));
            }
        }
        if let (Some(first), Some(last)) = (self.first, self.last) {
            facts.push(("First checked".to_owned(), first.to_string()));
            facts.push(("Last checked".to_owned(), last.to_string()));
        }
        facts.push(("Brought in".to_owned(), list.imported_at.to_string()));
        if let Some(run) = &list.run {
            facts.push(("Run".to_owned(), format!("{}, begun {}", run.id.0, run.started_at)));
        }
        facts.push((
            "Checked in".to_owned(),
            if list.practice { "the practice world: no real server was asked" } else { "the real network" }
                .to_owned(),
        ));
        facts.push(("Mailvet".to_owned(), env!("CARGO_PKG_VERSION").to_owned()));
        let settings =
            if settings.trim().is_empty() { "The defaults, unchanged.".to_owned() } else { masked(settings) };
        Report {
            title: list.name.clone(),
            facts,
            charts: vec![
                self.by_verdict(),
                self.by_action(),
                self.by_reason(),
                self.not_known(),
                self.by_domain(),
            ],
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
        Chart { title: "By verdict".to_owned(), about: String::new(), bars }
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
        Chart { title: "By what to do".to_owned(), about: String::new(), bars }
    }

    fn by_reason(&self) -> Chart {
        Chart {
            title: "By reason".to_owned(),
            about: String::new(),
            bars: self.reasons_where(|verdict| verdict != Verdict::Unknown),
        }
    }

    fn not_known(&self) -> Chart {
        Chart {
            title: "What could not be known, and why".to_owned(),
            about: "These rows are neither good nor bad: nobody gave an answer that proves either."
                .to_owned(),
            bars: self.reasons_where(|verdict| verdict == Verdict::Unknown),
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

    fn by_domain(&self) -> Chart {
        let mut found: Vec<_> = self.domains.iter().collect();
        found.sort_by_key(|(domain, count)| (std::cmp::Reverse(**count), domain.as_str()));
        let rest: u64 = found.iter().skip(DOMAINS).map(|(_, count)| **count).sum();
        let mut bars: Vec<Bar> = found
            .iter()
            .take(DOMAINS)
            .map(|(domain, count)| Bar { label: (*domain).clone(), count: **count, ..Bar::default() })
            .collect();
        if rest > 0 {
            let others = found.len() - DOMAINS;
            bars.push(Bar { label: format!("{others} other domains"), count: rest, ..Bar::default() });
        }
        Chart {
            title: "By domain".to_owned(),
            about: "Rows whose cell holds an address, by what stands behind the @.".to_owned(),
            bars,
        }
    }
}

/// `31 to 58 of 400, most likely 43`: the scores summed up, with the doubt about them.
fn bounces(selection: &Selection) -> String {
    let ExpectedBounces { least, likely, most } = selection.expected();
    format!("{:.0} to {:.0} of {}, most likely {likely:.0}", least.floor(), most.ceil(), selection.rows())
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
    fn bounces_are_told_as_a_range() {
        let mut selection = Selection::default();
        selection.take(90, true, 400);
        assert_eq!(bounces(&selection), "30 to 50 of 400, most likely 40");
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
