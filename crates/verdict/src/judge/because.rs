//! What moved a score, in sentences: one for each group of the model's numbers and each weight of its head. The points are
//! those of the score, taken in the order of their weight, so that they sum up to it.

use crate::{
    Contribution, Dossier, Happened, Reason, Sentence, Tally, Verdict, phrases,
    score::{Group, Mover, Opinion, WEIGHTS, newest_word},
};

phrases! {
    /// What moved a score, and by how much.
    pub(crate) MOVED "moved" {
        up(why, points) = "{why}: {points} {points:point|points} more.";
        down(why, points) = "{why}: {points} {points:point|points} less.";
        shape(way) = "By itself, the part before the @ reads as {way}";
        spelt(way) = "It spells the name in its row as {way}";
        not_spelt() = "It does not spell the name in its row in any usual way";
        names_nobody() = "The row names nobody";
        none_known() = "No address of the domain is known to take mail";
        noted(why) = "{why}.";
        came_back(count, bad, way) =
            "{count} of {bad} addresses here that came back {bad:is|are} {way}, as this one is";
        unlike_came_back(bad, way) =
            "None of the {bad} addresses here that came back is {way}, as this one is";
        near_known() = "It is one slip away from an address of the domain that is known to take mail";
        as_known(count, known, way) =
            "{count} of {known} known addresses here {known:is|are} {way}, as this one is";
        unlike_known(count, known, usual, way) =
            "{count} of {known} known addresses here {known:is|are} {usual}; this one is {way}";
        none_listed() = "No other address of the domain is in the list";
        same_person() = "The list has another spelling of what seems to be the same person";
        as_listed(count, listed) =
            "{count} of {listed} other addresses of the domain in the list are made like this one";
        numbered(count, listed) =
            "{count} of {listed} other addresses of the domain in the list are numbered as this one is; a number does not show whether it is somebody's.";
        of_domain(outcomes, back) = "Of {outcomes} known outcomes at this domain, {back} came back";
        of_operator(outcomes, back) = "Of {outcomes} known outcomes at this mail operator, {back} came back";
        of_source(outcomes, back) = "Of {outcomes} known outcomes of this source, {back} came back";
        earlier_mail() = "What became of earlier mail to this address";
        own_came_back() = "Earlier mail to this address came back for good";
        own_left() = "An automatic answer said that the person has left";
        own_arrived() = "Earlier mail to this address did not come back";
        own_heard() = "Somebody was heard from at this address";
        present() = "Somebody has made himself known under this address";
        registry_trouble() = "The registration of the domain is gone or in trouble";
        parked() = "The domain is parked: it is for sale, or only shows advertisements";
        spf() = "The domain publishes an SPF policy, so somebody looks after its mail";
        no_spf() = "The domain publishes no SPF policy";
        dmarc() = "The domain publishes a DMARC policy, so somebody looks after its mail";
        implicit_mx() = "The domain names no mail host; mail could only go to its own address";
        slip() = "The domain looks like a slip for a well-known one";
        role() = "Role addresses such as info@ exist at most domains";
        gibberish() = "The part before the @ looks like random keys";
        nobody_asked() = "Nothing speaks against it, and nobody was asked";
        refuses_to_say() = "The server refuses to say";
        learnt(of) = "What was learnt of {of}";
    }
}

/// The contribution of the finding itself.
pub(super) fn found(reason: Reason, why: Sentence, points: u8) -> Contribution {
    Contribution { signal: format!("finding.{reason}"), points: i32::from(points), sentence: why }
}

/// What moved a score that the model states, the heaviest first; `percent` makes points of log-odds.
pub(super) fn moved(
    reason: Reason,
    why: Sentence,
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
        if is_missing(*mover, opinion) {
            // What the model makes of an address of which as little is known is where it begins.
            told[0].points += now - points;
            let sentence = noted(sentence(*mover, dossier, opinion));
            told.push(Contribution { signal: signal(*mover).to_owned(), points: 0, sentence });
        } else if now != points {
            told.push(Contribution {
                signal: signal(*mover).to_owned(),
                points: now - points,
                sentence: with_points(sentence(*mover, dossier, opinion), now - points),
            });
        }
        points = now;
    }
    let grounds = &opinion.grounds;
    if opinion.by_feature.is_empty() && grounds.are_numbers() {
        told.push(Contribution {
            signal: signal(Mover::Trees(Group::List)).to_owned(),
            points: 0,
            sentence: numbered(grounds.listed_of_form, grounds.listed),
        });
    }
    // Rounding on the way must not leave the sum beside the score.
    let rest = i32::from(percent(opinion.logit)) - points;
    if let Some(first) = told.first_mut() {
        first.points += rest;
    }
    told.sort_by_key(|contribution| std::cmp::Reverse(contribution.points.abs()));
    told
}

fn history(dossier: &Dossier) -> Sentence {
    match newest_word(dossier) {
        Some(Happened::HardBounce) => own_came_back(),
        Some(Happened::Left) => own_left(),
        Some(Happened::Delivered) => own_arrived(),
        Some(Happened::Replied | Happened::Clicked | Happened::Unsubscribed | Happened::Complained) => {
            own_heard()
        }
        Some(Happened::Opened | Happened::MailboxFull | Happened::SoftBounce) | None => earlier_mail(),
    }
}

/// What the user's own mail says against what was found; it moves nothing, for a server's word of today is newer.
pub(super) fn against(verdict: Verdict, dossier: &Dossier) -> Option<Contribution> {
    let came_back = matches!(newest_word(dossier), Some(Happened::HardBounce | Happened::Left));
    (verdict == Verdict::Valid && came_back).then(|| Contribution {
        signal: "own.history".to_owned(),
        points: 0,
        sentence: noted(history(dossier)),
    })
}

/// Whether nothing is known of what would move it.
fn is_missing(mover: Mover, opinion: &Opinion) -> bool {
    let grounds = &opinion.grounds;
    match mover {
        Mover::Trees(Group::Person) => grounds.spelt.is_none(),
        Mover::Trees(Group::Known) => grounds.known == 0 && grounds.bad == 0,
        Mover::Trees(Group::List) => grounds.listed == 0,
        Mover::Trees(Group::Shape) | Mover::Head(_) => false,
    }
}

fn with_points(why: Sentence, points: i32) -> Sentence {
    if points < 0 { down(why, points.unsigned_abs()) } else { up(why, points.unsigned_abs()) }
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

fn sentence(mover: Mover, dossier: &Dossier, opinion: &Opinion) -> Sentence {
    let grounds = &opinion.grounds;
    let way = grounds.way.words();
    match mover {
        Mover::Trees(Group::Shape) => shape(way),
        Mover::Trees(Group::Person) => match grounds.spelt {
            Some(true) => spelt(way),
            Some(false) => not_spelt(),
            None => names_nobody(),
        },
        Mover::Trees(Group::Known) => match &grounds.usual_way {
            None if grounds.bad_agreeing > 0 => came_back(grounds.bad_agreeing, grounds.bad, way),
            None if grounds.bad > 0 => unlike_came_back(grounds.bad, way),
            None => none_known(),
            Some(_) if grounds.near_known.is_some() => near_known(),
            Some((usual, count)) if *usual == grounds.way => as_known(*count, grounds.known, way),
            Some((usual, count)) => unlike_known(*count, grounds.known, usual.words(), way),
        },
        Mover::Trees(Group::List) => match (&grounds.same_person, grounds.listed) {
            (_, 0) => none_listed(),
            (Some(_), _) => same_person(),
            (None, listed) => as_listed(grounds.listed_agreeing, listed),
        },
        Mover::Head(id) => weighed(id, dossier),
    }
}

fn weighed(id: &str, dossier: &Dossier) -> Sentence {
    let rates = &dossier.acquaintance.rates;
    let outcomes = |tally: Tally| tally.delivered + tally.bounced;
    match id {
        "rates.domain" => of_domain(outcomes(rates.domain), rates.domain.bounced),
        "rates.operator" => of_operator(outcomes(rates.operator), rates.operator.bounced),
        "rates.source" => of_source(outcomes(rates.source), rates.source.bounced),
        "own.history" => history(dossier),
        "presence" => present(),
        "registry.trouble" => registry_trouble(),
        "registry.parked" => parked(),
        "domain.spf" => spf(),
        "domain.no_spf" => no_spf(),
        "domain.dmarc" => dmarc(),
        "domain.implicit_mx" => implicit_mx(),
        "domain.typo" => slip(),
        "local.role" => role(),
        "local.gibberish" => gibberish(),
        "asked.nobody" => nobody_asked(),
        "asked.refused_to_say" => refuses_to_say(),
        other => learnt(other),
    }
}
