//! Files that are easily taken for what they are not: verdicts, foreign layouts, unreadable times, replies inside a cell.

use super::*;

impl Bench {
    async fn refused(&self, name: &str, content: &str, outcome_column: Option<u32>) -> String {
        let path = self.file(name, content).display().to_string();
        let request = LearnRequest { path, keep: true, outcome_column, ..LearnRequest::default() };
        let error = self.mailvet.learn(request).await.unwrap_err().to_string();
        assert!(self.mailvet.learnt_batches().await.unwrap().is_empty(), "{name}: nothing is kept");
        error
    }
}

#[tokio::test]
async fn verdicts_of_this_program_are_no_outcomes_of_mail() {
    let bench = Bench::new().await;
    let own = "address,mailvet_verdict,mailvet_reason\nv1@a.example,valid,mailbox_accepted\nv2@a.example,invalid,mailbox_not_found\n";
    let renamed = "address,mv_verdict,mv_reason,mv_score\nv1@a.example,valid,mailbox_accepted,97\nv2@a.example,invalid,mailbox_not_found,1\n";
    let lines = "{\"address\":\"v1@a.example\",\"mailvet\":{\"verdict\":\"invalid\",\"reason\":\"mailbox_not_found\",\"action\":\"suppress\",\"score\":1}}\n";
    for (name, content, column) in [
        ("own.csv", own, None),
        ("own.csv", own, Some(1)),
        ("own.csv", own, Some(2)),
        ("renamed.csv", renamed, None),
        ("own.jsonl", lines, None),
    ] {
        let error = bench.refused(name, content, column).await;
        assert!(error.contains("own verdicts"), "{name} {column:?}: {error}");
    }
    assert_eq!(bench.mailvet.recognise(bench.file("own.csv", own)).await.unwrap(), FileNature::List);
    let beside =
        "address,mailvet_verdict,outcome\nv1@a.example,invalid,delivered\nv2@a.example,valid,bounced\n";
    let report = bench.learn("beside.csv", beside).await;
    assert_eq!(report.columns.outcome.as_deref(), Some("outcome"));
    assert_eq!(counts(&report), [(Happened::Delivered, 1), (Happened::HardBounce, 1)]);
    let event = "{\"address\":\"v3@a.example\",\"event\":\"bounced\",\"mailvet\":{\"verdict\":\"valid\"}}\n";
    assert_eq!(counts(&bench.learn("event.jsonl", event).await), [(Happened::HardBounce, 1)]);
}

#[tokio::test]
async fn a_checkers_word_counts_where_the_column_is_one_of_mail() {
    let bench = Bench::new().await;
    let checked = "email,status\nanna@a.example,valid\nbo@a.example,invalid\ncarl@a.example,unknown\n";
    assert!(bench.refused("checked.csv", checked, None).await.contains("email, status"));
    let abuse = "email,status\nanna@a.example,valid\nbo@a.example,invalid\ncarl@a.example,abuse\n";
    assert!(bench.refused("abuse.csv", abuse, None).await.contains("email, status"));
    let late = format!("email,status\n{}late@a.example,invalid\n", "bo@a.example,ok\n".repeat(300));
    let report = bench.learn("late.csv", &late).await;
    assert_eq!((counts(&report), report.not_understood), (vec![(Happened::Delivered, 300)], 1));
    let mail = "email,status\nanna@a.example,delivered\nbo@a.example,invalid\n";
    let report = bench.learn("mail.csv", mail).await;
    assert_eq!(counts(&report), [(Happened::Delivered, 1), (Happened::HardBounce, 1)]);
    let path = bench.file("named.csv", checked).display().to_string();
    let request = LearnRequest { path, outcome_column: Some(1), ..LearnRequest::default() };
    let report = bench.mailvet.learn(request).await.unwrap();
    assert_eq!(counts(&report), [(Happened::Delivered, 1), (Happened::HardBounce, 1)]);
}

#[tokio::test]
async fn the_order_of_day_and_month_shows_in_any_row_of_the_column() {
    let bench = Bench::new().await;
    let many: String = (0..300).map(|n| format!("a{n}@a.example,delivered,03/04/2026\n")).collect();
    let report = bench
        .learn("american.csv", &format!("email,outcome,date\n{many}last@a.example,bounced,03/14/2026\n"))
        .await;
    assert_eq!((report.dated, report.times_unread), (301, 0));
    assert_eq!(report.oldest.unwrap().to_string(), "2026-03-04T00:00:00Z");
    let open = "email,outcome,date\nb1@a.example,delivered,03/04/2026\nb2@a.example,delivered,\nb3@a.example,delivered,2026-03-04\n";
    let report = bench.learn("open.csv", open).await;
    assert_eq!((report.dated, report.times_unread), (1, 1), "an empty cell is no time");
}

#[tokio::test]
async fn an_outcome_without_a_time_is_no_news_against_one_of_the_same_file() {
    let bench = Bench::new().await;
    let dated = "anna@a.example,hard bounce,2026-03-14";
    let undated = "anna@a.example,delivered,some day";
    let more: String = (0..6_000).map(|n| format!("x{n}@b.example,opened,2026-01-01\n")).collect();
    for (name, content) in [
        ("after.csv", format!("{dated}\n{undated}\n")),
        ("before.csv", format!("{undated}\n{dated}\n")),
        ("far.csv", format!("{undated}\n{more}{dated}\n")),
    ] {
        let report = bench.learn(name, &format!("email,outcome,date\n{content}")).await;
        let list = bench.file("list.csv", "email\nanna@a.example\n").display().to_string();
        let list =
            bench.mailvet.import(ImportRequest { path: list, ..ImportRequest::default() }).await.unwrap();
        let own = bench.mailvet.0.store.evidence(list.id, 0).await.unwrap().dossier.acquaintance.own;
        let heard: Vec<Happened> = own.iter().map(|heard| heard.what).collect();
        assert_eq!(heard, [Happened::HardBounce, Happened::Delivered], "{name}");
        assert_eq!(report.times_unread, 1, "{name}");
        bench.mailvet.forget_learnt().await.unwrap();
    }
}

#[tokio::test]
async fn the_column_that_was_read_is_the_one_that_is_named() {
    let bench = Bench::new().await;
    let brevo = "st_text,ts,sub,frm,email,tag,mid,link\nHard bounced,02-01-2026 03:04:05,Hi,me@b.example,b1@a.example,,<1@b.example>,\n";
    assert_eq!(bench.learn("brevo.csv", brevo).await.columns.address.as_deref(), Some("email"));
}

#[tokio::test]
async fn web_hooks_of_brevo_are_not_taken_for_those_of_sendgrid() {
    let bench = Bench::new().await;
    let hooks = "{\"event\":\"hard_bounce\",\"email\":\"fritz@a.example\",\"id\":1,\"date\":\"2026-01-02 04:04:05\",\"ts\":1767323050,\"message-id\":\"<1>\",\"ts_event\":1767323045,\"reason\":\"550 5.1.1 user unknown\"}\n{\"event\":\"request\",\"email\":\"greta@a.example\",\"date\":\"2026-01-02 04:04:05\",\"message-id\":\"<1>\",\"ts_event\":1767323045}\n";
    let report = bench.learn("hooks.jsonl", hooks).await;
    assert_eq!(report.layout.to_string(), "Brevo");
    assert_eq!((counts(&report), report.says_nothing), (vec![(Happened::HardBounce, 1)], 1));
    assert_eq!(report.oldest.unwrap().to_string(), "2026-01-02T03:04:05Z", "the time that has its zone");
    let activity = "processed,message_id,event,from,email,reason\n2026-01-02T03:04:05Z,m1,bounce,me@b.example,anna@a.example,550 5.1.1 User unknown\n";
    assert_eq!(bench.learn("activity.csv", activity).await.layout.to_string(), "SendGrid, events");
}

#[tokio::test]
async fn a_reply_in_the_cell_of_the_outcome_is_read() {
    let bench = Bench::new().await;
    let report = bench
        .learn(
            "cells.csv",
            "email,outcome,reason\na@a.example,Hard Bounce (550 5.7.1 blocked by policy),\nb@a.example,Soft Bounce: mailbox full,\nc@a.example,Soft Bounce: 550 5.1.1 User unknown,\nd@a.example,Hard Bounce (5.2.2),\ne@a.example,Hard bounce: gone,550 5.7.1 blocked using Spamhaus\nf@a.example,Hard Bounce,\n",
        )
        .await;
    let told: Vec<Happened> = report.examples.iter().map(|example| example.what).collect();
    assert_eq!(
        told,
        [
            Happened::SoftBounce,
            Happened::MailboxFull,
            Happened::HardBounce,
            Happened::MailboxFull,
            Happened::SoftBounce,
            Happened::HardBounce,
        ]
    );
}

#[tokio::test]
async fn a_report_counts_each_of_its_recipients() {
    let bench = Bench::new().await;
    let others = "\nFinal-Recipient: rfc822;relay@a.example\nAction: relayed\nStatus: 2.0.0\n\nFinal-Recipient: rfc822;list@a.example\nAction: expanded\n\nFinal-Recipient: rfc822;ok@a.example\nAction: delivered\n\nFinal-Recipient: rfc822;nobody\nAction: failed\n\nFinal-Recipient: rfc822;odd@a.example\nAction: vanished\n\nFinal-Recipient: utf-8;jos\\x{E9}@a.example\nAction: failed\nStatus: 5.1.1\n\n--b--\n";
    let mail = bounce("anna@a.example", "5.1.1", "550 5.1.1 User unknown").replace("\n--b--\n", others);
    let report = bench.learn("many.eml", &mail).await;
    assert_eq!(counts(&report), [(Happened::Delivered, 1), (Happened::HardBounce, 2)]);
    assert_eq!((report.rows, report.says_nothing, report.not_understood), (1, 2, 2), "{report:?}");
    assert!(report.examples.iter().any(|told| told.address == "josé@a.example"), "{report:?}");
}

#[tokio::test]
async fn what_had_no_time_of_its_own_has_none_after_a_way_through_a_file() {
    let bench = Bench::new().await;
    bench.learn("dated.csv", "email,status,date\nanna@a.example,bounced,2026-01-02\n").await;
    bench.learn("undated.csv", "email,status\nanna@a.example,delivered\nbo@a.example,delivered\n").await;
    let before = bench.learnt().await;
    let path = bench.folder.path().join("learnt.csv");
    bench.mailvet.forget_learnt().await.unwrap();
    let report = bench.learn_at(path).await;
    assert_eq!((report.layout.to_string().as_str(), report.added, report.dated), ("Mailvet", 3, 1));
    let columns = |lines: Vec<String>| -> Vec<String> {
        lines.iter().filter_map(|line| Some(line.rsplit_once(',')?.0.to_owned())).collect()
    };
    assert_eq!(columns(bench.learnt().await), columns(before));
}
