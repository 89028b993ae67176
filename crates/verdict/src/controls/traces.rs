//! How a catch-all answered for the real address and how for addresses that cannot exist. Some say 250 to everybody and
//! still look the real ones up, which costs time, or have other words for them. Kept as evidence; no verdict rests on it.

use super::{ControlWord, telling};
use crate::{Attempt, ControlKind, Dossier, Knowledge, Outcome, Reply, Says, Tri};

/// What tells the answer for the real address from those for its controls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatchAllTraces {
    /// From asking to the answer for the real address, in milliseconds; `None`: not measured.
    pub latency_ms: Option<u32>,
    /// The same for each accepted control at that exchange, in milliseconds, oldest first; those that were measured.
    pub control_latencies_ms: Vec<u32>,
    /// Whether the words differ from those of every control, the addresses and what changes with each reply left out.
    pub words: Tri,
    /// Whether the enhanced status code differs from that of every control.
    pub enhanced: Tri,
}

impl CatchAllTraces {
    /// The traces in a dossier whose address was accepted where controls were too; `None`: there is nothing to compare.
    #[must_use]
    pub fn of(dossier: &Dossier, knowledge: &Knowledge) -> Option<Self> {
        let accepted =
            |attempt: &&Attempt| matches!(super::says(attempt, knowledge), Some((Says::Deliverable, _)));
        let real = dossier.attempts.iter().rev().find(accepted)?;
        let controls: Vec<_> = telling(&dossier.controls, &real.exchange, knowledge)
            .into_iter()
            .filter(|(control, word)| *word == ControlWord::Accepted && control.kind == ControlKind::Random)
            .map(|(control, _)| control)
            .collect();
        if controls.is_empty() {
            return None;
        }
        let reply = answer(real)?;
        let replies: Vec<&Reply> = controls.iter().filter_map(|control| answer(&control.attempt)).collect();
        let local = |at: &str| at.rsplit_once('@').map_or(String::new(), |(local, _)| local.to_owned());
        let own = masked(reply, &local(&dossier.typed));
        let theirs = controls.iter().filter_map(|control| {
            let local = control.address.as_ref().map_or("", |address| address.local.as_str());
            Some(masked(answer(&control.attempt)?, local))
        });
        Some(Self {
            latency_ms: real.latency_ms,
            control_latencies_ms: controls.iter().filter_map(|control| control.attempt.latency_ms).collect(),
            words: differs(own, theirs),
            enhanced: differs(reply.enhanced(), replies.iter().map(|reply| reply.enhanced())),
        })
    }

    /// How much longer the real address took than the controls did, on the middle one of them, in milliseconds;
    /// negative: it was faster. `None`: not measured.
    #[must_use]
    pub fn slower_by_ms(&self) -> Option<i64> {
        let mut controls = self.control_latencies_ms.clone();
        controls.sort_unstable();
        let middle = *controls.get(controls.len() / 2)?;
        Some(i64::from(self.latency_ms?) - i64::from(middle))
    }
}

fn answer(attempt: &Attempt) -> Option<&Reply> {
    match &attempt.outcome {
        Outcome::Answered(reply) => Some(reply),
        _ => None,
    }
}

/// `Yes` where `own` differs from all of `theirs`, `No` where it is like all, not known where they differ by themselves.
fn differs<T: PartialEq>(own: T, theirs: impl Iterator<Item = T>) -> Tri {
    let same: Vec<bool> = theirs.map(|their| their == own).collect();
    match (same.contains(&true), same.contains(&false)) {
        (true, false) => Tri::No,
        (false, true) => Tri::Yes,
        _ => Tri::Unknown,
    }
}

/// The code and the words of a reply, without the address and without what is different in every reply: queue and
/// session ids, numbers.
fn masked(reply: &Reply, local: &str) -> Vec<String> {
    let text = reply.text().to_lowercase();
    let local = local.to_lowercase();
    let text = if local.is_empty() { text } else { text.replace(&local, "*") };
    let word = |word: &str| match word.contains('@')
        || (word.len() > 5 && word.bytes().any(|b| b.is_ascii_digit()))
    {
        true => "*".to_owned(),
        false => word.to_owned(),
    };
    std::iter::once(reply.code.to_string()).chain(text.split_whitespace().map(word)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::samples::at_acme;

    fn traces(real: &str, controls: &[&str]) -> Option<CatchAllTraces> {
        let sample = controls.iter().fold(at_acme().answered(real), |sample, reply| sample.control(reply));
        CatchAllTraces::of(&sample.dossier, &Knowledge::shipped())
    }

    #[test]
    fn a_reply_that_only_names_its_address_and_its_session_is_the_same() {
        let found = traces(
            "250 2.1.5 <anna.berg@acme.example> ok k8si1234567wma",
            &["250 2.1.5 <somebody.else@acme.example> ok k8si1234568wma"],
        );
        assert_eq!(found.map(|it| (it.words, it.enhanced)), Some((Tri::No, Tri::No)));
    }

    #[test]
    fn other_words_and_another_code_are_noticed() {
        let found =
            traces("250 2.1.5 Recipient ok", &["250 2.1.0 Accepted for now", "250 2.1.0 Accepted for now"]);
        assert_eq!(found.map(|it| (it.words, it.enhanced)), Some((Tri::Yes, Tri::Yes)));
    }

    #[test]
    fn controls_that_differ_among_themselves_tell_nothing() {
        let found = traces("250 Ok", &["250 Ok", "250 Fine"]);
        assert_eq!(found.map(|it| it.words), Some(Tri::Unknown));
    }

    #[test]
    fn the_time_is_compared_with_the_middle_control() {
        let found = CatchAllTraces {
            latency_ms: Some(90),
            control_latencies_ms: vec![10, 400, 12],
            words: Tri::No,
            enhanced: Tri::No,
        };
        assert_eq!(found.slower_by_ms(), Some(78));
        assert_eq!(CatchAllTraces { latency_ms: None, ..found }.slower_by_ms(), None);
    }

    #[test]
    fn where_no_control_was_accepted_there_is_nothing_to_compare() {
        assert_eq!(traces("250 Ok", &["550 5.1.1 no such user"]), None);
        assert_eq!(traces("550 5.1.1 no such user", &["250 Ok"]), None);
    }
}
