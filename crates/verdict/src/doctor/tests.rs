use std::net::{IpAddr, Ipv4Addr};

use super::{rules::Need, *};
use crate::{
    ConnectFault, DnsFailure, Knowledge, Known, MailRouting, Moment, MxHost, Outcome, Reply, Stage,
    WhyUnknown,
};

const NOON: Moment = Moment(1_795_000_000_000);
const OWN: &str = "203.0.113.7";

fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

fn leads(to: &str) -> NameAnswer {
    NameAnswer::Addresses(vec![ip(to)])
}

fn trial(host: &str, banner: &str) -> PortTrial {
    PortTrial {
        host: host.into(),
        ip: Some(ip("192.0.2.1")),
        end: TrialEnd::Greeted,
        banner: Some(banner.into()),
        greeting: Some(format!("{host} at your service, [{OWN}]")),
    }
}

fn away(host: &str, fault: ConnectFault) -> PortTrial {
    PortTrial {
        end: TrialEnd::Cut(Outcome::NoConnection(fault)),
        banner: None,
        greeting: None,
        ..trial(host, "")
    }
}

fn own(names: Known<Vec<ReverseName>>) -> OwnAddress {
    OwnAddress { ip: ip(OWN), said_by: AddressSource::Settings, names }
}

fn named(name: &str, leads_to: NameAnswer) -> Known<Vec<OwnAddress>> {
    Known::Known(vec![own(Known::Known(vec![ReverseName { name: name.into(), leads_to }]))])
}

fn listing(zone: &str, answer: ListAnswer) -> Listing {
    Listing { zone: zone.into(), ip: ip(OWN), answer }
}

fn listed(last: u8) -> ListAnswer {
    ListAnswer::Listed { codes: vec![Ipv4Addr::new(127, 0, 0, last)], words: None }
}

fn sender(of: SenderOf, routing: MailRouting) -> Known<SenderEvidence> {
    Known::Known(SenderEvidence { domain: "probe.example".into(), of, routing })
}

fn policy(outcome: SpfOutcome) -> Known<Vec<SpfEvidence>> {
    Known::Known(vec![SpfEvidence { domain: "probe.example".into(), ip: ip(OWN), outcome }])
}

/// A machine with which nothing is wrong.
fn healthy() -> Checkup {
    let host = MxHost { preference: 10, name: "mx.probe.example".into(), addresses: vec![ip(OWN)] };
    Checkup {
        resolver: Known::Known(ResolverEvidence {
            known_name: "example.com".into(),
            known_answer: leads("192.0.2.1"),
            made_up_name: "made-up.com".into(),
            made_up_answer: NameAnswer::Absent,
        }),
        port: Known::Known(vec![
            trial("gmail-smtp-in.l.google.com", "mx.google.com ESMTP k1 - gsmtp"),
            trial("mx00.gmx.net", "gmx.net (mxgmx017) Nemesis ESMTP Service ready"),
        ]),
        addresses: named("probe.example", leads(OWN)),
        helo: Known::Known(HeloEvidence {
            name: "probe.example".into(),
            source: HeloSource::Settings,
            leads_to: Some(leads(OWN)),
        }),
        sender: sender(SenderOf::Sender, MailRouting::Mx(vec![host])),
        spf: policy(SpfOutcome::Pass),
        listings: Known::Known(vec![
            listing("zen.spamhaus.org", ListAnswer::NotListed),
            listing("bl.spamcop.net", ListAnswer::NotListed),
        ]),
        ipv6: Known::Known(None),
        clock: Known::Known(ClockEvidence {
            witnesses: vec![ClockWitness { who: "mx.a.example".into(), theirs: NOON, ours: NOON }],
        }),
        ..Checkup::begun(NOON, 25)
    }
}

fn report(checkup: &Checkup) -> DoctorReport {
    let knowledge = Knowledge::shipped();
    Diagnosis { checkup, rules: DoctorRules::shipped(), knowledge: &knowledge }.report(false)
}

fn state(checkup: &Checkup, id: CheckId) -> CheckState {
    let knowledge = Knowledge::shipped();
    let check = Diagnosis { checkup, rules: DoctorRules::shipped(), knowledge: &knowledge }.check(id);
    assert!(check.finding.to_string().ends_with(['.', '”']), "{id:?}: {}", check.finding);
    assert!(
        check.remedy.is_some() || !matches!(check.state, CheckState::Failed | CheckState::Warning),
        "{id:?}: nothing to do about {}",
        check.finding
    );
    check.state
}

fn outlook(checkup: &Checkup, operator: &str) -> Expectation {
    let report = report(checkup);
    report.providers.iter().find(|provider| provider.operator == operator).unwrap().expectation
}

fn verdict(change: impl FnOnce(&mut Checkup)) -> DoctorVerdict {
    let mut checkup = healthy();
    change(&mut checkup);
    report(&checkup).verdict
}

#[test]
fn a_machine_with_which_nothing_is_wrong_is_ready_for_everybody() {
    let report = report(&healthy());
    assert_eq!(report.verdict, DoctorVerdict::Ready, "{report:#?}");
    assert!(report.checks.iter().all(|check| check.state == CheckState::Passed), "{report:#?}");
    assert!(report.providers.iter().all(|one| one.expectation == Expectation::Accepts), "{report:#?}");
    assert_eq!(report.next_step, None);
}

#[test]
fn what_nobody_asked_is_not_asked_and_never_passed() {
    let report = report(&Checkup::begun(NOON, 25));
    assert_eq!(report.verdict, DoctorVerdict::Unknown);
    for check in &report.checks {
        assert_eq!(check.state, CheckState::NotAsked, "{check:?}");
    }
    assert!(report.providers.iter().all(|one| one.expectation == Expectation::Unknown));
}

#[test]
fn a_port_that_nobody_answers_on_is_shut_and_nobody_is_reached() {
    for fault in [ConnectFault::TimedOut, ConnectFault::Refused, ConnectFault::Unreachable] {
        let mut checkup = healthy();
        checkup.port = Known::Known(vec![away("mx.a.example", fault), away("mx.b.example", fault)]);
        let report = report(&checkup);
        assert_eq!(report.verdict, DoctorVerdict::Shut, "{fault:?}");
        let step = report.next_step.unwrap().to_string();
        assert!(step.contains("quick mode"), "{step}");
        assert!(report.providers.iter().all(|one| one.expectation == Expectation::Unreachable));
    }
}

#[test]
fn one_host_that_answers_opens_the_port_and_one_that_is_away_does_not_shut_it() {
    let mut checkup = healthy();
    checkup.port = Known::Known(vec![
        away("mx.a.example", ConnectFault::TimedOut),
        trial("mx.b.example", "mx.b.example ESMTP"),
    ]);
    assert_eq!(state(&checkup, CheckId::Port), CheckState::Passed);
    checkup.port = Known::Known(vec![PortTrial {
        end: TrialEnd::Cut(Outcome::Dropped { stage: Stage::Connect }),
        ..away("mx.a.example", ConnectFault::TimedOut)
    }]);
    assert_eq!(state(&checkup, CheckId::Port), CheckState::Passed, "a way out, whatever stands at its end");
}

#[test]
fn hosts_that_could_not_be_looked_up_say_nothing_of_the_port() {
    let mut checkup = healthy();
    for fault in [ConnectFault::NoAddress, ConnectFault::ForbiddenAddress] {
        checkup.port = Known::Known(vec![away("mx.a.example", fault)]);
        assert_eq!(state(&checkup, CheckId::Port), CheckState::Unknown);
        assert_eq!(report(&checkup).verdict, DoctorVerdict::Unknown);
    }
}

#[test]
fn one_stranger_who_speaks_for_two_operators_stands_in_between() {
    let mut checkup = healthy();
    let hosts = ["gmail-smtp-in.l.google.com", "mx00.gmx.net"];
    checkup.port = Known::Known(hosts.map(|host| trial(host, "smtp-out.provider.example ESMTP")).to_vec());
    let report = report(&checkup);
    assert_eq!(report.verdict, DoctorVerdict::Shut);
    assert!(report.headline.to_string().contains("smtp-out.provider.example"), "{}", report.headline);
}

#[test]
fn a_banner_with_another_name_of_the_same_operator_is_no_stranger() {
    let mut checkup = healthy();
    checkup.port = Known::Known(vec![
        trial("mx-eu.mail.am0.yahoodns.net", "mtaproxy512.free.mail.ne1.yahoo.com ESMTP ready"),
        trial("mx.b.example", "mail.elsewhere.example ESMTP"),
        trial("mx.c.example", "ESMTP"),
    ]);
    assert_eq!(state(&checkup, CheckId::Port), CheckState::Passed);
}

#[test]
fn hosts_that_turn_us_away_are_reached_and_said_to_turn_us_away() {
    let mut checkup = healthy();
    let reply = Reply { code: 554, lines: vec!["5.7.1 203.0.113.7 is blocked".into()] };
    checkup.port = Known::Known(vec![PortTrial {
        end: TrialEnd::Cut(Outcome::Refused { stage: Stage::Connect, reply }),
        ..away("mx.a.example", ConnectFault::TimedOut)
    }]);
    assert_eq!(state(&checkup, CheckId::Port), CheckState::Failed);
    assert_eq!(report(&checkup).verdict, DoctorVerdict::Limited);
}

#[test]
fn a_firewall_that_strikes_out_banners_is_told() {
    let mut checkup = healthy();
    checkup.port = Known::Known(vec![trial("mx.a.example", "*****************************")]);
    assert_eq!(state(&checkup, CheckId::Port), CheckState::Warning);
}

#[test]
fn a_resolver_that_invents_answers_fails_and_one_that_is_silent_is_not_believed() {
    let cases = [
        (leads("192.0.2.1"), leads("192.0.2.9"), CheckState::Failed),
        (NameAnswer::Absent, NameAnswer::Absent, CheckState::Warning),
        (leads("192.0.2.1"), NameAnswer::Failed(DnsFailure::ServFail), CheckState::Unknown),
        (NameAnswer::Failed(DnsFailure::TimedOut), NameAnswer::Absent, CheckState::Unknown),
        (
            NameAnswer::Failed(DnsFailure::TimedOut),
            NameAnswer::Failed(DnsFailure::TimedOut),
            CheckState::Failed,
        ),
    ];
    for (known_answer, made_up_answer, expected) in cases {
        let mut checkup = healthy();
        checkup.resolver = Known::Known(ResolverEvidence {
            known_name: "example.com".into(),
            known_answer,
            made_up_name: "made-up.com".into(),
            made_up_answer,
        });
        assert_eq!(state(&checkup, CheckId::Resolver), expected);
    }
}

#[test]
fn a_clock_is_held_against_the_nearest_of_the_others() {
    let off_by = |minutes: &[u64]| {
        let mut checkup = healthy();
        let witness = |minutes: &u64| ClockWitness {
            who: "mx.a.example".into(),
            theirs: NOON.plus(std::time::Duration::from_secs(minutes * 60)),
            ours: NOON,
        };
        checkup.clock = Known::Known(ClockEvidence { witnesses: minutes.iter().map(witness).collect() });
        state(&checkup, CheckId::Clock)
    };
    assert_eq!(off_by(&[4]), CheckState::Passed);
    assert_eq!(off_by(&[9000, 1]), CheckState::Passed, "one server's clock may be the wrong one");
    assert_eq!(off_by(&[90]), CheckState::Warning);
    assert_eq!(off_by(&[3 * 24 * 60]), CheckState::Failed);
    assert_eq!(off_by(&[]), CheckState::Unknown);
}

#[test]
fn an_address_that_nobody_named_leaves_what_rests_on_it_unknown() {
    let mut checkup = healthy();
    checkup.addresses = Known::Known(Vec::new());
    checkup.listings = Known::Unknown(WhyUnknown::Failed);
    checkup.spf = Known::Unknown(WhyUnknown::Failed);
    for id in [CheckId::PublicAddress, CheckId::Ptr, CheckId::Spf, CheckId::BlockLists] {
        assert_eq!(state(&checkup, id), CheckState::Unknown, "{id:?}");
    }
    assert_eq!(outlook(&checkup, "google"), Expectation::Unknown);
    assert_eq!(report(&checkup).verdict, DoctorVerdict::Limited);
}

#[test]
fn two_ways_out_are_a_warning_and_a_second_family_is_none() {
    let mut checkup = healthy();
    let at = |text| OwnAddress { ip: ip(text), ..own(Known::Known(Vec::new())) };
    checkup.addresses = Known::Known(vec![at(OWN), at("203.0.113.8")]);
    assert_eq!(state(&checkup, CheckId::PublicAddress), CheckState::Warning);
    checkup.addresses = Known::Known(vec![at(OWN), at("2a00::7")]);
    assert_eq!(state(&checkup, CheckId::PublicAddress), CheckState::Passed);
}

#[test]
fn a_reverse_name_has_to_exist_to_lead_back_and_to_be_an_own_one() {
    let cases = [
        (named("probe.example", leads(OWN)), CheckState::Passed, Expectation::Accepts),
        (Known::Known(vec![own(Known::Known(Vec::new()))]), CheckState::Failed, Expectation::Refuses),
        (named("probe.example", leads("192.0.2.9")), CheckState::Failed, Expectation::Refuses),
        (named("probe.example", NameAnswer::Absent), CheckState::Failed, Expectation::Refuses),
        (
            named("probe.example", NameAnswer::Failed(DnsFailure::TimedOut)),
            CheckState::Unknown,
            Expectation::Unknown,
        ),
        (
            Known::Known(vec![own(Known::Unknown(WhyUnknown::TimedOut))]),
            CheckState::Unknown,
            Expectation::Unknown,
        ),
        (named("p203-0-113-7.dip.example", leads(OWN)), CheckState::Warning, Expectation::MayRefuse),
        (named("pool7.isp.example", leads(OWN)), CheckState::Warning, Expectation::MayRefuse),
    ];
    for (addresses, expected, google) in cases {
        let mut checkup = healthy();
        checkup.addresses = addresses;
        assert_eq!(state(&checkup, CheckId::Ptr), expected, "{:?}", checkup.addresses);
        assert_eq!(outlook(&checkup, "google"), google, "{:?}", checkup.addresses);
    }
}

#[test]
fn the_name_in_ehlo_has_to_exist_and_had_better_be_ours() {
    let helo = |name: &str, leads_to| {
        let mut checkup = healthy();
        let source = HeloSource::Machine;
        checkup.helo = Known::Known(HeloEvidence { name: name.into(), source, leads_to });
        (state(&checkup, CheckId::Helo), outlook(&checkup, "small"))
    };
    assert_eq!(helo("desk.example", Some(leads(OWN))), (CheckState::Passed, Expectation::Accepts));
    assert_eq!(helo("desk.example", Some(leads("192.0.2.9"))), (CheckState::Warning, Expectation::Accepts));
    assert_eq!(
        helo("probe.example", Some(leads("192.0.2.9"))).0,
        CheckState::Passed,
        "it is the reverse name"
    );
    assert_eq!(helo("desk.example", Some(NameAnswer::Absent)), (CheckState::Failed, Expectation::MayRefuse));
    assert_eq!(helo("[203.0.113.7]", None), (CheckState::Warning, Expectation::MayRefuse));
    let failed = Some(NameAnswer::Failed(DnsFailure::ServFail));
    assert_eq!(helo("desk.example", failed).0, CheckState::Unknown);
}

#[test]
fn a_senders_domain_takes_mail_and_the_null_sender_needs_none() {
    let of = |of, routing| {
        let mut checkup = healthy();
        checkup.sender = sender(of, routing);
        state(&checkup, CheckId::Sender)
    };
    assert_eq!(of(SenderOf::Sender, MailRouting::NotFound), CheckState::Failed);
    assert_eq!(of(SenderOf::Sender, MailRouting::NullMx), CheckState::Failed);
    assert_eq!(of(SenderOf::Sender, MailRouting::Failed(DnsFailure::TimedOut)), CheckState::Unknown);
    assert_eq!(of(SenderOf::Helo, MailRouting::NoMailHost), CheckState::Passed);
}

#[test]
fn a_policy_that_forbids_is_a_refusal_and_one_that_is_silent_none() {
    let of = |outcome, of| {
        let mut checkup = healthy();
        checkup.spf = policy(outcome);
        checkup.sender = sender(of, MailRouting::NoMailHost);
        (state(&checkup, CheckId::Spf), outlook(&checkup, "google"))
    };
    use SenderOf::{Helo, Sender};
    assert_eq!(of(SpfOutcome::Pass, Sender), (CheckState::Passed, Expectation::Accepts));
    assert_eq!(of(SpfOutcome::Fail, Sender), (CheckState::Failed, Expectation::MayRefuse));
    assert_eq!(of(SpfOutcome::PermError, Sender), (CheckState::Failed, Expectation::MayRefuse));
    assert_eq!(of(SpfOutcome::SoftFail, Sender), (CheckState::Warning, Expectation::MayRefuse));
    assert_eq!(of(SpfOutcome::None, Sender), (CheckState::Warning, Expectation::Accepts));
    assert_eq!(of(SpfOutcome::Neutral, Sender), (CheckState::Warning, Expectation::Accepts));
    assert_eq!(of(SpfOutcome::None, Helo), (CheckState::Passed, Expectation::Accepts));
    assert_eq!(of(SpfOutcome::TempError, Helo).0, CheckState::Unknown);
    assert_eq!(of(SpfOutcome::NotEvaluated, Sender).0, CheckState::Unknown);
}

#[test]
fn a_list_that_refuses_to_answer_has_not_listed_us_and_not_cleared_us() {
    let refusal = ListAnswer::RefusesUs(Ipv4Addr::new(127, 255, 255, 254));
    let of = |answers: &[(&str, ListAnswer)]| {
        let mut checkup = healthy();
        checkup.listings =
            Known::Known(answers.iter().map(|(zone, answer)| listing(zone, answer.clone())).collect());
        (state(&checkup, CheckId::BlockLists), outlook(&checkup, "outlook"), outlook(&checkup, "gmx"))
    };
    let (zen, spamcop) = ("zen.spamhaus.org", "bl.spamcop.net");
    use Expectation::{Accepts, Refuses, Unknown};
    assert_eq!(of(&[(zen, refusal.clone())]), (CheckState::Unknown, Unknown, Unknown));
    assert_eq!(of(&[(zen, ListAnswer::Untrustworthy)]), (CheckState::Unknown, Unknown, Unknown));
    assert_eq!(of(&[(zen, ListAnswer::Failed(DnsFailure::TimedOut))]).0, CheckState::Unknown);
    assert_eq!(
        of(&[(zen, refusal.clone()), (spamcop, ListAnswer::NotListed)]),
        (CheckState::Passed, Unknown, Accepts),
        "Outlook.com uses the one that was not heard"
    );
    assert_eq!(of(&[(zen, listed(2)), (spamcop, refusal)]), (CheckState::Failed, Refuses, Refuses));
    assert_eq!(
        of(&[(zen, ListAnswer::NotListed), (spamcop, listed(2))]),
        (CheckState::Failed, Accepts, Refuses)
    );
}

#[test]
fn a_listing_is_told_with_its_meaning_and_where_to_read_of_it() {
    let mut checkup = healthy();
    checkup.listings = Known::Known(vec![listing("zen.spamhaus.org", listed(11))]);
    let check = report(&checkup).checks.into_iter().find(|check| check.id == CheckId::BlockLists).unwrap();
    let (finding, remedy) = (check.finding.to_string(), check.remedy.unwrap().to_string());
    assert!(finding.starts_with("203.0.113.7 is on Spamhaus ZEN. "), "{finding}");
    assert!(remedy.contains("https://check.spamhaus.org/"), "{remedy}");
    assert!(check.facts[0].1.to_string().contains("(PBL), 127.0.0.11"), "{:?}", check.facts);
}

#[test]
fn ipv6_without_a_name_is_a_warning_and_no_ipv6_is_fine() {
    let of = |names| {
        let mut checkup = healthy();
        let six = OwnAddress { ip: ip("2a00::7"), said_by: AddressSource::Interface, names };
        checkup.ipv6 = Known::Known(Some(six));
        (state(&checkup, CheckId::Ipv6), outlook(&checkup, "google"))
    };
    let name = |leads_to| Known::Known(vec![ReverseName { name: "six.example".into(), leads_to }]);
    assert_eq!(of(Known::Known(Vec::new())), (CheckState::Warning, Expectation::MayRefuse));
    assert_eq!(of(name(leads("2a00::7"))), (CheckState::Passed, Expectation::Accepts));
    assert_eq!(of(name(leads("2a00::8"))), (CheckState::Warning, Expectation::MayRefuse));
    assert_eq!(of(Known::Unknown(WhyUnknown::TimedOut)).0, CheckState::Unknown);
}

#[test]
fn the_verdict_is_limited_as_soon_as_somebody_refuses() {
    assert_eq!(verdict(|_| {}), DoctorVerdict::Ready);
    assert_eq!(
        verdict(|checkup| checkup.addresses = named("probe.example", NameAnswer::Absent)),
        DoctorVerdict::Limited
    );
    assert_eq!(
        verdict(|checkup| checkup.port = Known::Unknown(WhyUnknown::NotAsked)),
        DoctorVerdict::Unknown
    );
}

#[test]
fn a_refusal_says_why_and_what_to_do() {
    let mut checkup = healthy();
    checkup.addresses = Known::Known(vec![own(Known::Known(Vec::new()))]);
    let report = report(&checkup);
    let google = report.providers.iter().find(|one| one.operator == "google").unwrap();
    assert!(
        google
            .sentence
            .to_string()
            .starts_with("Google will refuse this machine, because the address has no name in DNS")
    );
    assert_eq!(google.remedy, Some(Need::Ptr.remedy()));
    assert!(report.headline.to_string().contains("Google"), "{}", report.headline);
}

#[test]
fn a_checkup_that_was_kept_reads_again() {
    let kept = serde_json::to_string(&healthy()).unwrap();
    assert_eq!(serde_json::from_str::<Checkup>(&kept).unwrap(), healthy());
}
