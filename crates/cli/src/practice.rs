//! `practice`: serves the practice world for other programs until it is stopped.

use std::io::{Write, stdout};

use anyhow::{Context, Result};
use mailvet_app::PracticeFolder;

use crate::{Ending, args::PracticeArgs};

pub(crate) async fn practice(args: PracticeArgs) -> Result<Ending> {
    let scenario = match &args.scenario {
        Some(file) => Some(
            std::fs::read_to_string(file).with_context(|| format!("“{}” cannot be read", file.display()))?,
        ),
        None => None,
    };
    let practice = PracticeFolder::serve(&args.folder, scenario.as_deref()).await?;
    eprintln!(
        "The practice world answers on this machine only: DNS at {}, mail on port {}.",
        practice.dns(),
        practice.smtp_port()
    );
    eprintln!("In {} there are now:", args.folder.display());
    for file in practice.files() {
        eprintln!("  {file}");
    }
    let folder = args.folder.display();
    eprintln!("Try: mailvet --settings {folder}/settings.toml verify {folder}/sample.csv -o vetted.csv");
    eprintln!("Ctrl-C ends it.");
    until_stopped().await?;
    if args.json {
        writeln!(stdout(), "{}", practice.counters_json())?;
    }
    practice.stop().await;
    Ok(Ending::Done)
}

/// Ctrl-C, or on Unix the polite kill as well.
async fn until_stopped() -> Result<()> {
    #[cfg(unix)]
    {
        let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! {
            pressed = tokio::signal::ctrl_c() => pressed?,
            _ = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await?;
    Ok(())
}
