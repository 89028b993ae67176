//! Paste, one address, privacy, suppression and the policy's line, each as a person goes about it in the real window.

use mailvet_tests::desktop::{Desktop, Start};
use mailvet_world::{Scenario, World};
use thirtyfour::prelude::*;

use super::{FINISHED, HARBOUR, rows_become};

/// A window in which a list was dropped and vetted.
async fn vetted(world: &World, list: &str) -> Desktop {
    vetted_under(&world.settings_toml(), list).await
}

async fn vetted_under(settings: &str, list: &str) -> Desktop {
    let desktop = Desktop::open(settings).await;
    let file = desktop.path("list.csv");
    std::fs::write(&file, list).unwrap();
    desktop.drop_file(&file).await;
    desktop.part("preview").await;
    desktop.click("start").await;
    desktop.wait_for(FINISHED).await;
    desktop
}

#[tokio::test(flavor = "multi_thread")]
async fn pasted_addresses_become_a_list_and_leave_no_file_behind() {
    let world = World::start(Scenario::from_toml(HARBOUR).unwrap()).await.unwrap();
    let desktop = Desktop::open(&world.settings_toml()).await;
    desktop.click("paste").await;
    let text = desktop.part("paste-text").await;
    text.send_keys("anna@harbour.example").await.unwrap();
    text.send_keys(Key::Enter).await.unwrap();
    text.send_keys("Carla <carla@harbour.example>").await.unwrap();
    desktop.picture("paste").await;
    desktop.click("paste-look").await;
    desktop.part("preview").await;
    desktop.part("foresight").await;
    desktop.picture("pasted").await;
    desktop.click("start").await;
    desktop.wait_for(FINISHED).await;
    rows_become(&desktop, 2).await;
    let pasted = desktop.path("data/pasted");
    let left = std::fs::read_dir(pasted).map_or(0, Iterator::count);
    assert_eq!(left, 0, "what became a list is no file any more");
    desktop.driver.clone().quit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_german_window_says_in_german_what_was_found_and_quotes_servers_as_they_spoke() {
    let world = World::start(Scenario::from_toml(HARBOUR).unwrap()).await.unwrap();
    let settings = format!("{}\n[window]\nlanguage = \"de\"\n", world.settings_toml());
    let desktop = vetted_under(&settings, "email\nanna@harbour.example\ncarla@harbour.example\n").await;
    desktop.click_on("[role='row'][data-row='1']").await;
    let sentence = desktop.part("evidence-sentence").await.text().await.unwrap();
    assert!(
        sentence.contains("mx.harbour.example sagte, dass es dieses Postfach nicht gibt: „550"),
        "{sentence}"
    );
    for (part, said) in [
        ("stage-domain", "harbour.example hat 1 Mailserver."),
        ("stage-mailbox", "Der Server sagt, dass es dieses Postfach nicht gibt."),
        ("disclosures", "die Adresse"),
        ("conversation", "Verbindung zu mx.harbour.example unter "),
        ("conversation", "RCPT TO:<"),
    ] {
        let text = desktop.part(part).await.text().await.unwrap();
        assert!(text.contains(said), "{part}: {text}");
    }
    desktop.picture("evidence-german").await;
    desktop.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_that_cannot_be_used_are_told_with_their_place_in_the_language_that_they_name() {
    let desktop = Desktop::open("[window]\nlanguage = \"de\"\n[smtp]\nhello = \"mx.example.org\"\n").await;
    // It fades in, and a driver calls what cannot be seen yet empty.
    let told = desktop.part("fault").await.prop("textContent").await.unwrap().unwrap();
    assert!(told.contains("Zeile 4, Spalte 1: Eine Einstellung „smtp.hello“ gibt es nicht"), "{told}");
    assert!(told.contains("vielleicht war smtp.helo gemeint"), "{told}");
    desktop.picture("broken-settings-german").await;
    // Whoever has mended the file need not start the program again.
    let mended = "[window]\nlanguage = \"de\"\n[smtp]\nhelo = \"mx.example.org\"\n";
    std::fs::write(desktop.path("settings.toml"), mended).unwrap();
    desktop.click_on("[data-testid='fault'] button").await;
    desktop.part("drop-zone").await;
    desktop.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_address_is_checked_in_its_place_and_kept_in_no_list() {
    let world = World::start(Scenario::from_toml(HARBOUR).unwrap()).await.unwrap();
    let desktop = Desktop::open(&world.settings_toml()).await;
    desktop.part("single-address").await.send_keys("carla@harbour.example").await.unwrap();
    desktop.click("single-check").await;
    desktop.wait_for("[data-testid='single-result'][data-state='done']").await;
    let reason = desktop.part("evidence-reason").await.prop("textContent").await.unwrap().unwrap();
    assert!(reason.contains("No such mailbox"), "{reason}");
    let conversation = desktop.part("conversation").await.prop("textContent").await.unwrap().unwrap();
    assert!(conversation.contains("RCPT TO:<carla@harbour.example>"), "{conversation}");
    desktop.picture("single").await;
    desktop.click("single-close").await;
    desktop.part("drop-zone").await;
    let lists = desktop.driver.find_all(By::Css("[data-testid='list-card']")).await.unwrap();
    assert!(lists.is_empty());
    assert_eq!(world.counters().bad_manners(), Vec::<String>::new());
    desktop.driver.clone().quit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ledger_says_who_learnt_what_and_a_purge_leaves_nothing_of_it() {
    let world = World::start(Scenario::from_toml(HARBOUR).unwrap()).await.unwrap();
    let desktop = vetted(&world, "email\nanna@harbour.example\ncarla@harbour.example\n").await;
    desktop.click("back").await;
    desktop.click("privacy-link").await;
    desktop.wait_for("[data-testid='ledger-entry'][data-learnt='address']").await;
    desktop.picture("privacy").await;

    desktop.part("ledger-search").await.send_keys("carla@").await.unwrap();
    desktop.wait_for("[data-testid='ledger-total'][data-count='1']").await;
    let entry = desktop.part("ledger-entry").await.prop("textContent").await.unwrap().unwrap();
    assert!(entry.contains("mx.harbour.example") && entry.contains("carla@harbour.example"), "{entry}");

    let file = desktop.path("ledger.csv");
    desktop.click("ledger-export").await;
    desktop.answer_file_dialog("Save as CSV", &file);
    desktop.part("ledger-exported").await;
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains("anna@harbour.example"), "the file has all of it, whatever is searched: {text}");

    desktop.part("ledger-search").await.clear().await.unwrap();
    desktop.click("purge-all").await;
    desktop.wait_for("[data-testid='purge-button']:not(:disabled)").await;
    let would = desktop.part("purge-would").await.prop("textContent").await.unwrap().unwrap();
    assert!(would.contains("list.csv"), "{would}");
    desktop.click("purge-button").await;
    desktop.click("confirm-purge-yes").await;
    desktop.wait_for("[data-testid='ledger-total'][data-count='0']").await;
    desktop.picture("purged").await;
    desktop.click("back").await;
    desktop.part("drop-zone").await;
    let lists = desktop.driver.find_all(By::Css("[data-testid='list-card']")).await.unwrap();
    assert!(lists.is_empty());
    desktop.driver.clone().quit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_the_user_suppresses_no_server_is_asked_about() {
    let world = World::start(Scenario::from_toml(HARBOUR).unwrap()).await.unwrap();
    let desktop = Desktop::open(&world.settings_toml()).await;
    desktop.click("settings-link").await;
    desktop.click("suppression-link").await;
    desktop.part("suppression-none").await;
    desktop.part("suppress-text").await.send_keys("anna@harbour.example").await.unwrap();
    desktop.click("suppress-add").await;
    desktop.wait_for("[data-testid='suppression-count'][data-count='1']").await;
    desktop.picture("suppression").await;

    let file = desktop.path("list.csv");
    std::fs::write(&file, "email\nanna@harbour.example\nbruno@harbour.example\n").unwrap();
    desktop.drop_file(&file).await;
    desktop.part("suppressed").await;
    desktop.click("start").await;
    desktop.wait_for(FINISHED).await;
    desktop.wait_for("[role='row'][data-verdict='valid']").await;
    let asked = world.counters().total().asked;
    assert!(asked.keys().all(|address| !address.contains("anna")), "{asked:?}");
    desktop.driver.clone().quit().await.unwrap();
}

/// A domain that accepts everything beside one that tells.
const CATCH_ALL: &str = r#"
[[exchange]]
name = "harbour"
hosts = ["mx.harbour.example"]

[[exchange]]
name = "open"
hosts = ["mx.open.example"]
temper = "catch_all"

[[domain]]
name = "harbour.example"
mx = "harbour"
mailboxes = ["anna"]

[[domain]]
name = "open.example"
mx = "open"
"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_line_through_the_score_keeps_more_rows_and_is_the_policy_once_it_is_kept() {
    let world = World::start(Scenario::from_toml(CATCH_ALL).unwrap()).await.unwrap();
    let list = "email\nanna@harbour.example\nben@harbour.example\ncy@open.example\ndan.moore@open.example\n";
    let desktop = vetted(&world, list).await;
    desktop.click("toggle-report").await;
    desktop.wait_for("[data-testid='slider-rows'][data-count='1']").await;

    // From a score of 0 on: whatever is not proved is sent to, and what is proved not to exist is not.
    let to_the_left = "const range = document.querySelector('[data-testid=slider-range]');
        range.value = 0;
        range.dispatchEvent(new Event('input', { bubbles: true }));
        range.dispatchEvent(new Event('change', { bubbles: true }));";
    desktop.driver.execute(to_the_left, vec![]).await.unwrap();
    desktop.wait_for("[data-testid='slider-rows'][data-count='3']").await;
    desktop.wait_for("[data-testid='count-send'][data-count='3']").await;
    desktop.picture("slider").await;
    desktop.click("slider-keep").await;
    desktop.wait_for("[data-testid='slider-keep']:disabled").await;

    let output = desktop.path("send.csv");
    desktop.click("slider-export").await;
    desktop.part("export-dialog").await;
    desktop.part("export-preview").await;
    desktop.click("export-save").await;
    desktop.answer_file_dialog("Export", &output);
    desktop.part("export-done").await;
    let text = std::fs::read_to_string(&output).unwrap();
    assert_eq!(text.lines().count(), 4, "{text}");
    assert!(!text.contains("ben@harbour.example"), "{text}");
    desktop.driver.clone().quit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_in_a_further_column_has_its_verdict_and_its_evidence() {
    let world = World::start(Scenario::from_toml(HARBOUR).unwrap()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("two columns.csv");
    let rows = "email,name,work email\nanna@harbour.example,Anna,carla@harbour.example\nbruno@harbour.example,Bruno,\n";
    std::fs::write(&list, rows).unwrap();
    let desktop =
        Desktop::start(&world.settings_toml(), Start { list: Some(&list), ..Start::default() }).await;
    desktop.click("start").await;
    desktop.wait_for(FINISHED).await;
    desktop.wait_for("[data-further='invalid']").await;
    desktop.click_on("[role='row'][data-row='0']").await;
    desktop.wait_for("[data-testid='address-own'] input:checked").await;
    desktop.click("address-0").await;
    desktop.wait_for("[data-testid='address-0'] input:checked").await;
    // A radio is checked as soon as it is clicked; the pane changes when it has heard.
    desktop.wait_for("[role='region'][aria-label='carla@harbour.example']").await;
    let title = desktop.part("evidence-address").await.text().await.unwrap();
    assert_eq!(title, "carla@harbour.example");
    desktop.picture("further-address").await;
    desktop.quit().await;
}
