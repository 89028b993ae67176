//! The signals of one dossier as a table for people: each with its value or the reason why there is none, and with what it
//! does to the score where the score is the model's.

use serde::{Deserialize, Serialize};

use super::{SIGNALS, Signal, SignalGroup, SignalValue, Unit, missing::Missing, values::signal_values};
use crate::{
    Dossier, Knowledge, Known, LookupKind, Reason, Words,
    score::{Asked, FEATURES, Mover, Opinion},
};

/// One signal of one dossier.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct SignalRow {
    /// Its stable id.
    pub id: String,
    /// What it is about.
    pub group: SignalGroup,
    /// What it means.
    pub meaning: String,
    /// What its number counts.
    pub unit: Unit,
    /// What it says.
    pub finding: SignalFinding,
    /// The points that the score would lack without it, signed. They are each signal's own and do not sum up to the score;
    /// `None`: it moves nothing.
    pub points: Option<i32>,
}

/// What a signal says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum SignalFinding {
    /// Its value.
    Known(SignalValue),
    /// Why there is none.
    Unknown(Missing),
}

/// Every signal of a dossier in the order of the table; empty for a text that is no address. `reason` is what was found:
/// where it proves something, no signal moves the score.
#[must_use]
pub fn signal_rows(
    dossier: &Dossier,
    knowledge: &Knowledge,
    reason: Option<Reason>,
    switched_on: &[LookupKind],
) -> Vec<SignalRow> {
    let values = signal_values(dossier, knowledge);
    let asked = reason.and_then(Asked::where_open);
    let opinion = asked.and_then(|asked| knowledge.opinion(dossier, asked));
    let moved = opinion.as_ref().map_or_else(Vec::new, |opinion| moves(opinion, &values));
    SIGNALS
        .iter()
        .zip(values)
        .map(|(signal, (_, value))| {
            let by: f64 = moved.iter().filter(|(id, _)| *id == signal.id).map(|(_, by)| by).sum();
            SignalRow {
                id: signal.id.to_owned(),
                group: signal.group,
                meaning: signal.meaning.to_owned(),
                unit: signal.unit,
                // What the model makes of not knowing is where the score begins.
                points: match value {
                    Known::Known(_) => opinion.as_ref().and_then(|opinion| lacking(opinion, by)),
                    Known::Unknown(_) => None,
                },
                finding: match value {
                    Known::Known(value) => SignalFinding::Known(value),
                    Known::Unknown(why) => {
                        SignalFinding::Unknown(Missing::of(why, signal.without, dossier, switched_on))
                    }
                },
            }
        })
        .collect()
}

/// The points that a score would lack without these log-odds.
fn lacking(opinion: &Opinion, by: f64) -> Option<i32> {
    let percent = |logit: f64| (100.0 / (1.0 + (-logit).exp())).round() as i32;
    let points = percent(opinion.logit) - percent(opinion.logit - by);
    (points != 0).then_some(points)
}

/// What moved an opinion, by signal.
fn moves(opinion: &Opinion, values: &[(&'static str, Known<SignalValue>)]) -> Vec<(&'static str, f64)> {
    let heads = opinion.moved.iter().filter_map(|(mover, by)| match mover {
        Mover::Head(id) => Some((*id, *by)),
        Mover::Trees(_) => None,
    });
    let features = FEATURES.iter().zip(&opinion.by_feature).map(|(feature, by)| (feature.id, *by));
    heads.chain(features).filter_map(|(id, by)| Some((mover_of(id, values)?.id, by))).collect()
}

/// The signal that a number or weight belongs to; of several, the first that holds.
fn mover_of(id: &str, values: &[(&'static str, Known<SignalValue>)]) -> Option<&'static Signal> {
    let of_it = || SIGNALS.iter().zip(values).filter(|(signal, _)| signal.weighs.contains(&id));
    if of_it().count() == 1 {
        return of_it().next().map(|(signal, _)| signal);
    }
    of_it().find(|(_, (_, value))| speaks(value)).map(|(signal, _)| signal)
}

fn speaks(value: &Known<SignalValue>) -> bool {
    match value {
        Known::Known(SignalValue::Holds(holds)) => *holds,
        Known::Known(SignalValue::Number(number)) => *number > 0.0,
        Known::Known(SignalValue::Word(_)) => true,
        Known::Unknown(_) => false,
    }
}

impl SignalRow {
    /// What it says in plain words, as in `12`, `yes` or `not known: the row names nobody`.
    #[must_use]
    pub fn told(&self) -> String {
        match &self.finding {
            SignalFinding::Unknown(missing) => format!("not known: {}", missing.told()),
            SignalFinding::Known(SignalValue::Holds(true)) => "yes".to_owned(),
            SignalFinding::Known(SignalValue::Holds(false)) => "no".to_owned(),
            SignalFinding::Known(SignalValue::Word(Words::Text(word))) => word.replace('_', " "),
            SignalFinding::Known(SignalValue::Word(words)) => words.to_string(),
            SignalFinding::Known(SignalValue::Number(number)) => match self.unit {
                Unit::Count | Unit::Level | Unit::Named => format!("{}", (number * 10.0).round() / 10.0),
                Unit::Share => format!("{:.0} %", number * 100.0),
                Unit::Bits => format!("{number:+.1} bits"),
                Unit::Days => format!("{number:.0} days"),
                Unit::Milliseconds => format!("{number:+.0} ms"),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::{DnsFailure, MailRouting, Person, judge::samples::at_acme, score::WEIGHTS};

    fn rows(reason: Option<Reason>, switched_on: &[LookupKind]) -> impl Fn(&str) -> SignalRow + use<> {
        let mut sample = at_acme().answered("250 Ok").control("250 Ok");
        sample.dossier.acquaintance.person =
            Some(Person { given: Some("Anna".into()), family: Some("Lindberg".into()), full: None });
        let rows = signal_rows(&sample.dossier, &Knowledge::shipped(), reason, switched_on);
        move |id| rows.iter().find(|row| row.id == id).unwrap().clone()
    }

    #[test]
    fn every_number_of_the_model_stands_behind_a_signal() {
        let weighed: Vec<&str> = SIGNALS.iter().flat_map(|signal| signal.weighs).copied().collect();
        let features: HashSet<&str> = FEATURES.iter().map(|feature| feature.id).collect();
        // Where it starts and how the trees count is no signal, nor is what was asked.
        let heads: HashSet<&str> = WEIGHTS.iter().skip(2).map(|weight| weight.id).collect();
        for id in features.union(&heads).filter(|id| !id.starts_with("asked.")) {
            assert!(weighed.contains(id), "no signal shows {id}");
        }
        for id in &weighed {
            assert!(features.contains(id) || heads.contains(id), "nothing of the model is called {id}");
        }
        let twice = |id: &&&str| weighed.iter().filter(|other| *other == *id).count() > 1;
        assert_eq!(weighed.iter().filter(twice).find(|id| features.contains(**id)), None);
    }

    #[test]
    fn the_numbers_behind_the_signals_are_those_of_the_score() {
        let sample = at_acme().answered("250 Ok").control("250 Ok");
        let opinion = Knowledge::shipped().opinion(&sample.dossier, Asked::Accepted).unwrap();
        let by_group: f64 = opinion
            .moved
            .iter()
            .filter(|(mover, _)| matches!(mover, Mover::Trees(_)))
            .map(|(_, by)| by)
            .sum();
        assert!((opinion.by_feature.iter().sum::<f64>() - by_group).abs() < 1e-9);
    }

    #[test]
    fn a_signal_without_a_value_says_why() {
        let row = rows(Some(Reason::CatchAll), &[LookupKind::Wkd]);
        let missing = |id: &str| match row(id).finding {
            SignalFinding::Unknown(missing) => missing,
            SignalFinding::Known(value) => panic!("{id} is {value:?}"),
        };
        assert_eq!(missing("presence.gravatar"), Missing::SwitchedOff);
        assert_eq!(missing("presence.wkd"), Missing::NotReached);
        assert_eq!(missing("pattern.bits"), Missing::NobodyKnown);
        assert_eq!(missing("pattern.list_share"), Missing::NobodyListed);
        assert_eq!(missing("row.company"), Missing::NoCompany);
        assert_eq!(missing("history.answered"), Missing::NeverHeard);
        assert_eq!(missing("history.domain_rate"), Missing::NoOutcomes);
        assert_eq!(missing("conversation.latency"), Missing::FewControls);
        assert_eq!(missing("domain.block_list"), Missing::SwitchedOff);
        assert_eq!(
            row("presence.gravatar").told(),
            "not known: switched off; nobody is asked without your consent"
        );
    }

    #[test]
    fn a_domain_that_was_not_answered_for_says_how() {
        for (failure, missing) in [
            (DnsFailure::TimedOut, Missing::TimedOut),
            (DnsFailure::Refused, Missing::RefusedUs),
            (DnsFailure::ServFail, Missing::Failed),
        ] {
            let sample = at_acme().routed(MailRouting::Failed(failure));
            let rows = signal_rows(&sample.dossier, &Knowledge::shipped(), None, &[]);
            let routing = rows.iter().find(|row| row.id == "domain.gateway").unwrap();
            assert_eq!(routing.finding, SignalFinding::Unknown(missing));
        }
    }

    #[test]
    fn a_signal_that_is_not_known_has_no_points() {
        let row = rows(Some(Reason::CatchAll), &[]);
        let unknown: Vec<_> = SIGNALS
            .iter()
            .map(|signal| row(signal.id))
            .filter(|row| matches!(row.finding, SignalFinding::Unknown(_)))
            .collect();
        assert!(unknown.iter().any(|row| row.id.starts_with("row.")), "the row names nobody");
        assert!(unknown.iter().all(|row| row.points.is_none()), "{unknown:?}");
    }

    #[test]
    fn only_where_nothing_is_proved_does_a_signal_move_the_score() {
        let any = |reason| {
            let row = rows(reason, &[]);
            SIGNALS.iter().any(|signal| row(signal.id).points.is_some())
        };
        assert!(any(Some(Reason::CatchAll)));
        assert!(!any(Some(Reason::MailboxAccepted)) && !any(None));
    }
}
