//! Runs that are being worked on: started, followed, paused, finished early, gone on with. This module owns every change
//! of a run's state.

use std::{panic::AssertUnwindSafe, path::Path, path::PathBuf, sync::Arc, time::Duration};

use futures::FutureExt as _;
use mailvet_engine::{
    Clock as _, Settings,
    domain::ResolverError,
    journal::RunId,
    run::{Progress, Reins, Run, RunEnd, RunError, RunMode, SharedPaces},
    settings::SettingsError,
};
use mailvet_store::{Carry, ListId, RunOwnership, RunState, RunSummary};
use mailvet_verdict::Sentence;
use tokio::sync::watch;

use crate::{
    AppError, Mailvet,
    error::{causes, phrases as say},
    wire::RunSnapshot,
};

/// A run that is being worked on in this program.
pub(crate) struct LiveRun {
    id: RunId,
    reins: Reins,
    snapshots: watch::Receiver<RunSnapshot>,
}

/// What the runs of this program have in common at mail servers: the practice world's are others than the internet's.
#[derive(Default)]
pub(crate) struct Worlds {
    internet: Arc<SharedPaces>,
    practice: Arc<SharedPaces>,
}

/// What a run is worked on with.
struct Work {
    list: ListId,
    run: RunId,
    practice: bool,
    settings: Arc<Settings>,
}

impl Mailvet {
    /// Starts to vet `list`, or goes on with its unfinished run.
    ///
    /// # Errors
    /// There is no such list, another program works on it, or the practice world cannot start.
    pub async fn start(&self, list: ListId) -> Result<RunSummary, AppError> {
        self.start_in(list, None).await
    }

    /// Starts to vet `list` in `mode`, or goes on with its unfinished run in it: a run that finds port 25 shut can be
    /// paused and gone on with in quick mode. `None`: as it was begun, or as the settings say.
    ///
    /// # Errors
    /// There is no such list, another program works on it, it is worked on here in another mode, or the practice world
    /// cannot start.
    pub async fn start_in(&self, list: ListId, mode: Option<RunMode>) -> Result<RunSummary, AppError> {
        self.start_after(list, mode, None).await
    }

    /// The same; where the list was vetted before, what was learnt of it within `fresh` is taken over, and only what is
    /// stale, unknown or new is asked about.
    ///
    /// # Errors
    /// As [`Mailvet::start_in`].
    pub async fn start_after(
        &self,
        list: ListId,
        mode: Option<RunMode>,
        fresh: Option<Duration>,
    ) -> Result<RunSummary, AppError> {
        let summary = self.0.store.list(list).await?;
        if self.is_live(list)
            && let Some(run) = summary.run
        {
            return if mode.is_none_or(|mode| mode == run.mode) { Ok(run) } else { Err(AppError::Running) };
        }
        let in_force = self.in_force();
        let unfinished = summary.run.filter(|run| run.state != RunState::Finished);
        let begun_in = unfinished.as_ref().map(|run| run.mode);
        let mode = mode.or(begun_in).unwrap_or_else(|| in_force.settings.mode());
        let text = Settings::text_for(&in_force.text, mode)
            .map_err(|source| self.unusable(&in_force.text, source))?;
        let run = match unfinished {
            Some(run) => {
                // Those of today are what it goes on under, in whatever mode.
                self.0.store.set_run_settings(run.id, &text).await?;
                RunSummary { mode, ..run }
            }
            None => {
                let carry = fresh.map(|fresh| Carry { since: self.0.clock.now().before(fresh) });
                self.0.store.create_run_after(list, &text, carry).await?
            }
        };
        let settings = if summary.practice {
            self.0.practice.settings(&text).await?
        } else {
            Arc::new(Settings::from_toml(&text).map_err(|source| self.unusable(&text, source))?)
        };
        let ownership = self.0.store.own_run(run.id)?;
        self.0.store.set_run_state(run.id, RunState::Running).await?;
        self.work_on(Work { list, run: run.id, practice: summary.practice, settings }, ownership);
        Ok(RunSummary { state: RunState::Running, ..run })
    }

    fn work_on(&self, work: Work, ownership: RunOwnership) {
        let (list, run) = (work.list, work.run);
        let reins = Reins::default();
        let (publish, snapshots) = watch::channel(RunSnapshot {
            list,
            state: RunState::Running,
            progress: Progress::default(),
            failure: None,
        });
        self.live().insert(list, LiveRun { id: run, reins: reins.clone(), snapshots });
        let mailvet = self.clone();
        let work = async move {
            let (state, failure) = mailvet.run_to_its_end(work, reins, &publish).await;
            if let Err(error) = mailvet.0.store.set_run_state(run, state).await {
                tracing::error!(%error, run = run.0, "the run's state was not kept");
            }
            drop(ownership);
            mailvet.live().remove(&list);
            publish.send_modify(|snapshot| {
                snapshot.state = state;
                snapshot.failure = failure;
            });
            if let Err(error) = mailvet.0.store.keep_columns(list).await {
                tracing::debug!(%error, "results are not kept in short");
            }
        };
        let mut tasks = self.0.tasks.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        while tasks.try_join_next().is_some() {}
        tasks.spawn(work);
    }

    /// Works on a run and passes its progress on; returns the state it ends in, and why where it ended by itself.
    async fn run_to_its_end(
        &self,
        work: Work,
        reins: Reins,
        publish: &watch::Sender<RunSnapshot>,
    ) -> (RunState, Option<Sentence>) {
        let Work { run, practice, settings, .. } = work;
        let own_listing = match practice {
            true => None,
            false => self.own_listing(&settings, &reins.stop).await,
        };
        let paces = if practice { &self.0.paces.practice } else { &self.0.paces.internet };
        let knowledge = match self.knowledge_under(&settings).await {
            Ok(knowledge) => knowledge,
            Err(error) => {
                tracing::error!(%error, run = run.0, "what was learnt cannot be read");
                return (RunState::Paused, Some(say::learnt_unread(error.sentence())));
            }
        };
        let work = Run {
            id: run,
            journal: Arc::new(self.0.store.clone()),
            knowledge,
            settings,
            policy: Arc::clone(&self.in_force().policy),
            clock: Arc::clone(&self.0.clock) as _,
            own_listing,
            paces: Arc::clone(paces),
        };
        let (progress, mut heard) = watch::channel(Progress::default());
        // A panic of ours must not leave the window waiting for a run that nobody works on.
        let go = AssertUnwindSafe(work.go(reins, progress)).catch_unwind();
        tokio::pin!(go);
        let end = loop {
            tokio::select! {
                end = &mut go => break end,
                Ok(()) = heard.changed() => {
                    let progress = heard.borrow_and_update().clone();
                    publish.send_modify(|snapshot| snapshot.progress = progress);
                }
            }
        };
        let last = heard.borrow().clone();
        publish.send_modify(|snapshot| snapshot.progress = last);
        match end {
            Ok(Ok(RunEnd::Finished)) => (RunState::Finished, None),
            Ok(Ok(RunEnd::Stopped)) => (RunState::Paused, None),
            Ok(Err(error)) => {
                tracing::error!(%error, causes = causes(&error), run = run.0, "the run stopped");
                (RunState::Paused, Some(why_it_stopped(&error)))
            }
            Err(_panic) => {
                tracing::error!(run = run.0, "the run met a fault of Mailvet's own");
                (RunState::Paused, Some(say::run_died()))
            }
        }
    }

    /// Follows the run of `list`; `None` where nobody works on it in this program.
    #[must_use]
    pub fn follow(&self, list: ListId) -> Option<watch::Receiver<RunSnapshot>> {
        self.live().get(&list).map(|run| run.snapshots.clone())
    }

    /// Pauses: sessions take leave, everything is kept.
    ///
    /// # Errors
    /// Nobody works on it.
    pub fn pause(&self, list: ListId) -> Result<(), AppError> {
        self.live().get(&list).map(|run| run.reins.stop.cancel()).ok_or(AppError::NotRunning)
    }

    /// Finishes early: what is not settled is settled as it stands.
    ///
    /// # Errors
    /// Nobody works on it.
    pub fn finish(&self, list: ListId) -> Result<(), AppError> {
        self.live().get(&list).map(|run| run.reins.finish.cancel()).ok_or(AppError::NotRunning)
    }

    /// Goes on with every run that was being worked on when the program was last killed or closed.
    pub async fn go_on_with_killed_runs(&self) {
        let unfinished = match self.0.store.unfinished_runs().await {
            Ok(runs) => runs,
            Err(error) => {
                tracing::error!(%error, "unfinished runs cannot be read");
                return;
            }
        };
        for run in unfinished.into_iter().filter(|run| run.state == RunState::Running) {
            if let Err(error) = self.start(run.list).await {
                tracing::warn!(%error, run = run.id.0, "the run was not gone on with");
            }
        }
    }

    /// Every run that is kept, the newest first.
    ///
    /// # Errors
    /// The database fails.
    pub async fn runs(&self) -> Result<Vec<RunSummary>, AppError> {
        Ok(self.0.store.runs().await?)
    }

    /// One run.
    ///
    /// # Errors
    /// There is no such run, or the database fails.
    pub async fn run(&self, run: RunId) -> Result<RunSummary, AppError> {
        Ok(self.0.store.run(run).await?)
    }

    /// Keeps where the result of a run is to be written, so that `resume` writes it there.
    ///
    /// # Errors
    /// There is no such run, or the database fails.
    pub async fn remember_output(&self, run: RunId, output: &Path) -> Result<(), AppError> {
        let absolute = std::path::absolute(output).unwrap_or_else(|_| output.to_owned());
        Ok(self.0.store.set_run_output(run, &absolute.to_string_lossy()).await?)
    }

    /// Where the result of a run is to be written.
    ///
    /// # Errors
    /// There is no such run, or the database fails.
    pub async fn output_of(&self, run: RunId) -> Result<Option<PathBuf>, AppError> {
        Ok(self.0.store.run_output(run).await?.map(PathBuf::from))
    }

    /// Takes leave of every server, for at most `most`, stops the practice world and folds the database's log in. Runs stay
    /// marked as worked on, so that the next start goes on with them.
    pub async fn leave(&self, most: Duration) {
        let (mut tasks, running) = {
            let live = self.live();
            let running: Vec<RunId> = live.values().map(|run| run.id).collect();
            live.values().for_each(|run| run.reins.stop.cancel());
            let tasks = &mut *self.0.tasks.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            (std::mem::take(tasks), running)
        };
        let all_left = async { while tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(most, all_left).await.is_err() {
            tracing::warn!("some mail servers were left without a word");
            tasks.abort_all();
        }
        for run in running {
            if let Ok(summary) = self.0.store.run(run).await
                && summary.state == RunState::Paused
                && let Err(error) = self.0.store.set_run_state(run, RunState::Running).await
            {
                tracing::warn!(%error, "the run will have to be gone on with by hand");
            }
        }
        self.0.practice.stop().await;
        if let Err(error) = self.0.store.fold_log().await {
            tracing::warn!(%error, "the next start will look at the whole database");
        }
    }

    /// The runs that are being worked on, as they stand.
    #[must_use]
    pub fn working_on(&self) -> Vec<RunSnapshot> {
        self.live().values().map(|run| run.snapshots.borrow().clone()).collect()
    }

    /// How old a result may be before it is stale, by the settings.
    #[must_use]
    pub fn stale_after(&self) -> Duration {
        self.in_force().settings.lists.stale_after
    }

    fn unusable(&self, text: &str, source: SettingsError) -> AppError {
        AppError::unusable_settings(self.0.place.settings_name(), text, source)
    }

    pub(crate) fn is_live(&self, list: ListId) -> bool {
        self.live().contains_key(&list)
    }

    pub(crate) fn is_anything_live(&self) -> bool {
        !self.live().is_empty()
    }

    fn live(&self) -> std::sync::MutexGuard<'_, std::collections::HashMap<ListId, LiveRun>> {
        self.0.live.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

fn why_it_stopped(error: &RunError) -> Sentence {
    match error {
        RunError::Journal(error) => say::journal_failed(error.message.clone()),
        RunError::Resolver(ResolverError(why)) => say::no_resolver(why),
    }
}
