use mailvet_engine::{
    Journal as _,
    journal::{Record, Standing},
};
use mailvet_lists::OurColumn;
use mailvet_store::{Pick, Query, RowResult, Selection};
use mailvet_verdict::{Moment, Verdict};

use super::*;
use crate::{
    CopiedColumn, CopyRequest, Place,
    wire::{ExportRequest, NewPreset, ReportWords},
};

/// A list of two addresses that nobody was asked about, judged.
async fn checked() -> (tempfile::TempDir, Mailvet, ListId) {
    let folder = tempfile::tempdir().unwrap();
    let settings = folder.path().join("settings.toml");
    std::fs::write(&settings, "").unwrap();
    let place = Place { folder: folder.path().to_owned(), settings: Some(settings) };
    let mailvet = Mailvet::open(place).await.unwrap();
    let addresses = vec!["anna@example.com".to_owned(), "ben@example.org".to_owned()];
    let list = mailvet.import_addresses("two".to_owned(), addresses, false).await.unwrap().id;
    let run = mailvet.0.store.create_run(list, "").await.unwrap().id;
    for row in mailvet.page(list, Query::default(), 0, 2).await.unwrap().rows {
        let dossier = mailvet.0.store.evidence(list, row.row).await.unwrap().dossier;
        let judgement = mailvet_verdict::judge(&dossier, &mailvet.0.knowledge, &mailvet.in_force().policy);
        let address = row.address_id;
        let records = vec![
            Record::Judged { address, judgement, at: Moment(1_000) },
            Record::Standing { address, standing: Standing::Settled },
        ];
        mailvet.0.store.record(run, records).await.unwrap();
    }
    (folder, mailvet, list)
}

fn only(row: u64) -> Selection {
    Selection { picks: vec![Pick { from: row, to: row, selected: true }], ..Selection::default() }
}

fn all() -> Selection {
    Selection { all: true, ..Selection::default() }
}

async fn results(mailvet: &Mailvet, list: ListId) -> Vec<RowResult> {
    let rows = mailvet.page(list, Query::default(), 0, 9).await.unwrap().rows;
    rows.into_iter().map(|row| row.result.unwrap()).collect()
}

/// Everything that the steps of the test touch, in a line.
async fn state(mailvet: &Mailvet, list: ListId) -> String {
    let rows = mailvet.page(list, Query::default(), 0, 1).await.unwrap().rows;
    format!(
        "{:?} {:?} {:?} {} {} {:?}",
        rows[0].result.as_ref().and_then(|result| result.decision.as_ref()).map(|decision| decision.action),
        rows[0].mark,
        mailvet.suppressions().await.unwrap().iter().map(|line| line.entry.clone()).collect::<Vec<_>>(),
        mailvet.saved_filters().await.unwrap().len(),
        mailvet.in_force().settings.smtp.port,
        mailvet.presets().unwrap().into_iter().filter(|preset| preset.is_own).collect::<Vec<_>>(),
    )
}

#[tokio::test]
async fn one_stack_takes_back_everything_in_turn_and_does_it_again() {
    let (_folder, mailvet, list) = checked().await;
    let mut states = vec![state(&mailvet, list).await];
    mailvet.decide(list, all(), Some(Action::Review), "").await.unwrap();
    states.push(state(&mailvet, list).await);
    mailvet.mark_selected(list, only(0), Some(Mark::Bad)).await.unwrap();
    states.push(state(&mailvet, list).await);
    mailvet.suppress_selected(list, only(0)).await.unwrap();
    states.push(state(&mailvet, list).await);
    let filter = mailvet.save_filter(list, " Mine ", Query::default()).await.unwrap();
    states.push(state(&mailvet, list).await);
    mailvet.set_setting("smtp.port".to_owned(), Some("2525".to_owned())).await.unwrap();
    states.push(state(&mailvet, list).await);
    mailvet.unsuppress(&["anna@example.com".to_owned()]).await.unwrap();
    states.push(state(&mailvet, list).await);
    mailvet.remove_filter(filter.id).await.unwrap();
    states.push(state(&mailvet, list).await);
    let preset = NewPreset { title: "Bad ones".to_owned(), ..NewPreset::default() };
    let id = mailvet.save_preset(preset.clone()).await.unwrap().id;
    states.push(state(&mailvet, list).await);
    mailvet.save_preset(NewPreset { verdicts: vec![Verdict::Risky], ..preset }).await.unwrap();
    states.push(state(&mailvet, list).await);
    mailvet.remove_preset(&id).await.unwrap();
    states.push(state(&mailvet, list).await);
    for pair in states.windows(2) {
        assert_ne!(pair[0], pair[1]);
    }

    let told = mailvet.history().await.undo.unwrap();
    assert_eq!((told.kind, told.name.as_str()), (ChangeKind::RemovedPreset, "Bad ones"));
    for before in states.iter().rev().skip(1) {
        mailvet.undo().await.unwrap();
        assert_eq!(&state(&mailvet, list).await, before);
    }
    let view = mailvet.undo().await.unwrap();
    let redo = view.redo.unwrap();
    assert_eq!(
        (view.undo, redo.kind, redo.count, redo.action),
        (None, ChangeKind::Decided, 2, Some(Action::Review))
    );
    for after in states.iter().skip(1) {
        mailvet.redo().await.unwrap();
        assert_eq!(&state(&mailvet, list).await, after);
    }
}

#[tokio::test]
async fn a_new_change_ends_what_could_be_done_again() {
    let (_folder, mailvet, list) = checked().await;
    mailvet.decide(list, only(0), Some(Action::Review), "").await.unwrap();
    mailvet.undo().await.unwrap();
    mailvet.decide(list, only(1), Some(Action::Send), "").await.unwrap();
    assert_eq!(mailvet.history().await.redo, None);
    mailvet.redo().await.unwrap();
    let decided: Vec<_> = results(&mailvet, list).await.into_iter().map(|r| r.decision.is_some()).collect();
    assert_eq!(decided, [false, true]);
}

#[tokio::test]
async fn what_changes_nothing_is_no_step() {
    let (_folder, mailvet, list) = checked().await;
    let withdrawn = mailvet.decide(list, all(), None, "").await.unwrap();
    assert_eq!((withdrawn.changed, withdrawn.left_alone), (0, 2));
    mailvet.mark_selected(list, all(), None).await.unwrap();
    mailvet.set_setting("smtp.port".to_owned(), Some("25".to_owned())).await.unwrap();
    assert_eq!(mailvet.history().await, HistoryView::default());
}

#[tokio::test]
async fn a_policy_that_is_taken_back_is_taken_back_from_the_rows_that_got_its_actions() {
    let (_folder, mailvet, list) = checked().await;
    let before = results(&mailvet, list).await[0].action;
    let verdict: Verdict = results(&mailvet, list).await[0].verdict;
    let mut rows = mailvet.policy().rows;
    let own = rows.iter_mut().filter(|row| row.verdict == verdict);
    own.for_each(|row| row.action = if before == Action::Retry { Action::Send } else { Action::Retry });
    mailvet.set_policy(rows).await.unwrap();
    mailvet.apply_policy(list).await.unwrap();
    assert_ne!(results(&mailvet, list).await[0].action, before);
    mailvet.undo().await.unwrap();
    assert!(mailvet.policy().is_shipped);
    assert_eq!(results(&mailvet, list).await[0].action, before);
}

#[tokio::test]
async fn judging_again_keeps_a_decision_and_no_policy_touches_it() {
    let (_folder, mailvet, list) = checked().await;
    mailvet.decide(list, only(0), Some(Action::Suppress), "left the company").await.unwrap();
    mailvet.apply_policy(list).await.unwrap();
    assert_eq!(results(&mailvet, list).await[0].action, Action::Suppress);
    let counts = mailvet.try_policy(list, mailvet.policy().rows).await.unwrap();
    let suppress = counts.iter().find(|count| count.value == "suppress").unwrap();
    assert_eq!(suppress.count, 1);
}

#[tokio::test]
async fn what_a_step_was_about_may_be_gone_which_is_said_and_the_step_forgotten() {
    let (_folder, mailvet, list) = checked().await;
    mailvet.set_setting("smtp.port".to_owned(), Some("2525".to_owned())).await.unwrap();
    mailvet.decide(list, all(), Some(Action::Review), "").await.unwrap();
    mailvet.delete(list).await.unwrap();
    let fault = mailvet.undo().await.unwrap_err();
    assert!(fault.to_string().contains("no such list"), "{fault}");
    assert_eq!(mailvet.history().await.undo.map(|step| step.kind), Some(ChangeKind::Setting));
}

#[tokio::test]
async fn a_decision_is_exported_as_the_action_with_its_note_in_the_detail() {
    let (folder, mailvet, list) = checked().await;
    mailvet.decide(list, only(1), Some(Action::Suppress), "left the company.").await.unwrap();
    let path = folder.path().join("out.csv");
    let request = ExportRequest {
        list,
        query: Query::default(),
        path: path.display().to_string(),
        format: None,
        options: None,
    };
    mailvet.export(request).await.unwrap();
    let text = std::fs::read_to_string(path).unwrap();
    let told: Vec<bool> = text
        .lines()
        .skip(1)
        .map(|line| line.contains("Decided by hand: Suppress (left the company)."))
        .collect();
    assert_eq!(told, [false, true], "{text}");
    assert!(text.lines().nth(2).unwrap().contains(",suppress,"), "{text}");
}

#[tokio::test]
async fn selected_rows_are_copied_a_line_each_in_the_words_in_which_they_are_shown() {
    let (_folder, mailvet, list) = checked().await;
    mailvet.decide(list, only(1), Some(Action::Suppress), "").await.unwrap();
    let columns = vec![CopiedColumn::Row, CopiedColumn::Address, CopiedColumn::Ours(OurColumn::Action)];
    let header = ["#", "email", "Was zu tun ist"].map(str::to_owned).to_vec();
    let mut words = ReportWords::default();
    let request = CopyRequest { selection: only(1), columns, header, words: words.clone() };
    let copied = mailvet.copy_selected(list, request.clone()).await.unwrap();
    assert_eq!(copied.rows, 1);
    assert_eq!(copied.text, "#\temail\tWas zu tun ist\n2\tben@example.org\tSuppress\n");

    words.actions.insert(Action::Suppress, "Sperren".to_owned());
    let of_row = [OurColumn::Action, OurColumn::Score].map(CopiedColumn::Ours).to_vec();
    let request = CopyRequest { columns: of_row, header: Vec::new(), words: words.clone(), ..request };
    let copied = mailvet.copy_selected(list, request).await.unwrap();
    let (action, score) = copied.text.trim_end().split_once('\t').unwrap();
    assert_eq!((action, score.parse::<u8>().is_ok()), ("Sperren", true), "{}", copied.text);

    let columns = vec![CopiedColumn::Address];
    let addresses = CopyRequest { selection: all(), columns, header: Vec::new(), words };
    let copied = mailvet.copy_selected(list, addresses).await.unwrap();
    assert_eq!(copied.text, "anna@example.com\nben@example.org\n");
}

#[tokio::test]
async fn known_addresses_measure_the_judge_that_never_saw_their_marks() {
    let (_folder, mailvet, list) = checked().await;
    assert_eq!(mailvet.accuracy_of_list(list).await.unwrap(), None);
    mailvet.mark_selected(list, all(), Some(Mark::Good)).await.unwrap();
    let report = mailvet.accuracy_of_list(list).await.unwrap().unwrap();
    assert_eq!(report.all.decided() + report.all.undecided, 2);
}
