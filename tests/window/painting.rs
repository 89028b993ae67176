//! The page is painted by a graphics card or by the processor; either way it shows what it says, and the mouse moves it.

use std::process::Command;

use mailvet_tests::desktop::{Desktop, Painting, Start};

use crate::import_sample;

async fn the_wheel_shows_other_rows(painting: Painting) {
    let desktop = Desktop::start("", Start { painting, ..Start::default() }).await;
    import_sample(&desktop).await;
    desktop.wait_for("#grid-row-0[data-row]").await;
    desktop.x("xdotool", &["mousemove", "500", "600"]);
    desktop.x("xdotool", &["click", "--repeat", "20", "--delay", "20", "5"]);
    desktop.wait_for("[data-testid='grid']:not(:has(#grid-row-0)):not(:has([data-loading]))").await;
    let picture = desktop.picture(&format!("wheel-{painting:?}").to_lowercase()).await;
    // A stretch of rows, in which something has to be written.
    let told = Command::new("convert")
        .arg(&picture)
        .args(["-crop", "400x96+20+560", "+repage", "-format", "%[fx:standard_deviation]", "info:"])
        .output()
        .expect("ImageMagick is installed (package imagemagick)");
    let deviation: f64 = String::from_utf8_lossy(&told.stdout).trim().parse().expect("a number");
    assert!(deviation > 0.02, "no row is painted: {}", picture.display());
    desktop.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_wheel_shows_other_rows_where_a_card_paints() {
    the_wheel_shows_other_rows(Painting::Card).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_wheel_shows_other_rows_where_the_processor_paints() {
    the_wheel_shows_other_rows(Painting::Processor).await;
}
