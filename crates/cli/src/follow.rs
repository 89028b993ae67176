//! Follows a run to its end: a progress bar on a terminal, nothing in a pipe; Ctrl-C takes leave of the servers and keeps
//! everything.

use std::{
    io::{IsTerminal, stderr},
    time::Duration,
};

use anyhow::{Result, bail};
use indicatif::{HumanDuration, ProgressBar, ProgressDrawTarget, ProgressStyle};
use mailvet_app::{GuardStep, ListId, Mailvet, Progress, RunState, wire::RunSnapshot};
use mailvet_verdict::{Sentence, Verdict};

/// How a followed run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Followed {
    /// Every row is settled.
    Finished,
    /// The deadline passed; what was left is unknown.
    DeadlinePassed,
    /// Stopped with rows left; `resume` goes on.
    Interrupted,
}

/// Whether to show how far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Show {
    Progress,
    Nothing,
}

/// Follows the run of `list` until it ends, `deadline` passes or Ctrl-C is pressed.
pub(crate) async fn follow(
    mailvet: &Mailvet,
    list: ListId,
    deadline: Option<Duration>,
    show: Show,
) -> Result<Followed> {
    let Some(mut snapshots) = mailvet.follow(list) else { return Ok(Followed::Finished) };
    let bar = bar(show);
    let mut end = Followed::Finished;
    let deadline = async {
        match deadline {
            Some(time) => tokio::time::sleep(time).await,
            None => std::future::pending().await,
        }
    };
    tokio::pin!(deadline);
    let mut past_deadline = false;
    let mut told = (None, None);
    let last = loop {
        let snapshot = snapshots.borrow_and_update().clone();
        draw(&bar, &snapshot);
        if show == Show::Progress {
            tell(&bar, &snapshot.progress, &mut told);
        }
        if matches!(snapshot.state, RunState::Finished | RunState::Paused) {
            break snapshot;
        }
        tokio::select! {
            changed = snapshots.changed() => if changed.is_err() { break snapshots.borrow().clone(); },
            () = &mut deadline, if !past_deadline && end == Followed::Finished => {
                past_deadline = true;
                end = Followed::DeadlinePassed;
                mailvet.finish(list)?;
            }
            pressed = tokio::signal::ctrl_c(), if end != Followed::Interrupted => {
                pressed?;
                end = Followed::Interrupted;
                bar.println("Stopping: taking leave of the servers. Everything heard so far is kept.");
                mailvet.pause(list)?;
            }
        }
    };
    bar.finish_and_clear();
    if let Some(failure) = last.failure {
        bail!(failure);
    }
    Ok(match (end, last.state) {
        (Followed::Interrupted | Followed::Finished, RunState::Finished) => Followed::Finished,
        (Followed::DeadlinePassed, RunState::Finished) => Followed::DeadlinePassed,
        _ => Followed::Interrupted,
    })
}

/// What was told last: what keeps the run from every server, and what the guard does.
type Told = (Option<Sentence>, Option<GuardStep>);

/// Tells what is about the whole run: once, and above the bar, since a pipe has no bar. What the guard does is told with
/// every step that it takes, and not again while its numbers change.
fn tell(bar: &ProgressBar, progress: &Progress, told: &mut Told) {
    let (trouble, step) = told;
    if progress.trouble != *trouble {
        if let Some(sentence) = &progress.trouble {
            bar.suspend(|| eprintln!("{sentence}"));
        }
        trouble.clone_from(&progress.trouble);
    }
    let now = progress.guard.as_ref().map(|guard| guard.step);
    if now != *step {
        match &progress.guard {
            Some(guard) => bar.suspend(|| eprintln!("{}", guard.sentence)),
            None => {
                bar.suspend(|| eprintln!("Mail servers take us again, so Mailvet goes on at its full pace."))
            }
        }
        *step = now;
    }
}

fn bar(show: Show) -> ProgressBar {
    let target = if show == Show::Progress && stderr().is_terminal() {
        ProgressDrawTarget::stderr_with_hz(5)
    } else {
        ProgressDrawTarget::hidden()
    };
    let style = ProgressStyle::with_template("{bar:32.cyan} {pos}/{len}  {msg}")
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .progress_chars("━╸─");
    ProgressBar::with_draw_target(Some(0), target).with_style(style)
}

fn draw(bar: &ProgressBar, snapshot: &RunSnapshot) {
    let progress = &snapshot.progress;
    bar.set_length(progress.tally.total);
    bar.set_position(progress.tally.settled);
    bar.set_message(words(progress));
}

fn words(progress: &Progress) -> String {
    let mut words = Vec::new();
    if progress.rate > 0.0 {
        words.push(format!("{:.0}/s", progress.rate));
    }
    for count in &progress.tally.verdicts {
        if count.count > 0 && matches!(count.verdict, Verdict::Valid | Verdict::Invalid | Verdict::Unknown) {
            words.push(format!("{} {}", count.count, count.verdict.title().to_lowercase()));
        }
    }
    if progress.tally.waiting > 0 {
        words.push(format!("{} to be asked again", progress.tally.waiting));
    }
    if let Some(seconds) = progress.all_in.filter(|seconds| seconds.is_finite() && *seconds >= 1.0) {
        words.push(format!("{} left", HumanDuration(Duration::from_secs_f64(seconds))));
    }
    words.join("  ")
}
