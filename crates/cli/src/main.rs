//! The command line: the same use cases as the window. Standard output carries only what a program may read; everything
//! for people goes to standard error.

mod args;
mod check;
mod data;
mod doctor;
mod explain;
mod follow;
mod judge;
mod learn;
mod ledger;
mod practice;
mod preview;
mod purge;
mod results;
mod suppress;
mod verify;

use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;
use mailvet_app::{LogAddresses, Mailvet, Place};

use crate::args::{Cli, Command, PlaceArgs};

/// How the program ended, as its exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    Done,
    Failed,
    RowsLeft,
}

impl From<Ending> for ExitCode {
    fn from(ending: Ending) -> Self {
        match ending {
            Ending::Done => Self::SUCCESS,
            Ending::Failed => Self::from(1),
            Ending::RowsLeft => Self::from(3),
        }
    }
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    // What went wrong is said in words; the log is for whoever asks for it.
    let filter = tracing_subscriber::EnvFilter::builder()
        .with_default_directive(tracing::level_filters::LevelFilter::OFF.into())
        .with_env_var("MAILVET_LOG")
        .from_env_lossy();
    let addresses = if cli.log_addresses { LogAddresses::Whole } else { LogAddresses::Masked };
    mailvet_app::start_log(filter, addresses);
    let outcome = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(anyhow::Error::from)
        .and_then(|runtime| runtime.block_on(run(cli)));
    match outcome {
        Ok(ending) => ending.into(),
        Err(error) => {
            tracing::debug!(?error, "failed");
            eprintln!("mailvet: {}", told(&error));
            Ending::Failed.into()
        }
    }
}

/// What failed, and why: a sentence of its own goes on with its cause behind a colon.
fn told(error: &anyhow::Error) -> String {
    let mut told = String::new();
    for cause in error.chain() {
        if !told.is_empty() {
            told.truncate(told.trim_end_matches('.').len());
            told.push_str(": ");
        }
        told.push_str(&cause.to_string());
    }
    told
}

async fn run(cli: Cli) -> Result<Ending> {
    let place = cli.place;
    match cli.command {
        Command::Verify(args) => verify::verify(&open(place).await?, args).await,
        Command::Preview(args) => preview::preview(args).await,
        Command::Check(args) => check::check(&open(place).await?, args).await,
        Command::Explain(args) => explain::explain(&args),
        Command::Doctor(args) => doctor::doctor(&open(place).await?, args).await,
        Command::Runs(args) => results::runs(&open(place).await?, &args).await,
        Command::Resume(args) => verify::resume(&open(place).await?, args).await,
        Command::Export(args) => results::export(&open(place).await?, args).await,
        Command::Judge(args) => judge::judge(&open(place).await?, &args).await,
        Command::Ledger(args) => ledger::ledger(&open(place).await?, args).await,
        Command::Purge(args) => purge::purge(&open(place).await?, args).await,
        Command::Suppress(args) => suppress::suppress(&open(place).await?, args).await,
        Command::Data(args) => data::data(&open(place).await?, args).await,
        Command::Presets(args) => results::presets(&open(place).await?, args).await,
        Command::Learn(args) => learn::learn(&open(place).await?, args).await,
        Command::Learned(args) => learn::learned(&open(place).await?, args).await,
        Command::Mark(args) => learn::mark(&open(place).await?, args).await,
        Command::Practice(args) => practice::practice(args).await,
    }
}

async fn open(place: PlaceArgs) -> Result<Mailvet> {
    Ok(Mailvet::open(Place::find(place.data, place.settings)?).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_follows_its_sentence_without_a_full_stop_before_the_colon() {
        let cause = anyhow::anyhow!("There is no “@” in it.");
        let error = cause.context("The lists in “x.csv” cannot be used.").context("Nothing was kept");
        let sentence = "Nothing was kept: The lists in “x.csv” cannot be used: There is no “@” in it.";
        assert_eq!(told(&error), sentence);
    }
}
