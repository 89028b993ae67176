//! What the model makes of one address, with what moved it: the trees' answer, told by group of numbers, and each weight of
//! the head. All of it in log-odds, summing up exactly.

use super::{FEATURES, Grounds, Group, Head, HeadRow, Model, WEIGHTS, rates::Differences};
use crate::{
    Address, Dossier, Found, Happened, Known, MailRouting, SyntaxEvidence, Website, hosting::Hosting,
};

/// What the server said, as far as the model needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Nobody was asked.
    Nobody,
    /// The server refuses to say.
    RefusedToSay,
    /// It was accepted, which proves nothing.
    Accepted,
}

/// What the model makes of one address.
#[derive(Clone, Debug, PartialEq)]
pub struct Opinion {
    /// Log-odds that mail is accepted for a real mailbox.
    pub logit: f64,
    /// What the log-odds begin with, before anything of this address.
    pub start: f64,
    /// What moved it: the group, or the weight of the head, and by how much.
    pub moved: Vec<(Mover, f64)>,
    /// What each number of the trees moved it by, in the order of [`FEATURES`]; empty where the trees say nothing.
    pub by_feature: Vec<f64>,
    /// What the numbers rest on.
    pub grounds: Grounds,
    /// Whether somebody was heard from at this very address, or is present elsewhere under it.
    pub has_history: bool,
}

/// What moved an opinion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mover {
    /// A group of the trees' numbers.
    Trees(Group),
    /// A weight of the head, by name.
    Head(&'static str),
}

impl Opinion {
    /// The probability that mail is accepted for a real mailbox.
    #[must_use]
    pub fn probability(&self) -> f64 {
        1.0 / (1.0 + (-self.logit).exp())
    }
}

/// The row that the head weighs, for an address that the trees answered so.
#[must_use]
pub fn head_row(dossier: &Dossier, asked: Asked, trees: f64) -> HeadRow {
    let differences = Differences::of(&dossier.acquaintance.rates);
    let signals = &dossier.signals;
    let domain = match &dossier.domain {
        Known::Known(domain) => Some(domain),
        Known::Unknown(_) => None,
    };
    let holds = |holds: bool| f64::from(u8::from(holds));
    let published = |which: fn(&crate::DomainEvidence) -> Known<bool>, what| {
        holds(domain.is_some_and(|domain| which(domain) == Known::Known(what)))
    };
    let value = |id: &str| match id {
        "world" => 1.0,
        "trees" => trees,
        "rates.domain" => differences.domain,
        "rates.operator" => differences.operator,
        "rates.source" => differences.source,
        "own.history" => history(dossier),
        "presence" => holds(is_present(dossier)),
        "registry.trouble" => holds(found(dossier, |found| match found {
            Found::Registered(registration) => !registration.trouble.is_empty(),
            Found::Unregistered => true,
            Found::Website(_)
            | Found::Listed(_)
            | Found::NotListed
            | Found::OnPage(_)
            | Found::Present
            | Found::Absent => false,
        })),
        "registry.parked" => holds(
            found(dossier, |found| *found == Found::Website(Website::Parked))
                || domain.is_some_and(|domain| Hosting::shipped().parked(domain) == Known::Known(true)),
        ),
        "domain.spf" => published(|domain| domain.spf, true),
        "domain.no_spf" => published(|domain| domain.spf, false),
        "domain.dmarc" => published(|domain| domain.dmarc, true),
        "domain.implicit_mx" => {
            holds(domain.is_some_and(|domain| matches!(domain.routing, MailRouting::Implicit(_))))
        }
        "domain.typo" => holds(signals.typo_of.is_some()),
        "local.role" => holds(signals.role.is_some()),
        "local.gibberish" => holds(signals.gibberish),
        "asked.nobody" => holds(asked == Asked::Nobody),
        "asked.refused_to_say" => holds(asked == Asked::RefusedToSay),
        other => unreachable!("the head has no value for {other}: a test asks for every weight"),
    };
    HeadRow(WEIGHTS.iter().map(|weight| value(weight.id)).collect())
}

/// What became of earlier mail to this very address, in log-odds: the newest word on whether there is a mailbox counts.
fn history(dossier: &Dossier) -> f64 {
    let worth = |what: Happened| match what {
        Happened::Replied => 4.0,
        Happened::Clicked => 3.5,
        Happened::Unsubscribed | Happened::Complained => 2.5,
        // Machines open mail too, and a catch-all swallows it.
        Happened::Opened => 1.5,
        Happened::Delivered => 1.2,
        Happened::MailboxFull => 0.3,
        Happened::SoftBounce => -0.3,
        Happened::Left => -2.5,
        Happened::HardBounce => -4.0,
    };
    let own = &dossier.acquaintance.own;
    let Some(last) = newest_word(dossier) else {
        return own.first().map_or(0.0, |heard| worth(heard.what));
    };
    let alike = own.iter().filter(|heard| (worth(heard.what) > 0.0) == (worth(last) > 0.0));
    alike
        .map(|heard| worth(heard.what))
        .fold(worth(last), |most, worth| if worth.abs() > most.abs() { worth } else { most })
}

/// The newest that became of mail to this very address, of what tells whether somebody is there.
pub(crate) fn newest_word(dossier: &Dossier) -> Option<Happened> {
    let own = &dossier.acquaintance.own;
    let telling =
        own.iter().filter(|heard| heard.what.shows_mailbox().is_some() || heard.what == Happened::Left);
    telling.max_by_key(|heard| heard.at).map(|heard| heard.what)
}

/// Whether a look-up found this.
fn found(dossier: &Dossier, which: impl Fn(&Found) -> bool) -> bool {
    dossier.lookups.iter().any(|lookup| matches!(&lookup.found, Known::Known(found) if which(found)))
}

/// Whether somebody has made himself known under the address.
fn is_present(dossier: &Dossier) -> bool {
    found(dossier, |found| matches!(found, Found::Present | Found::OnPage(_)))
}

/// Whether what is known of this very address goes beyond a delivery, which a catch-all grants to everybody.
fn has_history(dossier: &Dossier) -> bool {
    is_present(dossier)
        || dossier.acquaintance.own.iter().any(|heard| {
            matches!(
                heard.what,
                Happened::Replied | Happened::Clicked | Happened::Unsubscribed | Happened::Complained
            )
        })
}

impl Model {
    /// What the trees answer for an address of a dossier, in log-odds: the first half of an opinion, without its reasons.
    #[must_use]
    pub fn trees_say(&self, address: &Address, dossier: &Dossier) -> f64 {
        if dossier.signals.role.is_some() {
            return 0.0;
        }
        self.logit(&self.numbers_of(address, dossier))
    }

    /// What the trees answer, in log-odds.
    #[must_use]
    pub fn logit(&self, numbers: &super::Numbers) -> f64 {
        if self.calls_it_no_name(numbers) { 0.0 } else { self.scorer().logit(&self.levels(&numbers.values)) }
    }

    /// Whether the trees speak against one of many numbers: they have no more to say than that it is no name, so nothing of it counts.
    fn calls_it_no_name(&self, numbers: &super::Numbers) -> bool {
        numbers.grounds.are_numbers() && self.scorer().logit(&self.levels(&numbers.values)) < 0.0
    }

    /// At a free provider everybody chooses a name of their own: what others are called there says nothing.
    fn numbers_of(&self, address: &Address, dossier: &Dossier) -> super::Numbers {
        if dossier.signals.free {
            let alone =
                crate::Acquaintance { person: dossier.acquaintance.person.clone(), ..Default::default() };
            return self.numbers(address, &alone);
        }
        self.numbers(address, &dossier.acquaintance)
    }

    /// What the model makes of a dossier; `None` where it holds no address.
    #[must_use]
    pub fn opinion(&self, dossier: &Dossier, head: &Head, asked: Asked) -> Option<Opinion> {
        let SyntaxEvidence::Sound(address) = &dossier.syntax else { return None };
        let numbers = self.numbers_of(address, dossier);
        // The trees know persons: of `info`, which is none, they have nothing to say.
        let (expected, parts) = match dossier.signals.role {
            None if !self.calls_it_no_name(&numbers) => {
                self.scorer().contributions(&self.levels(&numbers.values))
            }
            _ => (0.0, Vec::new()),
        };
        let row = head_row(dossier, asked, expected + parts.iter().sum::<f64>());
        let trusted = head.weights.get(1).copied().unwrap_or(1.0);
        let mut moved: Vec<(Mover, f64)> = [Group::Shape, Group::Person, Group::Known, Group::List]
            .into_iter()
            .map(|group| {
                let sum: f64 =
                    parts.iter().zip(FEATURES).filter(|(_, f)| f.group == group).map(|(part, _)| part).sum();
                (Mover::Trees(group), trusted * sum)
            })
            .collect();
        let weighed = WEIGHTS.iter().zip(&head.weights).zip(&row.0).skip(2);
        moved.extend(weighed.map(|((weight, by), value)| (Mover::Head(weight.id), by * value)));
        moved.retain(|(_, by)| *by != 0.0);
        Some(Opinion {
            logit: head.logit(&row),
            start: head.weights.first().copied().unwrap_or(0.0) + trusted * expected,
            moved,
            by_feature: parts.iter().map(|part| trusted * part).collect(),
            grounds: numbers.grounds,
            has_history: has_history(dossier),
        })
    }
}
