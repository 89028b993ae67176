//! What moved a score, in sentences: one for each group of the model's numbers and each weight of its head. The points are
//! those of the score, taken in the order of their weight, so that they sum up to it.

use crate::{
    Contribution, Dossier, Reason,
    score::{Group, Mover, Opinion, WEIGHTS},
};

/// The contribution of the finding itself.
pub(super) fn found(reason: Reason, why: &str, points: u8) -> Contribution {
    Contribution { signal: format!("finding.{reason}"), points: i32::from(points), sentence: why.to_owned() }
}

/// What moved a score that the model states, the heaviest first; `percent` makes points of log-odds.
pub(super) fn moved(
    reason: Reason,
    why: &str,
    dossier: &Dossier,
    opinion: &Opinion,
    percent: impl Fn(f64) -> u8,
) -> Vec<Contribution> {
    let mut order: Vec<&(Mover, f64)> = opinion.moved.iter().collect();
    order.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    let mut logit = opinion.start;
    let mut points = i32::from(percent(logit));
    let mut told = vec![found(reason, why, percent(logit))];
    for (mover, by) in order {
        logit += by;
        let now = i32::from(percent(logit));
        if now != points {
            told.push(Contribution {
                signal: signal(*mover).to_owned(),
                points: now - points,
                sentence: with_points(&sentence(*mover, dossier, opinion), now - points),
            });
        }
        points = now;
    }
    // Rounding on the way must not leave the sum beside the score.
    let rest = i32::from(percent(opinion.logit)) - points;
    if let Some(first) = told.first_mut() {
        first.points += rest;
    }
    told.sort_by_key(|contribution| std::cmp::Reverse(contribution.points.abs()));
    told
}

fn with_points(sentence: &str, points: i32) -> String {
    let direction = if points < 0 { "less" } else { "more" };
    let unit = if points.abs() == 1 { "point" } else { "points" };
    format!("{}: {} {unit} {direction}.", sentence.trim_end_matches('.'), points.abs())
}

fn signal(mover: Mover) -> &'static str {
    match mover {
        Mover::Trees(Group::Shape) => "address.shape",
        Mover::Trees(Group::Person) => "row.person",
        Mover::Trees(Group::Known) => "domain.known_addresses",
        Mover::Trees(Group::List) => "domain.listed_addresses",
        Mover::Head(id) => WEIGHTS.iter().find(|weight| weight.id == id).map_or("model", |weight| weight.id),
    }
}

fn sentence(mover: Mover, dossier: &Dossier, opinion: &Opinion) -> String {
    let grounds = &opinion.grounds;
    let way = grounds.way.called();
    match mover {
        Mover::Trees(Group::Shape) => format!("By itself, the part before the @ reads as {way}"),
        Mover::Trees(Group::Person) => match grounds.spelt {
            Some(true) => format!("It spells the name in its row as {way}"),
            Some(false) => "It does not spell the name in its row in any usual way".to_owned(),
            None => "The row names nobody".to_owned(),
        },
        Mover::Trees(Group::Known) => match &grounds.usual_way {
            None => "No address of the domain is known to take mail".to_owned(),
            Some(_) if grounds.near_known.is_some() => {
                "It is one slip away from an address of the domain that is known to take mail".to_owned()
            }
            Some((usual, count)) => {
                let known = grounds.known;
                let are = if known == 1 { "is" } else { "are" };
                if *usual == grounds.way {
                    format!("{count} of {known} known addresses here {are} {way}, as this one is")
                } else {
                    format!(
                        "{count} of {known} known addresses here {are} {}; this one is {way}",
                        usual.called()
                    )
                }
            }
        },
        Mover::Trees(Group::List) => match (&grounds.same_person, grounds.listed) {
            (_, 0) => "No other address of the domain is in the list".to_owned(),
            (Some(_), _) => "The list has another spelling of what seems to be the same person".to_owned(),
            (None, listed) => format!(
                "{} of {listed} other addresses of the domain in the list are made like this one",
                grounds.listed_agreeing
            ),
        },
        Mover::Head(id) => weighed(id, dossier),
    }
}

fn weighed(id: &str, dossier: &Dossier) -> String {
    let rates = &dossier.acquaintance.rates;
    let rate = |of: &str, tally: crate::Tally| {
        format!("Of {} known outcomes {of}, {} came back", tally.delivered + tally.bounced, tally.bounced)
    };
    match id {
        "rates.domain" => rate("at this domain", rates.domain),
        "rates.operator" => rate("at this mail operator", rates.operator),
        "rates.source" => rate("of this source", rates.source),
        "own.history" => "What became of earlier mail to this address".to_owned(),
        "presence" => "Somebody has made himself known under this address".to_owned(),
        "registry.trouble" => "The registration of the domain is gone or in trouble".to_owned(),
        "registry.parked" => "The domain is parked: it is for sale, or only shows advertisements".to_owned(),
        "domain.spf" => "The domain publishes an SPF policy, so somebody looks after its mail".to_owned(),
        "domain.no_spf" => "The domain publishes no SPF policy".to_owned(),
        "domain.dmarc" => "The domain publishes a DMARC policy, so somebody looks after its mail".to_owned(),
        "domain.implicit_mx" => {
            "The domain names no mail host; mail could only go to its own address".to_owned()
        }
        "domain.typo" => "The domain looks like a slip for a well-known one".to_owned(),
        "local.role" => "Role addresses such as info@ exist at most domains".to_owned(),
        "local.gibberish" => "The part before the @ looks like random keys".to_owned(),
        "asked.nobody" => "Nothing speaks against it, and nobody was asked".to_owned(),
        "asked.refused_to_say" => "The server refuses to say".to_owned(),
        other => format!("What was learnt of {other}"),
    }
}
