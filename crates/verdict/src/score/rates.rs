//! Base rates: how often mail to a domain, an operator or a list's source came back, held towards what came back everywhere
//! on this machine where only little is known of them (Beta-Binomial). Only the difference counts: a file of nothing but
//! deliveries says nothing of the addresses that are not in it. Where few outcomes are known in all, and all of them bounces, they
//! still speak against the domain that they came from.

use crate::{Rates, Tally};

/// How many outcomes the wider circle weighs.
const HOLD: f64 = 10.0;

/// The least and most that a base rate can move the log-odds, before its weight.
const REACH: f64 = 1.5;

/// A rate closer than this to none or all is taken for this much: so few outcomes do not tell 98 from 99 in a hundred.
const RARE: f64 = 0.05;

/// How far the domain, the operator and the source differ from everything, in log-odds; 0 where nothing is known of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Differences {
    pub(super) domain: f64,
    pub(super) operator: f64,
    pub(super) source: f64,
}

impl Differences {
    pub(super) fn of(rates: &Rates) -> Self {
        let everything = rates.world.delivered + rates.world.bounced;
        // As it was counted: held towards a half, a domain that is all there is of it would differ from it, and deliveries alone
        // lift it. Against it both may speak.
        let counted = if everything == 0 { 0.5 } else { share(rates.world, 0.5, 0.0) };
        let worlds = [counted, share(rates.world, 0.5, HOLD)];
        let beyond = |tally: Tally| {
            if tally.delivered + tally.bounced == 0 {
                return 0.0;
            }
            let from = |world: f64| logit(share(tally, world, HOLD)) - logit(world);
            worlds.map(from).into_iter().fold(REACH, f64::min).max(-REACH)
        };
        Self { domain: beyond(rates.domain), operator: beyond(rates.operator), source: beyond(rates.source) }
    }
}

fn share(tally: Tally, wider: f64, hold: f64) -> f64 {
    let (delivered, bounced) = (f64::from(tally.delivered), f64::from(tally.bounced));
    (delivered + hold * wider) / (delivered + bounced + hold)
}

fn logit(p: f64) -> f64 {
    let p = p.clamp(RARE, 1.0 - RARE);
    (p / (1.0 - p)).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rates(domain: (u32, u32), world: (u32, u32)) -> Rates {
        let tally = |(delivered, bounced)| Tally { delivered, bounced };
        Rates { domain: tally(domain), world: tally(world), ..Rates::default() }
    }

    #[test]
    fn a_domain_moves_away_from_the_rest_as_far_as_its_outcomes_say() {
        let bounces = |n| Differences::of(&rates((0, n), (500, 500))).domain;
        assert_eq!(bounces(0), 0.0);
        assert!(bounces(1) < 0.0 && bounces(1) > -0.3, "{}", bounces(1));
        assert!(bounces(20) < bounces(5) && bounces(5) < bounces(1));
    }

    #[test]
    fn a_file_of_nothing_but_deliveries_lifts_nobody() {
        let all = Tally { delivered: 300, bounced: 0 };
        let one = Tally { delivered: 10, bounced: 0 };
        let rates = Rates { domain: one, operator: all, source: one, world: all };
        assert_eq!(Differences::of(&rates), Differences { domain: 0.0, operator: 0.0, source: 0.0 });
    }

    #[test]
    fn bounces_speak_against_their_domain_though_nothing_else_is_known() {
        let alone = |n| Differences::of(&rates((0, n), (0, n))).domain;
        assert!(alone(8) < alone(1) && alone(1) < 0.0, "{} {}", alone(8), alone(1));
        // Where all that is known everywhere is bounces, they are what was exported.
        assert_eq!(Differences::of(&rates((0, 8), (0, 5000))).domain, 0.0);
    }

    #[test]
    fn a_domain_like_the_rest_does_not_move() {
        assert!(Differences::of(&rates((50, 50), (500, 500))).domain.abs() < 0.05);
    }
}
