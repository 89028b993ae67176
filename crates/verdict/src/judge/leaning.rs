//! What holds for every lean: what speaks for an address never lowers its score, spelling does not matter, and the sentences say
//! what was counted.

use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization as _;

use super::samples::{Sample, address, mx};
use crate::{
    Colleague, Found, Happened, Heard, HeardFrom, Judgement, Known, Lean, Listed, Lookup, LookupKind, Moment,
    Person, Policy, Rates, Registration, Tally, Verdict, Website, WhyUnknown, judge,
    score::{Asked, Way, spell},
};

const PEOPLE: [(&str, &str); 12] = [
    ("Anna", "Lindberg"),
    ("Robert", "Smith"),
    ("Maria", "Garcia"),
    ("Tobias", "Schneider"),
    ("Laura", "Rossi"),
    ("Peter", "Novak"),
    ("Julia", "Fischer"),
    ("Thomas", "Anderson"),
    ("Sophie", "Martin"),
    ("David", "Johnson"),
    ("Elena", "Petrova"),
    ("Michael", "Weber"),
];

fn person(n: usize) -> Person {
    let (given, family) = PEOPLE[n % PEOPLE.len()];
    Person { given: Some(given.to_owned()), family: Some(family.to_owned()), full: None }
}

/// As lists from some systems have it.
fn shouted(person: Person) -> Person {
    let shout = |name: Option<String>| name.map(|name| name.to_uppercase());
    Person { given: shout(person.given), family: shout(person.family), full: shout(person.full) }
}

/// `first.last`, `flast`, `first`, `first_last`, `last`, `first.l`.
const COMMON_WAYS: [usize; 6] = [1, 8, 24, 2, 28, 13];

fn colleague(n: usize, way: usize, what: Happened) -> Colleague {
    Colleague {
        local: spell(&person(n), Way::numbered(way)).unwrap(),
        person: Some(person(n)),
        heard: Heard { what, at: Moment(1_700_000_000_000), from: HeardFrom::Learnt },
    }
}

fn listed(n: usize, way: usize) -> Listed {
    Listed { local: spell(&person(n), Way::numbered(way)).unwrap(), person: Some(person(n)) }
}

/// A number of a person, and others made alike.
fn numbers_alike() -> impl Strategy<Value = (String, Vec<String>)> {
    let form = (0..4_usize, 3..8_usize, 0..2_usize);
    form.prop_flat_map(|(before, digits, behind)| {
        let number = format!("[a-z]{{{before}}}[0-9]{{{digits}}}[a-z]{{{behind}}}");
        let number = prop::string::string_regex(&number).expect("a pattern");
        let set = prop::collection::hash_set(number, 8..16);
        set.prop_map(|set| {
            let mut all: Vec<String> = set.into_iter().collect();
            (all.swap_remove(0), all)
        })
    })
}

fn caught_all(local: &str) -> Sample {
    address(&format!("{local}@acme.example"))
        .routed(mx("mx1.acme.example"))
        .answered("250 Ok")
        .control("250 Ok")
}

fn spelt(n: usize, way: usize) -> Sample {
    caught_all(&spell(&person(n), Way::numbered(way)).unwrap())
}

/// Letters, some of them with marks that may be typed as part of the letter or behind it; so few that three words keep to the
/// 64 octets of a local part (RFC 5321, 4.5.3.1.1) in every form.
fn marked_word() -> impl Strategy<Value = String> {
    let mark = prop::sample::select(
        &["", "", "\u{300}", "\u{301}", "\u{302}", "\u{303}", "\u{308}", "\u{30c}", "\u{327}"][..],
    );
    prop::collection::vec(("[a-z]", mark), 2..6)
        .prop_map(|letters| letters.into_iter().map(|(letter, mark)| letter + mark).collect())
}

/// What became of a colleague: three of four took mail.
fn outcome() -> impl Strategy<Value = Happened> {
    prop_oneof![3 => Just(Happened::Delivered), 1 => Just(Happened::HardBounce)]
}

prop_compose! {
    /// An address of a catch-all with people around it.
    fn surrounded()(
        way in prop::sample::select(&COMMON_WAYS[..]),
        named in any::<bool>(),
        known in prop::collection::vec((1..12_usize, prop::sample::select(&COMMON_WAYS[..]), outcome()), 0..8),
        others in prop::collection::vec((1..12_usize, prop::sample::select(&COMMON_WAYS[..])), 0..12),
    ) -> (Sample, usize) {
        let mut sample = spelt(0, way);
        let around = &mut sample.dossier.acquaintance;
        around.person = named.then(|| person(0));
        around.colleagues = known.into_iter().map(|(n, way, what)| colleague(n, way, what)).collect();
        around.listed = others.into_iter().map(|(n, way)| listed(n, way)).collect();
        (sample, way)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_known_good_address_of_the_same_way_never_lowers_a_score((sample, way) in surrounded(), n in 1..12_usize) {
        let mut more = sample.clone();
        let around = &mut more.dossier.acquaintance;
        around.colleagues.insert(0, colleague(n, way, Happened::Delivered));
        around.rates.domain = Tally { delivered: 1, bounced: 0 };
        prop_assert!(more.judged().score >= sample.judged().score, "{:?}\n{:?}", more.judged(), sample.judged());
    }

    #[test]
    fn an_address_of_its_list_that_turns_out_good_never_lowers_the_score_of_one_made_alike(
        (mut sample, way) in surrounded(), n in 1..12_usize,
    ) {
        let around = &mut sample.dossier.acquaintance;
        around.listed = around.listed.iter().cloned().chain([listed(n, way), listed(0, way)]).collect();
        let before = sample.judged();
        let around = &mut sample.dossier.acquaintance;
        around.colleagues.insert(0, colleague(n, way, Happened::Delivered));
        around.rates.domain = Tally { delivered: 1, bounced: 0 };
        prop_assert!(sample.judged().score >= before.score, "{:?}\n{:?}", sample.judged(), before);
    }

    #[test]
    fn a_colleague_who_came_back_never_raises_the_score_of_one_made_alike((sample, way) in surrounded(), n in 1..12_usize) {
        let mut sample = sample;
        let came_back = colleague(n, way, Happened::HardBounce);
        let around = &mut sample.dossier.acquaintance;
        // What came back is taken out of the list that an address is compared with, whatever it looked like there.
        around.listed = around.listed.iter().filter(|other| other.local != came_back.local).cloned().collect();
        let mut more = sample.clone();
        let around = &mut more.dossier.acquaintance;
        around.colleagues.insert(0, came_back);
        around.rates.domain = Tally { delivered: 0, bounced: 1 };
        prop_assert!(more.judged().score <= sample.judged().score, "{:?}\n{:?}", more.judged(), sample.judged());
    }

    #[test]
    fn where_people_have_numbers_nothing_is_held_against_one(
        (one, more) in numbers_alike(), named in any::<bool>(), known in 0..4_usize,
    ) {
        let (known, others) = more.split_at(known);
        let others: Vec<&str> = others.iter().map(String::as_str).collect();
        let mut sample = among(&one, &others);
        sample.dossier.acquaintance.person = named.then(|| person(0));
        sample.dossier.acquaintance.colleagues =
            known.iter().map(|local| Colleague { local: local.clone(), ..colleague(1, 1, Happened::Delivered) }).collect();
        let judged = sample.judged();
        prop_assert!(judged.score >= 50, "{judged:?}");
        let points: i32 = judged.contributions.iter().map(|moved| moved.points).sum();
        prop_assert_eq!(points, i32::from(judged.score));
    }

    #[test]
    fn whether_its_own_list_names_the_address_itself_does_not_matter((mut sample, way) in surrounded()) {
        let grounds = |sample: &Sample| {
            let opinion = super::samples::knowledge().opinion(&sample.dossier, Asked::Accepted).unwrap();
            (opinion.grounds.listed, opinion.grounds.same_person)
        };
        let without = grounds(&sample);
        let around = &mut sample.dossier.acquaintance;
        let own = Listed { person: around.person.clone(), ..listed(0, way) };
        around.listed = around.listed.iter().cloned().chain([own]).collect();
        prop_assert_eq!(grounds(&sample), without);
    }

    #[test]
    fn what_speaks_for_an_address_and_goes_missing_never_raises_a_score((mut sample, _) in surrounded()) {
        let asked = |yes| sample.clone().domain(mx("mx1.acme.example"), yes, yes).judged().score;
        prop_assert!(asked(Known::Unknown(WhyUnknown::TimedOut)) <= asked(Known::Known(true)));
        let before = sample.judged().score;
        sample.dossier.acquaintance.own =
            vec![Heard { what: Happened::Replied, at: Moment(1), from: HeardFrom::Learnt }];
        prop_assert!(before <= sample.judged().score);
    }

    #[test]
    fn a_sign_of_care_that_goes_missing_never_raises_a_score((sample, _) in surrounded()) {
        let with = |name_servers: Known<Vec<String>>| {
            let mut sample = sample.clone().routed(mx("mx1.acme.example"));
            let Known::Known(domain) = &mut sample.dossier.domain else { unreachable!() };
            domain.published.name_servers = name_servers;
            sample.judged()
        };
        let names = |name: &str| Known::Known(vec![name.to_owned()]);
        let (unknown, own, parked) =
            (with(Known::default()), with(names("ns.acme.example")), with(names("ns1.bodis.com")));
        // Not knowing that a domain is parked is no sign that it is not, and no sign that it is.
        prop_assert_eq!(unknown.score, own.score);
        prop_assert!(parked.score <= unknown.score);
    }

    #[test]
    fn case_and_composition_do_not_matter((mut sample, _) in surrounded()) {
        let plain = sample.judged();
        let crate::SyntaxEvidence::Sound(address) = &mut sample.dossier.syntax else { unreachable!() };
        address.local = address.local.to_uppercase();
        let around = &mut sample.dossier.acquaintance;
        let mut listed = around.listed.to_vec();
        let locals = listed.iter_mut().map(|other| (&mut other.local, &mut other.person));
        for (local, person) in locals.chain(around.colleagues.iter_mut().map(|other| (&mut other.local, &mut other.person))) {
            *local = local.to_uppercase();
            *person = person.take().map(shouted);
        }
        around.listed = listed.into();
        around.person = around.person.take().map(shouted);
        prop_assert_eq!(plain.score, sample.judged().score);
        prop_assert_eq!(plain.contributions, sample.judged().contributions);
    }

    #[test]
    fn however_letters_and_their_marks_are_typed_a_score_stays(
        words in prop::collection::vec(marked_word(), 1..4),
        near in prop::collection::vec(marked_word(), 0..4),
    ) {
        type Typed = fn(&str) -> String;
        let ways: [Typed; 4] = [
            |text| text.nfc().collect(),
            |text| text.nfd().collect(),
            |text| text.to_uppercase().nfc().collect(),
            |text| text.to_uppercase().nfd().collect(),
        ];
        let judged = ways.map(|typed| {
            let mut sample = caught_all(&typed(&words.join(".")));
            let around = &mut sample.dossier.acquaintance;
            around.person = Some(Person {
                given: words.first().map(|word| typed(word)),
                family: words.last().map(|word| typed(word)),
                full: None,
            });
            around.colleagues = near.iter().enumerate().map(|(n, word)| {
                let mut other = colleague(n + 1, 1, Happened::Delivered);
                other.local = typed(&format!("{word}.{}", words[0]));
                other
            }).collect();
            around.listed = near.iter().map(|word| Listed { local: typed(word), person: None }).collect();
            sample.judged()
        });
        for other in &judged[1..] {
            prop_assert_eq!(judged[0].score, other.score, "{:?} {:?}", &words, &near);
            prop_assert_eq!(judged[0].verdict, other.verdict);
        }
    }

    #[test]
    fn what_is_known_besides_never_makes_more_missing((sample, way) in surrounded(), n in 1..12_usize) {
        let missing = |sample: &Sample| {
            let opinion = super::samples::knowledge().opinion(&sample.dossier, Asked::Accepted).unwrap();
            super::grounds::missing(&sample.dossier, &opinion)
        };
        let before = missing(&sample);
        let more = |add: &dyn Fn(&mut Sample)| {
            let mut more = sample.clone();
            add(&mut more);
            missing(&more)
        };
        let additions: [&dyn Fn(&mut Sample); 7] = [
            &|s| s.dossier.acquaintance.colleagues.push(colleague(n, way, Happened::Delivered)),
            &|s| s.dossier.acquaintance.colleagues.push(colleague(n, 8, Happened::HardBounce)),
            &|s| s.dossier.acquaintance.listed =
                s.dossier.acquaintance.listed.iter().cloned().chain([listed(n, 8)]).collect(),
            &|s| s.dossier.acquaintance.person = Some(person(0)),
            &|s| s.dossier.acquaintance.rates.domain = Tally { delivered: 3, bounced: 2 },
            &|s| s.dossier.acquaintance.own =
                vec![Heard { what: Happened::HardBounce, at: Moment(1), from: HeardFrom::Learnt }],
            &|s| *s = s.clone().answered("250 Ok"),
        ];
        for add in additions {
            prop_assert!(more(add) <= before);
        }
        prop_assert!(before < 100);
    }

    #[test]
    fn the_less_is_known_of_a_domain_the_less_sure_is_the_same_lean((sample, _) in surrounded()) {
        let with = |known: bool| {
            let mut sample = sample.clone();
            sample.dossier.acquaintance.own =
                vec![Heard { what: Happened::Replied, at: Moment(1), from: HeardFrom::Learnt }];
            if !known {
                sample.dossier.domain = Known::Unknown(WhyUnknown::TimedOut);
            }
            sample.judged()
        };
        let (known, unknown) = (with(true), with(false));
        prop_assert!(unknown.score <= known.score);
        if known.verdict == unknown.verdict {
            prop_assert!(unknown.confidence <= known.confidence);
        }
    }

    #[test]
    fn a_lean_is_never_surer_than_its_score_and_less_sure_for_each_thing_that_is_missing(
        (sample, _) in surrounded(),
        kind in prop::sample::select(&LookupKind::ALL[..]),
    ) {
        let lean = sample.judged();
        if !matches!(lean.verdict, Verdict::LikelyValid | Verdict::LikelyInvalid) {
            return Ok(());
        }
        prop_assert!(lean.confidence < f64::from(lean.score.max(100 - lean.score)) / 100.0, "much is missing");
        // Neither answer moves the score, so that only the knowing counts.
        let found = match kind {
            LookupKind::Registration => Found::Registered(Registration::default()),
            LookupKind::Website => Found::Website(Website::Live),
            _ => Found::Absent,
        };
        let with = |found: Known<Found>| {
            let mut sample = sample.clone();
            let subject = "acme.example".to_owned();
            let lookup = Lookup { kind, subject, at: Moment(1), found, asked: Vec::new(), lists: Vec::new() };
            sample.dossier.lookups = vec![lookup];
            sample.judged()
        };
        let (known, failed) = (with(Known::Known(found)), with(Known::Unknown(WhyUnknown::TimedOut)));
        prop_assert_eq!((known.score, failed.score), (lean.score, lean.score));
        match kind {
            // It weighs nothing, so knowing it makes nobody surer.
            LookupKind::BlockList => prop_assert_eq!(known.confidence, lean.confidence),
            _ => prop_assert!(known.confidence > lean.confidence, "{:?}", kind),
        }
        prop_assert_eq!(failed.confidence, lean.confidence, "asked in vain is not known");
    }

    #[test]
    fn a_block_list_moves_nothing((sample, _) in surrounded()) {
        let unlisted = sample.judged();
        let mut listed = sample;
        let listing = crate::BlockListing {
            zone: "dbl.example".to_owned(),
            name: "acme.example".to_owned(),
            codes: vec![std::net::Ipv4Addr::new(127, 0, 1, 2)],
        };
        listed.dossier.lookups.push(Lookup {
            kind: LookupKind::BlockList,
            subject: "acme.example".to_owned(),
            at: Moment(1),
            found: Known::Known(Found::Listed(vec![listing])),
            asked: vec!["dbl.example".to_owned()],
            lists: vec!["dbl.example".to_owned()],
        });
        prop_assert_eq!(listed.judged(), unlisted);
    }

    #[test]
    fn who_stands_on_the_pages_of_the_domain_scores_higher((sample, _) in surrounded()) {
        // In log-odds: the score ends above nothing and below certainty.
        let odds = |sample: &Sample| {
            super::samples::knowledge().opinion(&sample.dossier, Asked::Accepted).unwrap().logit
        };
        let (before, least) = (odds(&sample), sample.judged().score);
        let mut named = sample;
        named.dossier.lookups.push(Lookup {
            kind: LookupKind::OwnPages,
            subject: "anna.lindberg@acme.example".to_owned(),
            at: Moment(1),
            found: Known::Known(Found::OnPage("https://acme.example/team".to_owned())),
            asked: Vec::new(),
            lists: Vec::new(),
        });
        prop_assert!(odds(&named) > before);
        prop_assert!(named.judged().score >= least);
    }

    #[test]
    fn the_same_evidence_in_another_order_says_the_same((mut sample, _) in surrounded()) {
        let score = sample.judged().score;
        let listed = &mut sample.dossier.acquaintance.listed;
        *listed = listed.iter().rev().cloned().collect();
        sample.dossier.acquaintance.colleagues.reverse();
        // Sums of floating numbers differ in their last digits, and may part two percents there.
        prop_assert!(score.abs_diff(sample.judged().score) <= 2);
    }
}

#[test]
fn an_accented_local_part_reads_alike_composed_and_decomposed() {
    let score = |text: &str| caught_all(text).judged().score;
    assert_eq!(score("j\u{f6}rg.m\u{fc}ller"), score("jo\u{308}rg.mu\u{308}ller"));
}

fn at_home(way: usize) -> Judgement {
    let mut sample = spelt(0, way);
    sample.dossier.acquaintance.colleagues = (1..4).map(|n| colleague(n, 1, Happened::Delivered)).collect();
    sample.judged()
}

#[test]
fn the_custom_of_a_domain_parts_right_from_wrong() {
    let (right, wrong) = (at_home(1), at_home(8));
    assert!(right.score >= wrong.score + 30, "{} {}", right.score, wrong.score);
    let told = |judgement: &Judgement| {
        let of = |contribution: &&crate::Contribution| contribution.signal == "domain.known_addresses";
        judgement.contributions.iter().find(of).unwrap().clone()
    };
    let against = told(&wrong);
    assert!(
        against
            .sentence
            .to_string()
            .starts_with("3 of 3 known addresses here are first.last; this one is flast: "),
        "{}",
        against.sentence
    );
    assert!(against.points < 0 && against.sentence.to_string().ends_with("points less."), "{against:?}");
    assert!(told(&right).points > 0);
}

#[test]
fn a_lean_on_nothing_but_the_local_part_is_less_sure_than_one_on_colleagues() {
    let mut alone = spelt(0, 1);
    alone.dossier.acquaintance.person = Some(person(0));
    let mut among = alone.clone();
    among.dossier.acquaintance.colleagues = (1..9).map(|n| colleague(n, 1, Happened::Delivered)).collect();
    let sure = |sample: &Sample| {
        let lean = super::samples::knowledge().with_lean(Lean { likely: 50, unlikely: 10 });
        let judgement = judge(&sample.dossier, &lean, &Policy::default());
        assert_eq!(judgement.verdict, Verdict::LikelyValid, "{judgement:?}");
        (judgement.confidence - 0.5) / (f64::from(judgement.score) / 100.0 - 0.5)
    };
    assert!(sure(&alone) < sure(&among) && sure(&among) < 1.0);
}

#[test]
fn somebody_who_answered_is_likely_there_and_a_bounce_makes_it_unlikely() {
    let heard = |what| {
        let mut sample = spelt(0, 8);
        sample.dossier.acquaintance.own = vec![Heard { what, at: Moment(1), from: HeardFrom::Learnt }];
        sample.judged().verdict
    };
    assert_eq!(heard(Happened::Replied), Verdict::LikelyValid);
    assert_eq!(heard(Happened::HardBounce), Verdict::LikelyInvalid);
}

#[test]
fn the_users_thresholds_decide_from_where_on_it_leans() {
    let mut sample = spelt(0, 1);
    sample.dossier.acquaintance.colleagues = (1..9).map(|n| colleague(n, 1, Happened::Delivered)).collect();
    let score = sample.judged().score;
    let verdict = |likely| {
        let knowledge = super::samples::knowledge().with_lean(Lean { likely, unlikely: 30 });
        judge(&sample.dossier, &knowledge, &Policy::default()).verdict
    };
    assert_eq!((verdict(score), verdict(score + 1)), (Verdict::LikelyValid, Verdict::Risky));
}

#[test]
fn where_addresses_made_alike_came_back_that_is_what_is_told() {
    let mut sample = spelt(0, 1);
    let before = sample.judged();
    let told = |judged: &Judgement, signal: &str| {
        let mut moved = judged.contributions.iter().filter(|moved| moved.signal == signal);
        moved.next().map(|moved| (moved.points, moved.sentence.to_string()))
    };
    let nobody = "No address of the domain is known to take mail.";
    assert_eq!(told(&before, "domain.known_addresses"), Some((0, nobody.to_owned())));

    sample.dossier.acquaintance.colleagues = (1..9).map(|n| colleague(n, 1, Happened::HardBounce)).collect();
    let all_back = Tally { delivered: 0, bounced: 8 };
    sample.dossier.acquaintance.rates = Rates { domain: all_back, world: all_back, ..Rates::default() };
    let after = sample.judged();
    assert!(after.score < before.score, "{} {}", before.score, after.score);
    let (points, sentence) = told(&after, "rates.domain").unwrap();
    assert!(
        points < 0 && sentence.starts_with("Of 8 known outcomes at this domain, 8 came back"),
        "{sentence}"
    );
    if let Some((_, sentence)) = told(&after, "domain.known_addresses") {
        assert!(sentence.starts_with("8 of 8 addresses here that came back are first.last"), "{sentence}");
    }

    sample.dossier.acquaintance.own =
        vec![Heard { what: Happened::HardBounce, at: Moment(1), from: HeardFrom::Learnt }];
    let unlikely = sample.judged();
    assert_eq!(unlikely.verdict, Verdict::LikelyInvalid);
    assert_eq!(
        unlikely.next_step.to_string(),
        "Leave it out, or ask the person whether the address is right."
    );
}

#[test]
fn mail_that_came_back_is_told_though_the_server_says_that_there_is_a_mailbox() {
    let mut sample = address("anna@acme.example")
        .routed(mx("mx1.acme.example"))
        .answered("250 Ok")
        .control("550 5.1.1 User unknown");
    let before = sample.judged();
    assert_eq!(before.verdict, Verdict::Valid);
    sample.dossier.acquaintance.own =
        vec![Heard { what: Happened::HardBounce, at: Moment(1), from: HeardFrom::Learnt }];
    let after = sample.judged();
    assert_eq!((after.verdict, after.score), (before.verdict, before.score));
    let told = after.contributions.last().unwrap();
    assert_eq!(
        (told.points, told.sentence.to_string().as_str()),
        (0, "Earlier mail to this address came back for good.")
    );
}

/// An address of digits among other addresses of its list.
fn among(local: &str, others: &[&str]) -> Sample {
    let mut sample = caught_all(local);
    let listed = others.iter().map(|other| Listed { local: (*other).to_owned(), person: None });
    sample.dossier.acquaintance.listed = listed.collect();
    sample
}

#[test]
fn where_people_have_numbers_and_none_is_known_nobody_is_called_unlikely_for_it() {
    let mut silent = 0;
    for own in ["gl3817", "u483920", "x12", "b1234567c", "k4711z", "84512"] {
        let turned = |by: u8| -> String {
            own.bytes()
                .map(|b| char::from(if b.is_ascii_digit() { b'0' + (b - b'0' + by) % 10 } else { b }))
                .collect()
        };
        let others: Vec<String> = (1..6).map(turned).collect();
        let others: Vec<&str> = others.iter().map(String::as_str).chain(["anna.lindberg"]).collect();
        let open = among(own, &others).judged();
        assert!(open.score >= 50, "{open:?}");
        let told = "5 of 6 other addresses of the domain in the list are numbered as this one is; a number does not show";
        let is_told = open.contributions.iter().any(|moved| moved.sentence.to_string().starts_with(told));
        silent += u32::from(is_told);
    }
    assert!(silent > 0, "of some the trees know nothing but that they are no names");

    let mut sample = among("gl3817", &["hk2291", "bo8712", "cn4471", "ep9023", "anna.lindberg"]);
    let open = sample.judged();
    // Who is known to take mail and numbered alike speaks for it, and who is known and is not speaks against it.
    let known = |local: &str| Colleague { local: local.to_owned(), ..colleague(1, 1, Happened::Delivered) };
    sample.dossier.acquaintance.colleagues = vec![known("dm5530")];
    assert!(sample.judged().score > open.score, "{:?}", sample.judged());
    sample.dossier.acquaintance.colleagues = vec![known("robert.smith")];
    assert!(sample.judged().score < open.score, "{:?}", sample.judged());
}

#[test]
fn a_number_among_names_speaks_against_itself() {
    let names = ["anna.lindberg", "robert.smith", "maria.garcia", "tobias.schneider", "laura.rossi"];
    assert_eq!(among("gl3817", &names).judged().verdict, Verdict::LikelyInvalid);
}
