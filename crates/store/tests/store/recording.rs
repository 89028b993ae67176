//! What runs hear is kept: whole, in order, and found again.

use std::time::Duration;

use mailvet_engine::{
    Journal as _,
    journal::{AddressId, ControlPlace, GuardRecord, KeptPace, PaceRecord, Record, Standing, TurnRecord},
    run::{Breaker, CutRate, GuardMemory},
};
use mailvet_store::{NewList, Query, RunState, StoreError};
use mailvet_verdict::{
    Action, Address, Contribution, Control, ControlKind, ConversationId, CutShort, Flag, Judgement, Known,
    Moment, Reason, Reply, Sentence, SyntaxEvidence, TlsFacts, Tri, Verdict, WhyUnknown, next_step, tried,
};

use crate::support::{
    Shelf, attempt, conversation, domain_evidence, judgement, new_list, no_mailbox, row, settled, valid,
};

#[tokio::test]
async fn a_batch_is_kept_whole_or_not_at_all() {
    let shelf = Shelf::new();
    let (list, run) = shelf.run(&["anna@example.com"]).await;
    let anna = shelf.ids(list).await[0];
    let mut batch = vec![Record::Domain(domain_evidence("example.com", 1))];
    batch.extend(settled(anna, valid()));
    batch.extend(settled(AddressId(anna.0 + 1), valid()));
    shelf.store.record(run, batch).await.unwrap_err();
    assert_eq!(shelf.store.tally(run).await.unwrap().settled, 0);
    assert_eq!(shelf.store.domain(run, "example.com", Moment(0)).await.unwrap(), None);
    let page = shelf.store.page(list, Query::default(), 0, 1).await.unwrap();
    assert_eq!(page.rows[0].result, None);
}

#[tokio::test]
async fn a_batch_that_fails_takes_no_other_with_it() {
    let shelf = Shelf::new();
    let (list, run) = shelf.run(&["anna@example.com", "ben@example.com"]).await;
    let ids = shelf.ids(list).await;
    let nobody = AddressId(ids[1].0 + 7);
    let (one, bad, two) = tokio::join!(
        shelf.store.record(run, settled(ids[0], valid())),
        shelf.store.record(run, settled(nobody, valid())),
        shelf.store.record(run, settled(ids[1], valid())),
    );
    one.unwrap();
    bad.unwrap_err();
    two.unwrap();
    assert_eq!(shelf.store.tally(run).await.unwrap().settled, 2);
}

#[tokio::test]
async fn many_batches_at_once_are_all_kept() {
    let shelf = Shelf::new();
    let addresses: Vec<String> = (0..400).map(|n| format!("user{n}@example.com")).collect();
    let (list, run) = shelf.run(&addresses.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let mut tasks = tokio::task::JoinSet::new();
    for id in shelf.ids(list).await {
        let store = shelf.store.clone();
        tasks.spawn(async move { store.record(run, settled(id, no_mailbox())).await });
    }
    while let Some(recorded) = tasks.join_next().await {
        recorded.unwrap().unwrap();
    }
    let tally = shelf.store.tally(run).await.unwrap();
    assert_eq!((tally.total, tally.settled), (400, 400));
    assert_eq!(tally.verdicts.len(), 1);
    assert_eq!((tally.verdicts[0].verdict, tally.verdicts[0].count), (Verdict::Invalid, 400));
}

#[tokio::test]
async fn a_judgement_comes_back_whole() {
    let shelf = Shelf::new();
    let (list, run) = shelf.run(&["anna@exmaple.com"]).await;
    let anna = shelf.ids(list).await[0];
    let mut told = Judgement {
        score: 7,
        confidence: 0.123_456_789,
        suggestion: Some("anna@example.com".to_owned()),
        sentence: Sentence::as_it_is("The server says: “no such user”."),
        next_step: next_step(Verdict::Invalid, Reason::MailboxNotFound, Some("anna@example.com")),
        contributions: vec![Contribution {
            signal: "typo".into(),
            points: -40,
            sentence: Sentence::as_it_is("A slip."),
        }],
        ..judgement(Verdict::Invalid, Reason::MailboxNotFound, Action::Suppress, &[Flag::Typo, Flag::Role])
    };
    told.flags.set(Flag::CatchAll, Tri::Unknown);
    shelf.settle(run, anna, told.clone()).await;
    let evidence = shelf.store.evidence(list, 0).await.unwrap();
    assert_eq!(evidence.judgement, Some(told.clone()));
    let result = evidence.row.result.unwrap();
    assert_eq!((result.verdict, result.score, result.flags), (told.verdict, 7, told.flags));
    assert_eq!((result.sentence, result.suggestion), (told.sentence, told.suggestion));
    assert_eq!((result.checked_at, result.retry_at), (Moment(1_000), None));
}

#[tokio::test]
async fn a_sentence_is_kept_by_its_code_and_a_walk_over_all_rows_says_it_in_english() {
    let shelf = Shelf::new();
    let (list, run) = shelf.run(&["anna@example.com", "berta@example.com"]).await;
    let ids = shelf.ids(list).await;
    let coded = Judgement {
        sentence: tried::came_back(3_u32, tried::lasting(Duration::from_secs(7_200))),
        tried: Some(tried::was_to_be_asked(Moment(0))),
        contributions: vec![Contribution {
            signal: "typo".into(),
            points: -40,
            sentence: tried::lasting(Duration::from_secs(60)),
        }],
        ..judgement(Verdict::Unknown, Reason::RateLimited, Action::Retry, &[])
    };
    let without_codes = Judgement { sentence: Sentence::as_it_is("It is so."), ..coded.clone() };
    shelf.settle(run, ids[0], coded.clone()).await;
    shelf.settle(run, ids[1], without_codes.clone()).await;

    let kept = shelf.store.evidence(list, 0).await.unwrap().judgement;
    assert_eq!(kept, Some(coded.clone()));
    let page = shelf.store.page(list, Query::default(), 0, 10).await.unwrap();
    let told: Vec<Sentence> = page.rows.into_iter().map(|row| row.result.unwrap().sentence).collect();
    assert_eq!(told, [coded.told(), without_codes.told()]);
    let english: Vec<Sentence> =
        told.iter().map(|sentence| Sentence::as_it_is(sentence.to_string())).collect();

    let mut walked = Vec::new();
    let walk = shelf.store.for_each_row::<StoreError>(list, &Query::default(), |row| {
        walked.push(row.result.as_ref().unwrap().sentence.clone());
        Ok(())
    });
    walk.unwrap();
    assert_eq!(walked, english);
}

#[tokio::test]
async fn a_provisional_judgement_is_shown_and_replaced() {
    let shelf = Shelf::new();
    let (list, run) = shelf.run(&["anna@example.com"]).await;
    let anna = shelf.ids(list).await[0];
    let provisional = judgement(Verdict::Unknown, Reason::Greylisted, Action::Retry, &[]);
    let due = Moment(360_000);
    let records = vec![
        Record::Judged { address: anna, judgement: provisional, at: Moment(1) },
        Record::Standing { address: anna, standing: Standing::Waiting { due, tries: 1 } },
    ];
    shelf.store.record(run, records).await.unwrap();
    let tally = shelf.store.tally(run).await.unwrap();
    assert_eq!((tally.waiting, tally.settled), (1, 0));
    assert_eq!(tally.verdicts[0].verdict, Verdict::Unknown);
    let page = shelf.store.page(list, Query::default(), 0, 1).await.unwrap();
    assert_eq!(page.rows[0].result.as_ref().unwrap().retry_at, Some(due));

    shelf.settle(run, anna, valid()).await;
    let tally = shelf.store.tally(run).await.unwrap();
    assert_eq!((tally.waiting, tally.settled, tally.verdicts.len()), (0, 1, 1));
    assert_eq!(tally.verdicts[0].verdict, Verdict::Valid);
}

#[tokio::test]
async fn a_dossier_is_put_together_from_all_that_was_heard() {
    let shelf = Shelf::new();
    let (list, run) = shelf.run(&["Anna@example.com", "ben@example.com"]).await;
    let ids = shelf.ids(list).await;
    let (first, second) = (ConversationId(i64::MIN), ConversationId(77));
    let later = attempt(first, Reply::new(450, "4.2.0 greylisted"));
    let mut passed = attempt(second, Reply { code: 250, lines: vec!["2.1.5 ok".into(), "\u{fc}".into()] });
    passed.banner = None;
    passed.sender = Some("probe@example.org".to_owned());
    passed.tls_facts = Some(Box::new(TlsFacts {
        version: "TLS 1.3".to_owned(),
        cipher: "TLS13_AES_256_GCM_SHA384".to_owned(),
        certificate: None,
        trusted: Known::Known(false),
        fits_host: Known::Unknown(WhyUnknown::Failed),
    }));
    let control = Control {
        kind: ControlKind::Random,
        address: Address::parse("q3kd81h@example.com").ok(),
        attempt: attempt(second, Reply::new(550, "5.1.1 no")),
    };
    let evidence = domain_evidence("example.com", 1_500);
    let records = vec![
        Record::Domain(evidence.clone()),
        Record::Conversation(conversation(first, &["220 hello"])),
        Record::Attempt { address: ids[0], attempt: later.clone() },
        Record::Conversation(conversation(first, &["220 hello", "450 4.2.0 greylisted"])),
        Record::Conversation(conversation(second, &["250 2.1.5 ok"])),
        Record::Attempt { address: ids[0], attempt: passed.clone() },
        Record::Control {
            domain: "example.com".to_owned(),
            control: control.clone(),
            place: ControlPlace::Next,
        },
    ];
    shelf.store.record(run, records).await.unwrap();
    let dossier = shelf.store.dossier(run, ids[0]).await.unwrap();
    assert_eq!(dossier.typed, "Anna@example.com");
    assert_eq!(dossier.domain, Known::Known(evidence));
    assert_eq!(dossier.attempts, [later, passed]);
    assert_eq!(dossier.controls, std::slice::from_ref(&control));
    assert_eq!(shelf.store.controls(run, "example.com").await.unwrap(), [control]);
    let sister = shelf.store.dossier(run, ids[1]).await.unwrap();
    assert_eq!((sister.attempts.len(), sister.controls.len()), (0, 1));

    let evidence = shelf.store.evidence(list, 0).await.unwrap();
    assert_eq!(evidence.dossier, dossier);
    assert_eq!(evidence.conversations.len(), 2);
    let grown = evidence.conversations.iter().find(|conversation| conversation.id == first).unwrap();
    assert_eq!(grown.lines.len(), 2);
}

#[tokio::test]
async fn domain_evidence_is_used_again_while_it_is_young_enough() {
    let shelf = Shelf::new();
    let (_, first) = shelf.run(&["anna@example.com"]).await;
    let (list, second) = shelf.run(&["ben@example.com"]).await;
    let evidence = domain_evidence("example.com", 5_000);
    shelf.store.record(first, vec![Record::Domain(evidence.clone())]).await.unwrap();
    let ben = shelf.ids(list).await[0];
    assert_eq!(
        shelf.store.dossier(second, ben).await.unwrap().domain,
        Known::Unknown(WhyUnknown::NotAsked),
        "what the run has not used is not its evidence"
    );
    assert_eq!(shelf.store.domain(second, "example.com", Moment(5_001)).await.unwrap(), None);
    assert_eq!(
        shelf.store.domain(second, "example.com", Moment(5_000)).await.unwrap(),
        Some(evidence.clone())
    );
    assert_eq!(shelf.store.dossier(second, ben).await.unwrap().domain, Known::Known(evidence));
}

#[tokio::test]
async fn practice_evidence_never_reaches_a_real_run() {
    let shelf = Shelf::new();
    let mut writer = shelf.store.begin_list(NewList { practice: true, ..new_list(&["email"]) }).unwrap();
    writer.rows(vec![row(vec!["anna@example.com".to_owned()])]).unwrap();
    let practice = shelf.store.create_run(writer.finish().unwrap().id, "").await.unwrap().id;
    let (_, real) = shelf.run(&["ben@example.com"]).await;
    let elsewhere = shelf.list(&["cleo@example.com"]).id;
    let elsewhere =
        shelf.store.create_run(elsewhere, "[dns]\nservers = [\"127.0.0.1:5300\"]").await.unwrap().id;
    shelf.store.record(practice, vec![Record::Domain(domain_evidence("example.com", 9))]).await.unwrap();
    assert_eq!(shelf.store.domain(real, "example.com", Moment(0)).await.unwrap(), None);
    shelf.store.record(real, vec![Record::Domain(domain_evidence("example.com", 5))]).await.unwrap();
    let at =
        async |run| shelf.store.domain(run, "example.com", Moment(0)).await.unwrap().map(|e| e.observed_at);
    assert_eq!(at(practice).await, Some(Moment(9)));
    assert_eq!(at(real).await, Some(Moment(5)));
    assert_eq!(at(elsewhere).await, None);
}

#[tokio::test]
async fn what_is_no_address_is_settled_in_pages() {
    let shelf = Shelf::new();
    let mut cells: Vec<String> = (0..1_200).map(|n| format!("nobody {n}")).collect();
    cells.push("anna@example.com".to_owned());
    let (list, run) = shelf.run(&cells.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let judge = |dossier: &mailvet_verdict::Dossier| {
        assert!(matches!(dossier.syntax, SyntaxEvidence::Faulty(_)));
        Judgement {
            sentence: Sentence::as_it_is(format!("“{}” is no address.", dossier.typed)),
            ..judgement(Verdict::Invalid, Reason::Syntax, Action::Suppress, &[])
        }
    };
    assert_eq!(shelf.store.settle_faulty(run, Moment(3), &judge).await.unwrap(), 1_200);
    assert_eq!(shelf.store.settle_faulty(run, Moment(3), &judge).await.unwrap(), 0);
    let tally = shelf.store.tally(run).await.unwrap();
    assert_eq!((tally.total, tally.settled), (1_201, 1_200));
    let row = shelf.store.evidence(list, 1_199).await.unwrap().row;
    assert_eq!(row.result.unwrap().sentence.to_string(), "“nobody 1199” is no address.");
}

#[tokio::test]
async fn an_address_that_was_cut_short_says_so() {
    let shelf = Shelf::new();
    let (list, run) = shelf.run(&["anna@example.com"]).await;
    let anna = shelf.ids(list).await[0];
    shelf.settle(run, anna, judgement(Verdict::Unknown, Reason::Cancelled, Action::Retry, &[])).await;
    let evidence = shelf.store.evidence(list, 0).await.unwrap();
    assert_eq!(evidence.dossier.cut_short, Some(CutShort::Cancelled));
}

#[tokio::test]
async fn a_run_keeps_its_state_settings_and_output() {
    let shelf = Shelf::new();
    let list = shelf.list(&["anna@example.com", "anna@example.com"]).id;
    let run = shelf.store.create_run(list, "[smtp]\nenabled = false").await.unwrap();
    assert_eq!((run.state, run.total, run.settled, run.ended_at), (RunState::Queued, 1, 0, None));
    shelf.store.set_run_output(run.id, "/tmp/out.csv").await.unwrap();
    assert_eq!(shelf.store.run_output(run.id).await.unwrap().as_deref(), Some("/tmp/out.csv"));
    assert_eq!(shelf.store.run_settings(run.id).await.unwrap(), "[smtp]\nenabled = false");
    shelf.store.set_run_state(run.id, RunState::Paused).await.unwrap();
    assert_eq!(shelf.store.unfinished_runs().await.unwrap()[0].state, RunState::Paused);
    shelf.store.set_run_state(run.id, RunState::Finished).await.unwrap();
    assert_eq!(shelf.store.unfinished_runs().await.unwrap(), []);
    assert!(shelf.store.run(run.id).await.unwrap().ended_at.is_some());
}

#[tokio::test]
async fn a_run_keeps_no_password_of_a_proxy() {
    let shelf = Shelf::new();
    let list = shelf.list(&["anna@example.com"]).id;
    let settings = "[network]\nproxy = \"socks5://ann:s3cret@proxy.example:1080\"\n";
    let run = shelf.store.create_run(list, settings).await.unwrap();
    let kept = shelf.store.run_settings(run.id).await.unwrap();
    assert_eq!(kept, "[network]\nproxy = \"socks5://ann:***@proxy.example:1080\"\n");
}

#[tokio::test]
async fn a_new_run_begins_with_nothing_and_is_the_current_one() {
    let shelf = Shelf::new();
    let (list, first) = shelf.run(&["anna@example.com"]).await;
    let anna = shelf.ids(list).await[0];
    shelf.settle(first, anna, valid()).await;
    let of_list = async || {
        let facets = shelf.store.facets(list, Query::default()).await.unwrap();
        (facets.unsettled, shelf.store.list(list).await.unwrap().verdicts.len())
    };
    assert_eq!(of_list().await, (0, 1));
    let second = shelf.store.create_run(list, "").await.unwrap();
    assert_eq!(of_list().await, (1, 0));
    assert_eq!(shelf.store.list(list).await.unwrap().run, Some(second));
    assert_eq!(shelf.store.runs().await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_record_of_a_deleted_run_is_an_error_and_no_panic() {
    let shelf = Shelf::new();
    let (list, run) = shelf.run(&["anna@example.com"]).await;
    let anna = shelf.ids(list).await[0];
    shelf.store.delete_list(list).await.unwrap();
    let error = shelf.store.record(run, settled(anna, valid())).await.unwrap_err();
    assert!(error.message.to_string().contains("no such run"), "{}", error.message);
    shelf.store.tally(run).await.unwrap_err();
}

fn pace(exchange: &str, at: i64) -> PaceRecord {
    PaceRecord {
        exchange: exchange.to_owned(),
        at: Moment(at),
        asked: vec![(at / 60_000, 7)],
        refused: Vec::new(),
        connections: 2,
        rate: Some(CutRate { per_minute: 12, before: 40 }),
        session_size: 20,
        rest: None,
        complaints: 1,
        breaker: Breaker::default(),
        accepts_all: None,
        turn: TurnRecord::default(),
        guard: GuardMemory::default(),
    }
}

#[tokio::test]
async fn the_guard_of_a_run_is_its_own_and_no_exchange() {
    let shelf = Shelf::new();
    let (_, first) = shelf.run(&["anna@example.com"]).await;
    let (_, second) = shelf.run(&["ben@example.com"]).await;
    let kept = |at| GuardRecord { at: Moment(at), guard: GuardMemory::default() };
    for at in [60_000, 120_000] {
        shelf.store.record(first, vec![Record::Guard(kept(at))]).await.unwrap();
    }
    assert_eq!(shelf.store.guard(first).await.unwrap(), Some(kept(120_000)));
    assert_eq!(shelf.store.guard(second).await.unwrap(), None);
    for run in [first, second] {
        assert_eq!(shelf.store.paces(run, Moment(0)).await.unwrap(), Vec::new());
    }
}

#[tokio::test]
async fn the_pace_of_an_exchange_is_kept_and_read_by_the_next_run_as_anothers() {
    let shelf = Shelf::new();
    let (_, first) = shelf.run(&["anna@example.com"]).await;
    let (_, second) = shelf.run(&["ben@example.com"]).await;
    for at in [60_000, 120_000] {
        shelf.store.record(first, vec![Record::Pace(Box::new(pace("example.com", at)))]).await.unwrap();
    }
    let seen = |run, since| shelf.store.paces(run, Moment(since));
    let kept = |own| vec![KeptPace { own, pace: pace("example.com", 120_000) }];
    assert_eq!(seen(first, 0).await.unwrap(), kept(true), "the later one in place of the earlier");
    assert_eq!(seen(first, 500_000).await.unwrap(), kept(true), "its own, however old");
    assert_eq!(seen(second, 0).await.unwrap(), kept(false));
    assert_eq!(seen(second, 500_000).await.unwrap(), []);
}

#[tokio::test]
async fn the_pace_of_the_practice_world_never_reaches_a_real_run() {
    let shelf = Shelf::new();
    let (_, real) = shelf.run(&["anna@example.com"]).await;
    let mut writer = shelf.store.begin_list(NewList { practice: true, ..new_list(&["email"]) }).unwrap();
    writer.rows(vec![row(vec!["anna@example.com".to_owned()])]).unwrap();
    let practice = shelf.store.create_run(writer.finish().unwrap().id, "").await.unwrap().id;
    shelf.store.record(practice, vec![Record::Pace(Box::new(pace("example.com", 1)))]).await.unwrap();
    shelf.store.record(real, vec![Record::Pace(Box::new(pace("example.org", 1)))]).await.unwrap();
    let exchanges = async |run| {
        let paces = shelf.store.paces(run, Moment(0)).await.unwrap();
        paces.into_iter().map(|kept| kept.pace.exchange).collect::<Vec<_>>()
    };
    assert_eq!(exchanges(real).await, ["example.org"]);
    assert_eq!(exchanges(practice).await, ["example.com"]);
}
