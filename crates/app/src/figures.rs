//! The figures of the report in the window beside the counts of the results: by provider, by age, and what a mailing would
//! come to. The report as a file has the same from the rows themselves.

use std::collections::{BTreeMap, HashMap};

use mailvet_engine::{Clock as _, journal::RunId};
use mailvet_store::{ListId, Store};
use mailvet_verdict::{Action, Knowledge, Moment, Sentence, exchange_of};
use serde::{Deserialize, Serialize};

use crate::{
    AppError, Mailvet,
    bounces::Expected,
    report_words as say,
    tradeoff::{action_of, everybody, mailed},
};

/// Providers that are named; the others are one bar.
const PROVIDERS: usize = 20;

/// Figures of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct ReportFigures {
    /// Rows by who takes mail for their domain, the largest first, the 20 largest.
    pub providers: Vec<NamedCount>,
    /// Rows at all other providers.
    pub other_providers: u64,
    /// Rows whose domain was not looked up, or has no mail host, or that hold no address.
    pub no_provider: u64,
    /// Rows by the age of their result, the youngest first.
    pub ages: Vec<AgeCount>,
    /// What a mailing to every row would come to.
    pub everything: Expected,
    /// To the rows that are to be sent to.
    pub send: Expected,
    /// To those to be sent to with caution as well.
    pub with_care: Expected,
}

/// Rows of one name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct NamedCount {
    /// For people.
    pub name: String,
    /// How many.
    pub rows: u64,
}

/// How old a result is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum ResultAge {
    /// Less than a day.
    Day,
    /// Less than a week.
    Week,
    /// Less than 30 days.
    Month,
    /// Less than 90 days.
    Quarter,
    /// Older.
    Older,
}

/// Rows whose result is of one age.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct AgeCount {
    /// Which.
    pub age: ResultAge,
    /// How many.
    pub rows: u64,
}

impl ResultAge {
    /// For people.
    pub(crate) fn words(self) -> Sentence {
        match self {
            Self::Day => say::age_day(),
            Self::Week => say::age_week(),
            Self::Month => say::age_month(),
            Self::Quarter => say::age_quarter(),
            Self::Older => say::age_older(),
        }
    }

    pub(crate) fn of(at: Moment, now: Moment) -> Self {
        const DAY: i64 = 24 * 3_600 * 1_000;
        match (now.0 - at.0) / DAY {
            ..1 => Self::Day,
            1..7 => Self::Week,
            7..30 => Self::Month,
            30..90 => Self::Quarter,
            _ => Self::Older,
        }
    }
}

impl Mailvet {
    /// The figures of a list for its report.
    ///
    /// # Errors
    /// There is no such list, or the database fails.
    pub async fn report_figures(&self, list: ListId) -> Result<ReportFigures, AppError> {
        let summary = self.0.store.list(list).await?;
        let kinds = self.0.store.kinds(list).await?;
        let spread = self.0.store.spread(list).await?;
        let (store, knowledge) = (self.0.store.clone(), std::sync::Arc::clone(&self.0.knowledge));
        let providers = crate::blocking(move || match summary.run {
            Some(run) => providers(&store, &knowledge, run.id),
            None => Ok(HashMap::new()),
        })
        .await?;

        let mut counts: HashMap<&str, u64> = HashMap::new();
        let mut no_provider = spread.without_domain;
        for (domain, rows) in &spread.domains {
            match providers.get(domain) {
                Some(provider) => *counts.entry(provider).or_default() += rows,
                None => no_provider += rows,
            }
        }
        let mut named: Vec<NamedCount> =
            counts.into_iter().map(|(name, rows)| NamedCount { name: name.to_owned(), rows }).collect();
        named.sort_by(|one, other| other.rows.cmp(&one.rows).then_with(|| one.name.cmp(&other.name)));
        let other_providers = named.iter().skip(PROVIDERS).map(|provider| provider.rows).sum();
        named.truncate(PROVIDERS);

        let now = self.0.clock.now();
        let mut ages: BTreeMap<ResultAge, u64> = BTreeMap::new();
        for (at, rows) in spread.judged {
            *ages.entry(ResultAge::of(at, now)).or_default() += rows;
        }

        let policy = self.in_force().policy.clone();
        let with = |wanted: &[Action]| mailed(&kinds, |kind| wanted.contains(&action_of(&policy, kind)));
        Ok(ReportFigures {
            providers: named,
            other_providers,
            no_provider,
            ages: ages.into_iter().map(|(age, rows)| AgeCount { age, rows }).collect(),
            everything: everybody(&kinds, summary.rows),
            send: with(&[Action::Send]),
            with_care: with(&[Action::Send, Action::Caution]),
        })
    }
}

/// Who takes mail for each domain of a run, as far as DNS has said so.
pub(crate) fn providers(
    store: &Store,
    knowledge: &Knowledge,
    run: RunId,
) -> Result<HashMap<String, String>, AppError> {
    let mut providers = HashMap::new();
    store.for_each_domain(run, |evidence| {
        let hosts = evidence.routing.hosts();
        if let Some(best) = hosts.first() {
            let operator = knowledge.operator(&best.name, None);
            let name = operator.map_or_else(|| exchange_of(hosts), |operator| operator.name.clone());
            providers.insert(evidence.domain, name);
        }
    })?;
    Ok(providers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_of_this_morning_is_young_and_one_from_the_future_too() {
        const HOUR: i64 = 3_600_000;
        let now = Moment(1_000 * 24 * HOUR);
        let age = |hours: i64| ResultAge::of(Moment(now.0 - hours * HOUR), now);
        assert_eq!(
            [-5, 3, 24, 167, 168, 24 * 30, 24 * 90].map(age),
            [
                ResultAge::Day,
                ResultAge::Day,
                ResultAge::Week,
                ResultAge::Week,
                ResultAge::Month,
                ResultAge::Quarter,
                ResultAge::Older
            ]
        );
    }
}
