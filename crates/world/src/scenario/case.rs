//! A named behaviour to be proved: a scenario, rows with the answer each must have, and what the servers may have seen of
//! it. `tests/scenarios/*.toml` are such cases.

use std::collections::BTreeMap;

use mailvet_verdict::{Flag, Judgement, Reason, SignalFinding, SignalRow, SignalValue, Verdict};
use serde::Deserialize;

use super::{BlockList, Domain, Exchange, Scenario};
use crate::{Counters, ExchangeCounters, ScenarioError};

/// A behaviour to be proved.
#[derive(Clone, Debug)]
pub struct Case {
    /// What is proved, in one sentence.
    pub about: String,
    /// Where.
    pub scenario: Scenario,
    /// Settings of Mailvet to be laid over the world's own, table by table.
    pub settings: toml::Table,
    /// Files of outcomes that are learnt before the run.
    pub learnt: Vec<LearntFile>,
    /// The list and the answers.
    pub rows: Vec<ExpectedRow>,
    /// What each exchange may have seen, by its name.
    pub counts: BTreeMap<String, CountLimits>,
    /// The most DNS questions; `None`: any number.
    pub most_questions: Option<u64>,
}

/// What became of earlier mail, as a sender's system would export it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LearntFile {
    /// The file's name.
    pub name: String,
    /// What stands in it.
    pub text: String,
}

/// Which way something moved a score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// For the address.
    Up,
    /// Against it.
    Down,
    /// Not at all: it is not told.
    Not,
}

/// One row and the answer it must have.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedRow {
    /// The cell.
    pub address: String,
    /// The verdict, or those that are all right.
    #[serde(deserialize_with = "one_or_many")]
    pub verdict: Vec<Verdict>,
    /// The reason, or those that are all right.
    #[serde(deserialize_with = "one_or_many")]
    pub reason: Vec<Reason>,
    /// Flags that must hold.
    #[serde(default)]
    pub flags: Vec<Flag>,
    /// The suggestion that must be made.
    #[serde(default)]
    pub suggestion: Option<String>,
    /// The person that the row names, given name and surname.
    #[serde(default)]
    pub person: Option<[String; 2]>,
    /// The least and the highest score.
    #[serde(default)]
    pub score: Option<[u8; 2]>,
    /// The least and the highest confidence, in hundredths.
    #[serde(default)]
    pub confidence: Option<[u8; 2]>,
    /// Which way each of these contributions, by its id, moved the score.
    #[serde(default)]
    pub moved: BTreeMap<String, Way>,
    /// What sentences of contributions must hold.
    #[serde(default)]
    pub says: Vec<String>,
    /// What these signals, by id, must say: `yes`, `no`, a word, or `unknown:` and why.
    #[serde(default)]
    pub signals: BTreeMap<String, String>,
}

impl ExpectedRow {
    /// Every signal that says otherwise than it must, one line each.
    #[must_use]
    pub fn unlike(&self, signals: &[SignalRow]) -> Vec<String> {
        let said = |id: &str| signals.iter().find(|row| row.id == id).map(|row| told(&row.finding));
        let unlike = self.signals.iter().filter_map(|(id, expected)| {
            let said = said(id).unwrap_or_else(|| "is no signal".to_owned());
            (said != *expected).then(|| format!("{}: {id} says {said:?}, not {expected:?}", self.address))
        });
        unlike.collect()
    }

    /// Whether this answer is right.
    #[must_use]
    pub fn admits(&self, verdict: Verdict, reason: Reason) -> bool {
        self.verdict.contains(&verdict) && self.reason.contains(&reason)
    }

    /// Everything that this judgement says otherwise than it must of score, confidence and what moved it, one line each.
    #[must_use]
    pub fn broken(&self, judgement: &Judgement) -> Vec<String> {
        let within = |what: &str, value: u8, limits: Option<[u8; 2]>| {
            let [least, most] = limits.unwrap_or([0, u8::MAX]);
            (value < least || value > most).then(|| format!("{what} {value}, not {least} to {most}"))
        };
        let hundredths = (judgement.confidence * 100.0).round() as u8;
        let points = |signal: &str| {
            judgement.contributions.iter().find(|told| told.signal == signal).map_or(0, |told| told.points)
        };
        let moved = self.moved.iter().filter_map(|(signal, way)| {
            let points = points(signal);
            let right = match way {
                Way::Up => points > 0,
                Way::Down => points < 0,
                Way::Not => points == 0,
            };
            (!right).then(|| format!("{signal} moved it by {points}, not {way:?}"))
        });
        let said = |text: &&String| {
            judgement.contributions.iter().any(|told| told.sentence.to_string().contains(*text))
        };
        let sum: i32 = judgement.contributions.iter().map(|told| told.points).sum();
        let unsaid = self.says.iter().filter(|text| !said(text)).map(|text| format!("nothing says {text:?}"));
        let told = || {
            judgement
                .contributions
                .iter()
                .map(|told| format!("{} {:+}: {}", told.signal, told.points, told.sentence))
        };
        let mut broken: Vec<String> = within("score", judgement.score, self.score)
            .into_iter()
            .chain(within("confidence", hundredths, self.confidence))
            .chain(moved)
            .chain(unsaid)
            .chain((sum != i32::from(judgement.score)).then(|| format!("what moved it sums up to {sum}")))
            .collect();
        if !broken.is_empty() {
            broken.extend(told());
        }
        broken.into_iter().map(|line| format!("{}: {line}", self.address)).collect()
    }
}

/// What an exchange may have seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountLimits {
    /// Connections, exactly.
    pub connections: Option<u64>,
    /// Connections at most.
    pub most_connections: Option<u64>,
    /// Connections at least.
    pub least_connections: Option<u64>,
    /// Connections at once, at most.
    pub most_at_once: Option<u64>,
    /// `RCPT TO` commands, exactly.
    pub recipients: Option<u64>,
    /// `RCPT TO` commands at most.
    pub most_recipients: Option<u64>,
    /// `RCPT TO` commands for one address, at most.
    pub most_per_address: Option<u64>,
    /// Distinct addresses at most.
    pub most_distinct: Option<u64>,
    /// Encrypted sessions at least.
    pub least_encrypted: Option<u64>,
}

impl CountLimits {
    /// Every limit that `seen` breaks, one plain line each.
    #[must_use]
    pub fn broken(&self, seen: &ExchangeCounters) -> Vec<String> {
        let distinct = u64::try_from(seen.distinct_recipients()).unwrap_or(u64::MAX);
        let per_address = seen.asked.values().copied().max().unwrap_or(0);
        let exactly = [
            ("connections", seen.connections, self.connections),
            ("recipients", seen.recipients, self.recipients),
        ];
        let most = [
            ("connections", seen.connections, self.most_connections),
            ("connections at once", seen.peak, self.most_at_once),
            ("recipients", seen.recipients, self.most_recipients),
            ("times one address was asked", per_address, self.most_per_address),
            ("distinct addresses", distinct, self.most_distinct),
        ];
        let least = [
            ("connections", seen.connections, self.least_connections),
            ("encrypted sessions", seen.encrypted, self.least_encrypted),
        ];
        let wrong = |holds: fn(u64, u64) -> bool, word: &'static str| {
            move |(what, saw, limit): (&str, u64, Option<u64>)| {
                limit
                    .filter(|limit| !holds(saw, *limit))
                    .map(|limit| format!("{what}: {saw}, not {word}{limit}"))
            }
        };
        exactly
            .into_iter()
            .filter_map(wrong(|saw, limit| saw == limit, ""))
            .chain(most.into_iter().filter_map(wrong(|saw, limit| saw <= limit, "at most ")))
            .chain(least.into_iter().filter_map(wrong(|saw, limit| saw >= limit, "at least ")))
            .collect()
    }
}

/// What a signal says, as a case writes it.
fn told(finding: &SignalFinding) -> String {
    match finding {
        SignalFinding::Known(SignalValue::Holds(true)) => "yes".to_owned(),
        SignalFinding::Known(SignalValue::Holds(false)) => "no".to_owned(),
        SignalFinding::Known(SignalValue::Word(word)) => word.to_string(),
        SignalFinding::Known(SignalValue::Number(number)) => number.to_string(),
        SignalFinding::Unknown(why) => format!("unknown: {}", why.told()),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    about: String,
    #[serde(default)]
    settings: toml::Table,
    #[serde(default, rename = "exchange")]
    exchanges: Vec<Exchange>,
    #[serde(default, rename = "domain")]
    domains: Vec<Domain>,
    #[serde(default, rename = "block_list")]
    block_lists: Vec<BlockList>,
    #[serde(default)]
    learnt: Vec<LearntFile>,
    #[serde(rename = "row")]
    rows: Vec<ExpectedRow>,
    #[serde(default)]
    counts: BTreeMap<String, CountLimits>,
    #[serde(default)]
    most_questions: Option<u64>,
}

impl Case {
    /// Reads and checks a case.
    ///
    /// # Errors
    /// The first thing that is wrong with it or its scenario.
    pub fn from_toml(text: &str) -> Result<Self, ScenarioError> {
        let written: Written =
            toml::from_str(text).map_err(|error| ScenarioError::Unreadable(error.to_string()))?;
        let scenario = Scenario {
            exchanges: written.exchanges,
            domains: written.domains,
            block_lists: written.block_lists,
            ..Scenario::default()
        };
        scenario.check()?;
        if let Some(name) = written.counts.keys().find(|name| scenario.exchange(name).is_none()) {
            return Err(ScenarioError::Unreadable(format!("counts for {name:?}, which is no exchange")));
        }
        Ok(Self {
            about: written.about,
            scenario,
            settings: written.settings,
            learnt: written.learnt,
            rows: written.rows,
            counts: written.counts,
            most_questions: written.most_questions,
        })
    }

    /// Everything about `seen` that breaks a limit of this case or the rules of good manners, one plain line each.
    #[must_use]
    pub fn broken(&self, seen: &Counters) -> Vec<String> {
        let questions = self.most_questions.filter(|most| seen.dns.questions > *most).map(|most| {
            format!("{} DNS questions, not at most {most}: {:?}", seen.dns.questions, seen.dns.asked)
        });
        let counts = self.counts.iter().flat_map(|(name, limits)| {
            let seen = seen.exchanges.get(name).cloned().unwrap_or_default();
            limits.broken(&seen).into_iter().map(move |line| format!("{name}: {line}"))
        });
        seen.bad_manners().into_iter().chain(questions).chain(counts).collect()
    }
}

fn one_or_many<'de, D, T>(from: D) -> Result<Vec<T>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de>,
{
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "a known word, or a list of them")]
    enum OneOrMany<T> {
        One(T),
        Many(Vec<T>),
    }
    Ok(match OneOrMany::deserialize(from)? {
        OneOrMany::One(one) => vec![one],
        OneOrMany::Many(many) => many,
    })
}
