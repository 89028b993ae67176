//! The real window, driven as a person drives it. The settings of every test lead into a practice world that the test
//! holds, so nothing leaves this machine and the test knows what the servers saw.
#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]
#![cfg(target_os = "linux")]

#[path = "window/painting.rs"]
mod painting;
#[path = "window/shell.rs"]
mod shell;
#[path = "window/views.rs"]
mod views;

use std::{collections::BTreeMap, time::Duration};

use calamine::{Data, Reader as _};
use mailvet_tests::{
    command::{truth, verdicts},
    desktop::{Desktop, Look},
    repository,
};
use mailvet_world::{Scenario, World};
use thirtyfour::prelude::*;

/// Rows of the sample list.
const SAMPLE_ROWS: usize = 200;
/// Every row settled: the state of the header says so.
const FINISHED: &str = "[data-testid='run-state'][data-state='finished']";

async fn import_sample(desktop: &Desktop) {
    desktop.click("sample").await;
    desktop.part("preview").await;
    desktop.click("start").await;
    desktop.part("grid").await;
}

async fn row_total(desktop: &Desktop) -> usize {
    let grid = desktop.part("grid").await;
    let rows: usize = grid.attr("aria-rowcount").await.unwrap().unwrap().parse().unwrap();
    rows - 1
}

/// Waits until a facet counts `rows` rows.
async fn count_becomes(desktop: &Desktop, facet: &str, rows: usize) {
    desktop.wait_for(&format!("[data-testid='facet-{facet}'] [data-count='{rows}']")).await;
}

/// Waits until the grid shows `rows` rows.
async fn rows_become(desktop: &Desktop, rows: usize) {
    desktop.wait_for(&format!("[data-testid='grid'][aria-rowcount='{}']", rows + 1)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sample_list_goes_in_and_verdicts_come_out() {
    let desktop = Desktop::open("").await;
    desktop.picture("home").await;
    import_sample(&desktop).await;
    desktop.wait_for(FINISHED).await;
    rows_become(&desktop, SAMPLE_ROWS).await;
    desktop.picture("results").await;

    let valid = sample_rows().iter().filter(|(_, verdict, _)| verdict == "valid").count();
    count_becomes(&desktop, "valid", valid).await;

    desktop.click("facet-valid").await;
    rows_become(&desktop, valid).await;

    desktop.find("[role='row'][data-row]").await.click().await.unwrap();
    desktop.part("evidence").await;
    let conversation = desktop.part("conversation").await.text().await.unwrap();
    assert!(conversation.contains("RCPT TO:<"), "{conversation}");
    assert!(conversation.contains("250"), "{conversation}");
    assert!(!conversation.contains("DATA"), "{conversation}");
    desktop.picture("evidence").await;

    let output = desktop.path("valid only.csv");
    desktop.click("export").await;
    desktop.part("export-dialog").await;
    desktop.click("export-filtered").await;
    desktop.click("export-csv").await;
    desktop.picture("export").await;
    desktop.click("export-save").await;
    desktop.answer_file_dialog("Export", &output);
    desktop.part("export-done").await;

    let rows = verdicts(&output, "email");
    assert_eq!(rows.len(), valid);
    assert!(rows.iter().all(|(_, verdict, reason)| verdict == "valid" && reason == "mailbox_accepted"));
    desktop.driver.clone().quit().await.unwrap();
}

/// The sample list's rows with the truth: address as typed, verdict, reason.
fn sample_rows() -> Vec<(String, String, String)> {
    let truth = truth();
    let mut reader = csv::Reader::from_path(repository().join("assets/samples/sample.csv")).unwrap();
    let column = reader.headers().unwrap().iter().position(|name| name == "email").unwrap();
    reader
        .records()
        .map(|record| {
            let address = record.unwrap()[column].to_owned();
            let truth = truth[address.trim()].clone();
            (address, truth.verdict, truth.reason)
        })
        .collect()
}

const HARBOUR: &str = r#"
[[exchange]]
name = "harbour"
hosts = ["mx.harbour.example"]

[[domain]]
name = "harbour.example"
mx = "harbour"
mailboxes = ["anna", "bruno"]
"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_file_is_vetted_and_comes_back_as_a_workbook() {
    let world = World::start(Scenario::from_toml(HARBOUR).unwrap()).await.unwrap();
    let desktop = Desktop::open(&world.settings_toml()).await;
    let list = desktop.path("my list.csv");
    std::fs::write(&list, "id;name;email\n007;Anna;anna@harbour.example\n008;Bruno;bruno@harbour.example\n009;Carla;carla@harbour.example\n").unwrap();
    desktop.drop_file(&list).await;
    desktop.part("preview").await;
    desktop.picture("preview").await;
    desktop.click("start").await;
    desktop.wait_for(FINISHED).await;
    rows_become(&desktop, 3).await;

    let output = desktop.path("vetted.xlsx");
    desktop.click("export").await;
    desktop.part("export-dialog").await;
    desktop.click("export-all").await;
    desktop.click("export-xlsx").await;
    desktop.click("export-save").await;
    desktop.answer_file_dialog("Export", &output);
    desktop.part("export-done").await;
    desktop.driver.clone().quit().await.unwrap();

    let mut workbook: calamine::Xlsx<_> = calamine::open_workbook(&output).unwrap();
    let range = workbook.worksheet_range_at(0).unwrap().unwrap();
    let rows: Vec<Vec<String>> = range.rows().map(|row| row.iter().map(Data::to_string).collect()).collect();
    assert_eq!(rows[0][..4], ["id", "name", "email", "mailvet_verdict"]);
    let by_id: BTreeMap<&str, &str> =
        rows[1..].iter().map(|row| (row[0].as_str(), row[3].as_str())).collect();
    assert_eq!(by_id, BTreeMap::from([("007", "valid"), ("008", "valid"), ("009", "invalid")]));
    let counters = world.counters();
    assert_eq!(counters.bad_manners(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_workbook_is_read() {
    let world = World::start(Scenario::from_toml(HARBOUR).unwrap()).await.unwrap();
    let desktop = Desktop::open(&world.settings_toml()).await;
    desktop.drop_file(&repository().join("assets/samples/sample.xlsx")).await;
    desktop.part("preview").await;
    let rows = desktop.part("preview-rows").await.attr("data-count").await.unwrap();
    assert_eq!(rows.as_deref(), Some("60"));
    desktop.driver.clone().quit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_no_list_is_answered_in_plain_words() {
    let desktop = Desktop::open("").await;
    let list = desktop.path("holiday.csv");
    std::fs::write(&list, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").unwrap();
    desktop.drop_file(&list).await;
    // It fades in, and WebDriver calls the text of what is not yet opaque empty.
    let fault = desktop.find("[role='alert']").await.prop("textContent").await.unwrap().unwrap();
    assert!(fault.contains("holiday.csv"), "{fault}");
    desktop.picture("refused-file").await;
    desktop.driver.clone().quit().await.unwrap();
}

/// A slow server, so that there is time to stop.
const SLOW: &str = r#"
[[exchange]]
name = "slow"
hosts = ["mx.slow.example"]
step = "40ms"

[[domain]]
name = "slow.example"
mx = "slow"
mailboxes = ["a1", "a2", "a3"]
"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_stopped_and_gone_on_with_and_nobody_is_asked_twice() {
    let world = World::start(Scenario::from_toml(SLOW).unwrap()).await.unwrap();
    let settings = world.settings_toml();
    let desktop = Desktop::open(&settings).await;
    let list = desktop.path("slow.csv");
    let rows = 120;
    let text: String = (1..=rows).map(|n| format!("a{n}@slow.example\n")).collect();
    std::fs::write(&list, format!("email\n{text}")).unwrap();
    desktop.drop_file(&list).await;
    desktop.part("preview").await;
    desktop.click("start").await;
    desktop.click("stop").await;
    desktop.wait_for("[data-testid='run-state'][data-state='paused']").await;
    desktop.picture("paused").await;

    // The window comes back in the same state, and goes on when it is told to.
    let desktop = desktop.reopen(&settings).await;
    desktop.find("[data-testid='list-card']").await.click().await.unwrap();
    desktop.click("resume").await;
    desktop.wait_for(FINISHED).await;
    assert_eq!(row_total(&desktop).await, rows);
    count_becomes(&desktop, "valid", 3).await;
    count_becomes(&desktop, "invalid", rows - 3).await;
    desktop.driver.clone().quit().await.unwrap();

    let counters = world.counters();
    let asked_twice: Vec<_> = counters.total().asked.into_iter().filter(|(_, times)| *times > 1).collect();
    assert!(asked_twice.is_empty(), "{asked_twice:?}");
    assert_eq!(counters.bad_manners(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_window_goes_on_by_itself() {
    let world = World::start(Scenario::from_toml(SLOW).unwrap()).await.unwrap();
    let settings = world.settings_toml();
    let desktop = Desktop::open(&settings).await;
    let list = desktop.path("slow.csv");
    let rows = 60;
    let text: String = (1..=rows).map(|n| format!("a{n}@slow.example\n")).collect();
    std::fs::write(&list, format!("email\n{text}")).unwrap();
    desktop.drop_file(&list).await;
    desktop.part("preview").await;
    desktop.click("start").await;
    let some_asked = async {
        while world.counters().total().recipients < 5 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), some_asked).await.unwrap();

    let desktop = desktop.kill_and_reopen(&settings).await;
    desktop.find("[data-testid='list-card']").await.click().await.unwrap();
    desktop.wait_for(FINISHED).await;
    count_becomes(&desktop, "valid", 3).await;
    count_becomes(&desktop, "invalid", rows - 3).await;
    desktop.driver.clone().quit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pasted_bounce_is_explained_and_never_taken_for_a_dead_address_where_we_are_refused() {
    let desktop = Desktop::open("").await;
    desktop.click("explain").await;
    let text = desktop.part("explain-text").await;
    text.send_keys("550 5.7.1 Service unavailable; client [192.0.2.1] blocked using zen.spamhaus.org")
        .await
        .unwrap();
    let meaning = desktop.find("[data-testid='meaning'][data-about='us']").await;
    let words = meaning.prop("textContent").await.unwrap().unwrap();
    assert!(words.contains("never called invalid"), "{words}");
    desktop.picture("explain").await;

    // Several at once are a list; each can be laid open from the keyboard.
    text.clear().await.unwrap();
    text.send_keys("550 5.1.1 User unknown").await.unwrap();
    text.send_keys(Key::Enter).await.unwrap();
    text.send_keys("452 4.2.2 Mailbox full").await.unwrap();
    let second = desktop.find("[data-testid='explained-reply'][data-class='mailbox_full']").await;
    second.send_keys(Key::Enter).await.unwrap();
    desktop.wait_for("[data-testid='meaning'][data-class='mailbox_full']").await;
    desktop.picture("explain-several").await;
    desktop.driver.clone().quit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_of_a_conversation_is_explained_where_it_stands() {
    let world = World::start(Scenario::from_toml(HARBOUR).unwrap()).await.unwrap();
    let desktop = Desktop::open(&world.settings_toml()).await;
    let list = desktop.path("list.csv");
    std::fs::write(&list, "email\nanna@harbour.example\ncarla@harbour.example\n").unwrap();
    desktop.drop_file(&list).await;
    desktop.part("preview").await;
    desktop.click("start").await;
    desktop.wait_for(FINISHED).await;
    desktop.find("[role='row'][data-verdict='invalid']").await.click().await.unwrap();
    desktop.part("conversation").await;
    let refused = "[data-testid='conversation-line'][data-from='server'][data-stage='rcpt']";
    desktop.find(&format!("{refused} [data-testid='explain-line']")).await.click().await.unwrap();
    desktop.wait_for("[data-testid='explained-line'] [data-class='mailbox_not_found']").await;
    let stage = desktop.part("meaning-stage").await.prop("textContent").await.unwrap().unwrap();
    assert!(stage.contains("RCPT TO") && stage.contains("named"), "{stage}");
    desktop.picture("explained-line").await;
    desktop.driver.clone().quit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_says_whom_it_contacts_and_what_it_found() {
    let world = World::start(Scenario::shipped()).await.unwrap();
    let settings = world.settings_toml();
    let desktop = Desktop::open(&settings).await;
    desktop.click("connection-line").await;
    desktop.part("doctor-never").await;
    desktop.part("contacts").await;
    desktop.picture("doctor-before").await;
    assert_eq!(world.counters().total().connections, 0, "nobody is contacted before the button");

    desktop.click("doctor-run").await;
    let headline = desktop.part("doctor-headline").await;
    let verdict = headline.attr("data-verdict").await.unwrap().unwrap();
    desktop.wait_for("[data-testid='check-port'][data-state='passed']").await;
    desktop.part("outlook").await;
    desktop.picture("doctor").await;
    desktop.click("doctor-copy").await;
    desktop.wait_for("[data-testid='doctor-copy'][data-outcome='copied']").await;
    assert_eq!(world.counters().bad_manners(), Vec::<String>::new());

    // The next start remembers it.
    let desktop = desktop.reopen(&settings).await;
    desktop.wait_for(&format!("[data-testid='connection-line'][data-verdict='{verdict}']")).await;
    desktop.driver.clone().quit().await.unwrap();
}

/// A network that lets nobody out: every mail host's door is closed.
const SHUT: &str = r#"
[[exchange]]
name = "closed"
hosts = ["mx.closed.example"]
temper = "refuse"

[[domain]]
name = "closed.example"
mx = "closed"
mailboxes = ["anna"]

[[domain]]
name = "gone.example"
dns = "nxdomain"
"#;

/// A window in which the doctor has found the port shut, with a list of two addresses before it.
async fn before_a_shut_port(world: &World) -> Desktop {
    let desktop = Desktop::open(&world.settings_toml()).await;
    desktop.click("connection-line").await;
    desktop.click("doctor-run").await;
    desktop.wait_for("[data-testid='doctor-headline'][data-verdict='shut']").await;
    desktop.click("back").await;
    desktop.part("sample").await;
    let list = desktop.path("list.csv");
    std::fs::write(&list, "email\nanna@closed.example\nben@gone.example\n").unwrap();
    desktop.drop_file(&list).await;
    desktop.part("preview").await;
    desktop
}

#[tokio::test(flavor = "multi_thread")]
async fn quick_mode_is_chosen_where_nobody_can_be_reached_and_asks_nobody() {
    let world = World::start(Scenario::from_toml(SHUT).unwrap()).await.unwrap();
    let desktop = before_a_shut_port(&world).await;
    desktop.part("held-up").await;
    let quick = desktop.part("mode-quick").await;
    assert!(quick.is_selected().await.unwrap(), "it is what there is to gain");
    desktop.picture("quick-or-full").await;
    let connections = world.counters().total().connections;
    desktop.click("start").await;
    desktop.wait_for(FINISHED).await;
    desktop.part("quick-tag").await;
    desktop.part("quick-note").await;
    rows_become(&desktop, 2).await;
    count_becomes(&desktop, "invalid", 1).await;
    assert_eq!(world.counters().total().connections, connections, "no mail server was asked");
    desktop.driver.clone().quit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shut_port_is_told_in_one_banner_which_leads_to_quick_mode() {
    let world = World::start(Scenario::from_toml(SHUT).unwrap()).await.unwrap();
    let desktop = before_a_shut_port(&world).await;
    desktop.click("mode-full").await;
    desktop.click("start").await;
    desktop.part("grid").await;
    // The door is tried again after seconds; until then there is time to pause.
    desktop.click("stop").await;
    desktop.wait_for("[data-testid='run-state'][data-state='paused']").await;
    desktop.part("held-up").await;
    desktop.picture("held-up").await;
    desktop.click("use-quick").await;
    desktop.wait_for(FINISHED).await;
    desktop.part("quick-note").await;
    count_becomes(&desktop, "invalid", 1).await;
    desktop.driver.clone().quit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_window_is_whole_at_its_smallest_and_in_the_dark() {
    let desktop = Desktop::open_with("", Look::Dark).await;
    let dark = desktop
        .driver
        .execute("return matchMedia('(prefers-color-scheme: dark)').matches", vec![])
        .await
        .unwrap();
    assert_eq!(dark.json(), &serde_json::Value::Bool(true));
    desktop.driver.set_window_rect(0, 0, 1024, 700).await.unwrap();
    import_sample(&desktop).await;
    desktop.wait_for(FINISHED).await;
    // Nothing is wider than the window: a page that scrolls sideways is cut off somewhere.
    let wider = desktop
        .driver
        .execute("return document.documentElement.scrollWidth > window.innerWidth", vec![])
        .await
        .unwrap();
    assert_eq!(wider.json(), &serde_json::Value::Bool(false));
    desktop.picture("small").await;
    desktop.driver.clone().quit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_painted_to_the_very_end() {
    let desktop = Desktop::open("").await;
    import_sample(&desktop).await;
    desktop.wait_for(FINISHED).await;
    let grid = desktop.part("grid").await;
    grid.focus().await.unwrap();
    grid.send_keys(Key::End).await.unwrap();
    desktop.wait_for(&format!("[role='row'][data-row='{}']", SAMPLE_ROWS - 1)).await;
    tokio::time::timeout(Duration::from_secs(10), async {
        while desktop
            .driver
            .find_all(By::Css("[role='row'][data-loading]"))
            .await
            .is_ok_and(|rows| !rows.is_empty())
        {}
    })
    .await
    .unwrap();
    desktop.picture("end-of-list").await;
    desktop.driver.clone().quit().await.unwrap();
}

/// The sample list, checked, with the cursor's focus on its grid.
async fn checked_sample() -> (Desktop, WebElement) {
    let desktop = Desktop::open("").await;
    import_sample(&desktop).await;
    desktop.wait_for(FINISHED).await;
    rows_become(&desktop, SAMPLE_ROWS).await;
    let grid = desktop.part("grid").await;
    grid.focus().await.unwrap();
    (desktop, grid)
}

/// How many rows a facet counts.
async fn counted(desktop: &Desktop, facet: &str) -> usize {
    let count = desktop.find(&format!("[data-testid='facet-{facet}'] [data-count]")).await;
    count.attr("data-count").await.unwrap().unwrap().parse().unwrap()
}

/// Waits until so many drawn rows match `css`.
async fn drawn_become(desktop: &Desktop, css: &str, wanted: usize) {
    let drawn = async {
        while desktop.driver.find_all(By::Css(css)).await.is_ok_and(|rows| rows.len() != wanted) {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let waited = tokio::time::timeout(Duration::from_secs(60), drawn).await;
    assert!(waited.is_ok(), "{wanted} of {css} were to be drawn");
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_sorted_by_one_column_within_another() {
    let (desktop, _) = checked_sample().await;
    desktop.click("sort-verdict").await;
    desktop.part("sort-score").await.send_keys(Key::Shift + Key::Enter).await.unwrap();
    drawn_become(&desktop, "[data-testid='sort-place']", 2).await;
    drawn_become(&desktop, "[role='row'][data-loading]", 0).await;
    desktop.picture("sorted-by-two").await;
    let drawn = desktop
        .driver
        .execute(
            "return [...document.querySelectorAll('[role=row][data-row]')]
               .sort((a, b) => a.ariaRowIndex - b.ariaRowIndex)
               .map((row) => [row.dataset.verdict, Number(row.querySelector('.w-6').textContent)])",
            vec![],
        )
        .await
        .unwrap();
    let drawn: Vec<(String, u8)> = drawn.convert().unwrap();
    assert!(drawn.len() > 5, "{drawn:?}");
    let valid: Vec<u8> =
        drawn.iter().filter(|(verdict, _)| verdict == "valid").map(|(_, score)| *score).collect();
    assert_eq!(drawn.first().map(|(verdict, _)| verdict.as_str()), Some("valid"));
    assert!(valid.is_sorted(), "{valid:?}");
    desktop.driver.clone().quit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_saved_filter_is_there_after_a_restart() {
    let (desktop, _) = checked_sample().await;
    let valid = counted(&desktop, "valid").await;
    desktop.click("facet-valid").await;
    rows_become(&desktop, valid).await;
    desktop.click("sort-score").await;
    desktop.click("saved-filters").await;
    desktop.part("filter-name").await.send_keys("The good ones").await.unwrap();
    desktop.click("save-filter").await;
    desktop.part("apply-filter").await;
    desktop.picture("saved-filter").await;

    let desktop = desktop.reopen("").await;
    desktop.find("[data-testid='list-card']").await.click().await.unwrap();
    rows_become(&desktop, SAMPLE_ROWS).await;
    desktop.click("saved-filters").await;
    desktop.click("apply-filter").await;
    rows_become(&desktop, valid).await;
    desktop.wait_for("[data-testid='facet-valid'][aria-pressed='true']").await;
    desktop.wait_for("[role='columnheader'][aria-sort='ascending'] [data-testid='sort-score']").await;
    desktop.driver.clone().quit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_filtered_by_who_takes_their_mail() {
    let (desktop, _) = checked_sample().await;
    desktop.click("filter").await;
    let google = desktop.part("filter-google").await;
    let told = google.prop("textContent").await.unwrap().unwrap();
    let name = told.trim().trim_end_matches(|sign: char| sign.is_ascii_digit());
    let count: usize = told.trim()[name.len()..].parse().unwrap();
    assert!(name.contains("Google") && count > 0 && count < SAMPLE_ROWS, "{told}");
    google.click().await.unwrap();
    rows_become(&desktop, count).await;
    desktop.wait_for("[data-testid='filter-google'][aria-checked='true']").await;
    desktop.picture("filtered-by-operator").await;
    desktop.driver.clone().quit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_selected_and_decided_about_and_that_is_taken_back() {
    let (desktop, grid) = checked_sample().await;
    grid.send_keys(Key::Down).await.unwrap();
    grid.send_keys(Key::Shift + Key::Down).await.unwrap();
    grid.send_keys(Key::Shift + Key::Down).await.unwrap();
    desktop.wait_for("[data-testid='selected'][data-count='3']").await;
    grid.send_keys(Key::Shift + Key::F10).await.unwrap();
    desktop.part("row-menu").await;
    desktop.picture("row-menu").await;
    desktop.click("row-decide").await;
    desktop.click("decide-review").await;
    desktop.part("decide-note").await.send_keys("Known from the fair").await.unwrap();
    desktop.picture("decide").await;
    desktop.click("decide-save").await;
    drawn_become(&desktop, "[data-decided]", 3).await;
    desktop.part("step").await;
    desktop.picture("decided").await;

    // What was decided goes into the file, with its note.
    let output = desktop.path("decided.csv");
    desktop.click("export").await;
    desktop.part("export-dialog").await;
    desktop.click("export-csv").await;
    desktop.click("export-save").await;
    desktop.answer_file_dialog("Export", &output);
    desktop.part("export-done").await;
    let text = std::fs::read_to_string(&output).unwrap();
    // Further rows may share an address with the three.
    let told = text.matches("Decided by hand: Review (Known from the fair).").count();
    assert!(told >= 3, "{told} in {text}");
    desktop.click("export-close").await;

    let grid = desktop.part("grid").await;
    grid.focus().await.unwrap();
    grid.send_keys(Key::Control + "z").await.unwrap();
    drawn_become(&desktop, "[data-decided]", 0).await;
    grid.send_keys(Key::Control + Key::Shift + "z").await.unwrap();
    drawn_become(&desktop, "[data-decided]", 3).await;
    grid.send_keys(Key::Control + "a").await.unwrap();
    desktop.wait_for(&format!("[data-testid='selected'][data-count='{SAMPLE_ROWS}']")).await;
    desktop.driver.clone().quit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn known_addresses_measure_how_often_the_check_is_wrong() {
    let (desktop, _) = checked_sample().await;
    let valid = counted(&desktop, "valid").await;
    desktop.click("facet-valid").await;
    rows_become(&desktop, valid).await;
    let grid = desktop.part("grid").await;
    grid.focus().await.unwrap();
    grid.send_keys(Key::Control + "a").await.unwrap();
    desktop.wait_for(&format!("[data-testid='selected'][data-count='{valid}']")).await;
    grid.send_keys("g").await.unwrap();
    desktop.wait_for("[data-mark='good']").await;
    grid.send_keys(Key::Home).await.unwrap();
    desktop.wait_for("[data-testid='selected'][data-count='1']").await;
    // One of them is known to be bad, so the check is wrong about it.
    grid.send_keys("b").await.unwrap();
    desktop.wait_for("[data-mark='bad']").await;
    desktop.click("accuracy").await;
    desktop.part("accuracy-wrong").await;
    // What is still being faded in has no text for WebDriver.
    let told = desktop.part("accuracy-rate").await.prop("textContent").await.unwrap().unwrap();
    assert!(told.contains('%') && !told.trim().starts_with("0 %"), "{told}");
    desktop.picture("accuracy").await;
    desktop.driver.clone().quit().await.unwrap();
}

const HARBOUR_THAT_TAKES_ALL: &str = r#"
[[exchange]]
name = "harbour"
hosts = ["mx.harbour.example"]
temper = "catch_all"

[[domain]]
name = "harbour.example"
mx = "harbour"
mailboxes = ["anna.berg"]
"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_bounce_file_is_learnt_from_and_moves_a_catch_all() {
    let world = World::start(Scenario::from_toml(HARBOUR_THAT_TAKES_ALL).unwrap()).await.unwrap();
    let desktop = Desktop::open(&world.settings_toml()).await;
    let list = desktop.path("people.csv");
    std::fs::write(&list, "email\nanna.berg@harbour.example\nbruno.lind@harbour.example\n").unwrap();
    desktop.drop_file(&list).await;
    desktop.click("start").await;
    desktop.wait_for(FINISHED).await;
    world.quiet().await;
    let counters = world.counters();
    let score_of_anna = async || {
        desktop.find("[role='row'][data-row='0']").await.click().await.unwrap();
        let score = desktop.part("evidence-score").await.text().await.unwrap();
        desktop.click("close-evidence").await;
        score.parse::<u32>().unwrap()
    };
    let before = score_of_anna().await;

    let bounces = desktop.path("bounces.csv");
    let rows = [
        "email,status,reason",
        "anna.berg@harbour.example,bounced,550 5.1.1 No such user",
        "carl.nord@harbour.example,delivered,",
        "n/a,bounced,",
    ];
    std::fs::write(&bounces, rows.join("\n")).unwrap();
    desktop.drop_file(&bounces).await;
    desktop.part("learn-or-import").await;
    desktop.picture("learn-or-import").await;
    desktop.click("as-outcomes").await;
    let found = async |what: &str| {
        desktop.part(&format!("outcome-{what}")).await.attr("data-count").await.unwrap().unwrap()
    };
    assert_eq!(found("hard_bounce").await, "1");
    assert_eq!(found("delivered").await, "1");
    desktop.part("not-understood").await;
    desktop.picture("learn-preview").await;
    desktop.click("learn").await;
    desktop.part("batch").await;
    desktop.picture("learning").await;
    desktop.click("judge-again").await;
    let told = async |text: &str| {
        let found = format!("//*[@data-testid='learning-done'][contains(., '{text}')]");
        let query = desktop.driver.query(By::XPath(&found));
        query.wait(Duration::from_secs(20), Duration::from_millis(50)).first().await.unwrap();
    };
    told("judged again").await;
    desktop.click("back").await;
    let after = score_of_anna().await;
    assert!(after < before, "{before} -> {after}");

    desktop.find("[role='row'][data-row='0']").await.click().await.unwrap();
    let history = desktop.part("history-outcome").await.text().await.unwrap();
    assert!(history.contains("bounces.csv"), "{history}");
    world.quiet().await;
    assert_eq!(world.counters(), counters, "learning and judging again asked somebody");
    desktop.driver.clone().quit().await.unwrap();
}
