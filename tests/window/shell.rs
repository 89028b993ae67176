//! The window as a citizen of its desktop: lists that are opened from outside, the question when it is closed during a
//! check, where it was, and the course of a run.

use std::{fs, time::Duration};

use mailvet_tests::{
    desktop::{Bus, Desktop, Start},
    services::Services,
};
use mailvet_world::{Scenario, World};

use crate::FINISHED;

/// So many addresses that no machine is through with them before a test is.
const ROWS: usize = 5000;

/// One slow server at which every address of the list exists.
async fn slow_world() -> World {
    let mailboxes: Vec<String> = (1..=ROWS).map(|n| format!("\"a{n}\"")).collect();
    let scenario = format!(
        "[[exchange]]\nname = \"slow\"\nhosts = [\"mx.slow.example\"]\nstep = \"40ms\"\n\
         [[domain]]\nname = \"slow.example\"\nmx = \"slow\"\nmailboxes = [{}]\n",
        mailboxes.join(", ")
    );
    World::start(Scenario::from_toml(&scenario).unwrap()).await.unwrap()
}

/// It is asked by one connection, at any hour.
fn settings(world: &World) -> String {
    let pace = "connections_per_exchange = 1\nrecipients_per_hour = 0\nbad_recipients_per_hour = 0";
    format!("{}\n[pace]\n{pace}\n", world.settings_toml())
}

/// A window in which a check has begun that goes on until it is stopped.
async fn during_a_check(world: &World) -> Desktop {
    during_a_check_on(world, None).await
}

/// The same on a bus.
async fn during_a_check_on(world: &World, bus: Option<&Bus>) -> Desktop {
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("slow.csv");
    let text: String = (1..=ROWS).map(|n| format!("a{n}@slow.example\n")).collect();
    fs::write(&list, format!("email\n{text}")).unwrap();
    let bus = bus.map(|bus| bus.address.as_str());
    let start = Start { list: Some(&list), bus, ..Start::default() };
    let desktop = Desktop::start(&settings(world), start).await;
    desktop.click("start").await;
    desktop.wait_for("[data-testid='course'] [data-kind='begun']").await;
    desktop
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_the_program_is_started_with_is_previewed() {
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("spring list.csv");
    fs::write(&list, "email\nanna@harbour.example\n").unwrap();
    let desktop = Desktop::start("", Start { list: Some(&list), ..Start::default() }).await;
    let name = desktop.part("preview").await.prop("textContent").await.unwrap().unwrap();
    assert!(name.contains("anna@harbour.example"), "{name}");
    desktop.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_start_hands_its_list_over_to_the_window_that_is_there() {
    let bus = Bus::start();
    let start = Start { bus: Some(&bus.address), ..Start::default() };
    let desktop = Desktop::start("", start).await;
    // Another data folder is another program, on the same bus.
    let other = Desktop::start("", start).await;
    let list = desktop.path("handed over.csv");
    fs::write(&list, "email\nbruno@harbour.example\n").unwrap();
    desktop.start_again(&list);
    let preview = desktop.part("preview").await.prop("textContent").await.unwrap().unwrap();
    assert!(preview.contains("bruno@harbour.example"), "{preview}");
    other.part("view-home").await;
    desktop.quit().await;
    other.quit().await;
}

/// Finishes the check early.
async fn finish(desktop: &Desktop) {
    desktop.click("finish").await;
    desktop.click("confirm-finish-yes").await;
    desktop.wait_for(FINISHED).await;
}

/// Clicks what ends the program or hides its window; the answer to a click of the driver would not come.
async fn click_and_go(desktop: &Desktop, id: &str) {
    let click = format!("setTimeout(() => document.querySelector(\"[data-testid='{id}']\").click(), 50)");
    desktop.driver.execute(click, vec![]).await.unwrap();
}

/// Waits until the servers are asked more than they were.
async fn asked_more(world: &World) {
    let before = world.counters().total().recipients;
    let more = async {
        while world.counters().total().recipients < before + 3 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), more).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_that_is_closed_during_a_check_asks_and_stays_when_told_to() {
    let world = slow_world().await;
    let desktop = during_a_check(&world).await;
    desktop.close_window();
    // Without a session bus there is no tray to go to.
    desktop.wait_for("[data-testid='confirm-close'][data-background='task_bar']").await;
    desktop.picture("closing").await;
    desktop.click("confirm-close-no").await;
    asked_more(&world).await;
    finish(&desktop).await;
    desktop.quit().await;
    assert_eq!(world.counters().bad_manners(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_goes_on_behind_a_minimised_window() {
    let world = slow_world().await;
    let desktop = during_a_check(&world).await;
    desktop.close_window();
    desktop.click("confirm-close-background").await;
    asked_more(&world).await;
    finish(&desktop).await;
    desktop.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_goes_on_in_the_tray_keeps_the_machine_awake_and_gives_notice() {
    let world = slow_world().await;
    let bus = Bus::start();
    let services = Services::on(&bus.address).await;
    let desktop = during_a_check_on(&world, Some(&bus)).await;
    let wishes = services.kept_awake().await;
    let what: Vec<&str> = wishes.iter().map(|(what, _)| what.as_str()).collect();
    assert_eq!(what, ["idle", "sleep"]);

    desktop.close_window();
    desktop.wait_for("[data-testid='confirm-close'][data-background='tray']").await;
    desktop.picture("closing-to-tray").await;
    click_and_go(&desktop, "confirm-close-background").await;
    desktop.wait_until_seen(false).await;
    let tray = services.tray().await;
    let lines: Vec<String> = tray.lines().await.into_iter().map(|(_, label)| label).collect();
    assert_eq!(lines, ["Open Mailvet", "Pause checks", "Quit Mailvet"]);
    asked_more(&world).await;

    tray.choose("Pause checks").await;
    let notice = services.notice().await;
    assert_eq!(notice.title, "The check of slow.csv is paused");
    services.may_sleep().await;
    tray.choose("Open Mailvet").await;
    desktop.wait_until_seen(true).await;
    desktop.wait_for("[data-testid='run-state'][data-state='paused']").await;
    desktop.quit().await;
    assert_eq!(world.counters().bad_manners(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_that_is_closed_during_a_check_takes_leave_and_goes_on_at_the_next_start() {
    let world = slow_world().await;
    let desktop = during_a_check(&world).await;
    desktop.close_window();
    desktop.part("confirm-close-yes").await;
    click_and_go(&desktop, "confirm-close-yes").await;
    let folder = desktop.gone().await;
    let desktop = Desktop::open_in(folder, &settings(&world), Start::default()).await;
    desktop.click_on("[data-testid='list-card']").await;
    asked_more(&world).await;
    finish(&desktop).await;
    desktop.quit().await;
    let counters = world.counters();
    let asked_twice: Vec<_> = counters.total().asked.into_iter().filter(|(_, times)| *times > 1).collect();
    assert!(asked_twice.is_empty(), "{asked_twice:?}");
    assert_eq!(counters.bad_manners(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_window_comes_back_as_large_as_it_was() {
    let desktop = Desktop::open("").await;
    desktop.x(
        "xdotool",
        &["search", "--onlyvisible", "--name", "Mailvet", "windowsize", "--sync", "1024", "700"],
    );
    let resized = "const done = arguments[0]; (function look() {
        if (innerWidth === 1024) done(innerHeight); else setTimeout(look, 20); })()";
    let height: u32 = desktop.driver.execute_async(resized, vec![]).await.unwrap().convert().unwrap();
    desktop.close_window();
    let folder = desktop.gone().await;
    let desktop = Desktop::open_in(folder, "", Start::default()).await;
    let again: u32 = desktop.driver.execute_async(resized, vec![]).await.unwrap().convert().unwrap();
    assert_eq!(again, height);
    desktop.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_shows_its_course_is_paused_gone_on_with_and_finished_early() {
    let world = slow_world().await;
    let desktop = during_a_check(&world).await;
    desktop.wait_for("[data-testid='run-chart'] [data-verdict]").await;
    desktop.picture("run").await;
    desktop.click("activity").await;
    desktop.wait_for("[data-testid='exchange']").await;
    desktop.picture("run-exchanges").await;
    desktop.driver.action_chain().send_keys("\u{e00c}").perform().await.unwrap();
    desktop.click("stop").await;
    desktop.wait_for("[data-testid='run-state'][data-state='paused']").await;
    desktop.click("toggle-course").await;
    desktop.wait_for("[data-testid='course'] [data-kind='paused']").await;
    desktop.click("resume").await;
    asked_more(&world).await;
    finish(&desktop).await;
    desktop.wait_for("[data-testid='course'] [data-kind='finished']").await;
    desktop.picture("run-over").await;
    let unknown = desktop.find("[data-testid='facet-unknown'] [data-count]").await;
    let unknown: usize = unknown.attr("data-count").await.unwrap().unwrap().parse().unwrap();
    assert!(unknown > 0 && unknown < ROWS, "what was open is unknown, and nothing else: {unknown}");
    desktop.quit().await;
    assert_eq!(world.counters().bad_manners(), Vec::<String>::new());
}
