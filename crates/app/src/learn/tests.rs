//! Files as senders' systems write them, learnt into a database: what is told, what is kept, what is refused.

use std::{fs, path::PathBuf};

use mailvet_store::Query;
use mailvet_verdict::Happened;

use super::*;
use crate::{Place, wire::ImportRequest};

mod doubts;

struct Bench {
    folder: tempfile::TempDir,
    mailvet: Mailvet,
}

impl Bench {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = Place { folder: folder.path().join("data"), settings: None };
        Self { mailvet: Mailvet::open(place).await.unwrap(), folder }
    }

    fn file(&self, name: &str, content: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, content).unwrap();
        path
    }

    async fn learn(&self, name: &str, content: &str) -> LearnReport {
        let path = self.file(name, content);
        self.learn_at(path).await
    }

    async fn learn_at(&self, path: PathBuf) -> LearnReport {
        let request =
            LearnRequest { path: path.display().to_string(), keep: true, ..LearnRequest::default() };
        self.mailvet.learn(request).await.unwrap()
    }

    async fn learnt(&self) -> Vec<String> {
        let path = self.folder.path().join("learnt.csv");
        self.mailvet.export_learnt(path.clone()).await.unwrap();
        let text = fs::read_to_string(path).unwrap();
        text.lines().skip(1).map(str::to_owned).collect()
    }
}

fn counts(report: &LearnReport) -> Vec<(Happened, u64)> {
    report.outcomes.iter().map(|outcome| (outcome.what, outcome.count)).collect()
}

#[tokio::test]
async fn a_plain_file_of_addresses_and_outcomes_needs_no_option() {
    let bench = Bench::new().await;
    let report = bench
        .learn("known.csv", "address,outcome\nanna@a.example,delivered\nbo@a.example,hard_bounce\nno address,delivered\ncarl@a.example,whatever\n")
        .await;
    assert_eq!(counts(&report), [(Happened::Delivered, 1), (Happened::HardBounce, 1)]);
    assert_eq!((report.rows, report.added, report.not_understood), (4, 2, 2));
    let unread: Vec<(u64, &str)> = report.unread.iter().map(|row| (row.row, row.cell.as_str())).collect();
    assert_eq!(unread, [(4, "no address"), (5, "whatever")]);
}

#[tokio::test]
async fn the_same_file_is_learnt_once_and_an_older_row_in_a_newer_file_adds_nothing() {
    let bench = Bench::new().await;
    let first = "email,status\nanna@a.example,delivered\n";
    assert_eq!(bench.learn("one.csv", first).await.added, 1);
    let again = bench.learn("again.csv", first).await;
    assert_eq!((again.batch, again.added), (None, 0));
    assert_eq!(again.learnt_before.unwrap().name, "one.csv");
    let longer = bench.learn("two.csv", &format!("{first}bo@a.example,bounced\n")).await;
    assert_eq!((longer.added, longer.known), (1, 1));
}

#[tokio::test]
async fn undoing_a_file_keeps_what_another_one_tells_too() {
    let bench = Bench::new().await;
    let one = bench.learn("one.csv", "email,status,date\nanna@a.example,delivered,2026-01-02\n").await;
    bench
        .learn(
            "two.csv",
            "email,status,date\nanna@a.example,delivered,2026-01-02\nbo@a.example,delivered,2026-01-02\n",
        )
        .await;
    bench.mailvet.undo_learning(one.batch.unwrap()).await.unwrap();
    let left = bench.learnt().await;
    assert_eq!(
        left,
        [
            "anna@a.example,delivered,2026-01-02T00:00:00Z,yes,batch 2",
            "bo@a.example,delivered,2026-01-02T00:00:00Z,yes,batch 2",
        ]
    );
    assert!(bench.mailvet.undo_learning(one.batch.unwrap()).await.is_err());
}

#[tokio::test]
async fn both_sides_of_a_conflict_are_kept_and_the_newest_counts() {
    let bench = Bench::new().await;
    let report = bench
        .learn(
            "both.csv",
            "email,event,date\nanna@a.example,delivered,2026-01-02\nanna@a.example,hard bounce,2026-03-02\n",
        )
        .await;
    assert_eq!((report.added, report.conflicts), (2, 1));
    let list = bench.file("list.csv", "email\nanna@a.example\nbo@a.example\n");
    let request = ImportRequest { path: list.display().to_string(), ..ImportRequest::default() };
    let list = bench.mailvet.import(request).await.unwrap();
    let evidence = bench.mailvet.0.store.evidence(list.id, 1).await.unwrap();
    let around = evidence.dossier.acquaintance;
    assert_eq!((around.rates.domain.delivered, around.rates.domain.bounced), (0, 1));
    assert_eq!(around.colleagues.len(), 1);
    assert_eq!(around.colleagues[0].heard.what, Happened::HardBounce);
    let own = bench.mailvet.0.store.evidence(list.id, 0).await.unwrap().dossier.acquaintance;
    let heard: Vec<Happened> = own.own.iter().map(|heard| heard.what).collect();
    assert_eq!(heard, [Happened::HardBounce, Happened::Delivered]);
    assert_eq!((own.rates.domain.bounced, own.rates.world.bounced, own.colleagues.len()), (0, 0, 0));
    assert_eq!(bench.mailvet.page(list.id, Query::default(), 0, 9).await.unwrap().rows.len(), 2);
}

#[tokio::test]
async fn the_exports_of_senders_are_known_by_their_columns() {
    let bench = Bench::new().await;
    for (name, content, layout, told) in [
        (
            "mailchimp.csv",
            "Email Address,First Name,Last Name,MEMBER_RATING,CLEAN_TIME,CLEAN_CAMPAIGN_TITLE\nm1@a.example,Anna,Berg,2,2026-01-02 03:04:05,News\n",
            "Mailchimp, cleaned contacts",
            vec![(Happened::HardBounce, 1)],
        ),
        (
            "sendgrid.csv",
            "status,reason,email,created\n5.1.1,550 5.1.1 User unknown,s1@a.example,1767323045\n5.7.1,550 5.7.1 blocked using Spamhaus,s2@a.example,1767323045\n",
            "SendGrid, bounces",
            vec![(Happened::HardBounce, 1), (Happened::SoftBounce, 1)],
        ),
        (
            "brevo.csv",
            "st_text,ts,sub,frm,email,tag,mid,link\nHard bounced,02-01-2026 03:04:05,Hi,me@b.example,b1@a.example,,<1@b.example>,\nFirst opening,13-01-2026 03:04:05,Hi,me@b.example,b2@a.example,,<2@b.example>,\nSent,13-01-2026 03:04:05,Hi,me@b.example,b3@a.example,,<3@b.example>,\n",
            "Brevo",
            vec![(Happened::Opened, 1), (Happened::HardBounce, 1)],
        ),
        (
            "hubspot.csv",
            "Email,Portal Bounce,Portal Unsubscribe,Portal Spam Report,Global Bounce\nh1@a.example,TRUE,FALSE,FALSE,FALSE\nh2@a.example,FALSE,TRUE,FALSE,FALSE\nh3@a.example,FALSE,FALSE,FALSE,FALSE\n",
            "HubSpot, unsubscribes and bounces",
            vec![(Happened::HardBounce, 1), (Happened::Unsubscribed, 1)],
        ),
        (
            "events.jsonl",
            "{\"email\":\"e1@a.example\",\"timestamp\":1767323045,\"event\":\"bounce\",\"type\":\"blocked\",\"sg_event_id\":\"x\"}\n{\"email\":\"e2@a.example\",\"timestamp\":1767323045,\"event\":\"click\",\"sg_event_id\":\"y\"}\n",
            "SendGrid, events",
            vec![(Happened::Clicked, 1), (Happened::SoftBounce, 1)],
        ),
        (
            "ses.jsonl",
            "{\"notificationType\":\"Bounce\",\"bounce\":{\"bounceType\":\"Permanent\",\"bounceSubType\":\"General\",\"bouncedRecipients\":[{\"emailAddress\":\"a1@a.example\",\"status\":\"5.1.1\",\"diagnosticCode\":\"smtp; 550 5.1.1 user unknown\"},{\"emailAddress\":\"a2@a.example\",\"diagnosticCode\":\"smtp; 552 5.2.2 mailbox full\"}],\"timestamp\":\"2026-01-02T03:04:05.000Z\"},\"mail\":{\"timestamp\":\"2026-01-01T03:04:05.000Z\",\"destination\":[\"a1@a.example\"]}}\n{\"Type\":\"Notification\",\"Message\":\"{\\\"notificationType\\\":\\\"Delivery\\\",\\\"mail\\\":{\\\"destination\\\":[\\\"a3@a.example\\\"]},\\\"delivery\\\":{\\\"recipients\\\":[\\\"a3@a.example\\\"],\\\"timestamp\\\":\\\"2026-01-02T03:04:05.000Z\\\"}}\"}\n",
            "Amazon SES",
            vec![(Happened::Delivered, 1), (Happened::HardBounce, 1), (Happened::MailboxFull, 1)],
        ),
        (
            "postmark.json",
            "[{\"RecordType\":\"Bounce\",\"Type\":\"HardBounce\",\"Email\":\"p1@a.example\",\"BouncedAt\":\"2026-01-02T03:04:05Z\",\"Details\":\"smtp;550 5.1.1 no such user\"},{\"RecordType\":\"Delivery\",\"Recipient\":\"p2@a.example\",\"DeliveredAt\":\"2026-01-02T03:04:05Z\",\"MessageID\":\"x\"}]",
            "Postmark",
            vec![(Happened::Delivered, 1), (Happened::HardBounce, 1)],
        ),
    ] {
        let report = bench.learn(name, content).await;
        assert_eq!(
            (report.layout.to_string().as_str(), report.not_understood),
            (layout, 0),
            "{name}: {report:?}"
        );
        assert_eq!(counts(&report), told, "{name}");
        // HubSpot's list of bounces has no times.
        let dated = if report.columns.outcome.is_none() && name == "hubspot.csv" { 0 } else { report.added };
        assert_eq!(report.dated, dated, "{name}: {report:?}");
    }
}

const REPORT: &str = "From: MAILER-DAEMON@mx.sender.example\nTo: me@sender.example\nSubject: Undelivered\nDate: Fri, 02 Jan 2026 03:04:05 +0000\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\n\n--b\nContent-Type: text/plain\n\nSorry.\n\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.sender.example\n\nFinal-Recipient: rfc822; ADDRESS\nAction: failed\nStatus: STATUS\nDiagnostic-Code: smtp; DIAGNOSTIC\n\n--b--\n";

fn bounce(address: &str, status: &str, diagnostic: &str) -> String {
    REPORT.replace("ADDRESS", address).replace("STATUS", status).replace("DIAGNOSTIC", diagnostic)
}

#[tokio::test]
async fn bounces_are_read_by_the_same_rules_as_replies() {
    let bench = Bench::new().await;
    let dead = bench
        .learn(
            "dead.eml",
            &bounce(
                "anna@a.example",
                "5.1.1",
                "550 5.1.1 <anna@a.example>: Recipient address rejected: User unknown",
            ),
        )
        .await;
    assert_eq!(counts(&dead), [(Happened::HardBounce, 1)]);
    assert_eq!(dead.dated, 1);
    let blocked = bench
        .learn(
            "blocked.eml",
            &bounce(
                "bo@a.example",
                "5.7.1",
                "554 5.7.1 Service unavailable; Client host blocked using zen.spamhaus.org",
            ),
        )
        .await;
    assert_eq!(counts(&blocked), [(Happened::SoftBounce, 1)]);
}

#[tokio::test]
async fn mailboxes_of_bounces_and_automatic_answers_are_read() {
    let bench = Bench::new().await;
    let left = "From: Carl <carl@a.example>\nTo: me@sender.example\nSubject: Automatic reply\nAuto-Submitted: auto-replied\nDate: Fri, 02 Jan 2026 03:04:05 +0000\n\nThank you. Carl no longer works here; please write to Dora.\n";
    let away = "From: Emil <emil@a.example>\nTo: me@sender.example\nSubject: Out of office\nAuto-Submitted: auto-replied\nDate: Fri, 02 Jan 2026 03:04:05 +0000\n\nI left the office for a week.\n";
    let full = bounce(
        "frida@a.example",
        "4.2.2",
        "452 4.2.2 The email account that you tried to reach is over quota",
    );
    let mbox: String = [left, away, &full]
        .iter()
        .map(|mail| format!("From x@y.example Fri Jan  2 03:04:05 2026\n{mail}\n"))
        .collect();
    let report = bench.learn("inbox.mbox", &mbox).await;
    assert_eq!(counts(&report), [(Happened::MailboxFull, 1), (Happened::Left, 1)]);
    assert_eq!((report.rows, report.says_nothing), (3, 1));

    let maildir = bench.folder.path().join("Maildir");
    for part in ["cur", "new", "tmp"] {
        fs::create_dir_all(maildir.join(part)).unwrap();
    }
    fs::write(maildir.join("new/1"), bounce("gus@a.example", "5.1.1", "550 5.1.1 User unknown")).unwrap();
    fs::write(maildir.join("cur/2:2,S"), left).unwrap();
    let report = bench.learn_at(maildir).await;
    assert_eq!(counts(&report), [(Happened::HardBounce, 1), (Happened::Left, 1)]);
}

#[tokio::test]
async fn a_file_without_outcomes_is_told_in_a_sentence() {
    let bench = Bench::new().await;
    let path = bench.file("list.csv", "email,city\nanna@a.example,Rome\n");
    let request = LearnRequest { path: path.display().to_string(), keep: true, ..LearnRequest::default() };
    let error = bench.mailvet.learn(request).await.unwrap_err();
    assert!(error.to_string().contains("email, city"), "{error}");
}

#[tokio::test]
async fn what_is_exported_can_be_learnt_again() {
    let bench = Bench::new().await;
    bench.learn("one.csv", "email,status,date\n\"\"\"a,b\"\"@a.example\",delivered,2026-01-02\nbo@a.example,soft bounce,2026-01-03\n").await;
    let path = bench.folder.path().join("out.csv");
    assert_eq!(bench.mailvet.export_learnt(path.clone()).await.unwrap(), 2);
    bench.mailvet.forget_learnt().await.unwrap();
    assert!(bench.learnt().await.is_empty());
    assert_eq!(bench.learn_at(path).await.added, 2);
}

#[tokio::test]
async fn a_preview_keeps_nothing() {
    let bench = Bench::new().await;
    let path = bench.file("one.csv", "email,status\nanna@a.example,delivered\n");
    let request = LearnRequest { path: path.display().to_string(), ..LearnRequest::default() };
    let report = bench.mailvet.learn(request).await.unwrap();
    assert_eq!((report.examples.len(), report.batch), (1, None));
    assert!(bench.mailvet.learnt_batches().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_dropped_file_is_told_apart_by_what_is_in_it() {
    let bench = Bench::new().await;
    let nature =
        async |name: &str, content: &str| bench.mailvet.recognise(bench.file(name, content)).await.unwrap();
    let plain = "email,name\nanna@a.example,Anna\nbo@a.example,Bo\n";
    assert_eq!(nature("plain.csv", plain).await, FileNature::List);
    // A column of states that tells of no mail that came back may be anything.
    let customers = "email,status\nanna@a.example,ok\nbo@a.example,ok\n";
    assert_eq!(nature("customers.csv", customers).await, FileNature::List);
    let any = "email,status\nanna@a.example,delivered\nbo@a.example,bounced\n";
    assert_eq!(nature("any.csv", any).await, FileNature::Either { layout: phrases::as_list().into() });
    let sendgrid = "email,event,sg_event_id\nanna@a.example,delivered,1\n";
    let FileNature::Either { layout } = nature("sg.csv", sendgrid).await else { panic!("it is a list too") };
    assert!(layout.to_string().starts_with("SendGrid"), "{layout}");
    let message = "From: mailer-daemon@a.example\nTo: me@b.example\nSubject: Undelivered\n\nGone.\n";
    assert!(matches!(nature("back.eml", message).await, FileNature::Outcomes { .. }));
    let events = "{\"event\":\"bounce\",\"email\":\"anna@a.example\"}\n";
    assert!(matches!(nature("events.jsonl", events).await, FileNature::Outcomes { .. }));
    let gone = bench.folder.path().join("gone.csv");
    assert_eq!(bench.mailvet.recognise(gone).await.unwrap(), FileNature::List);
    assert!(bench.learnt().await.is_empty(), "looking keeps nothing");
}
