//! The commands that the window calls. Each is one call into the use cases.

pub(crate) mod history;
pub(crate) mod home;
pub(crate) mod learning;
pub(crate) mod report;
pub(crate) mod selected;

use std::time::Duration;

use mailvet_app::wire::{
    About, DoctorPlan, DoctorRequest, EvidenceView, ExplainRequest, Explanation, ExportReport, ExportRequest,
    Fault, Home, ImportReport, ImportRequest, InspectRequest, NewPreset, OperatorView, PolicyView,
    PresetView, PurgeRequest, RunSnapshot, SettingsView, Stored, SuppressionReport,
};
use mailvet_app::{
    DoctorCheck, DoctorReport, FacetCount, Facets, LedgerPage, LedgerQuery, ListId, ListSummary, Page,
    PolicyRow, Preview, Purged, Query, ReadOptions, RunMode, RunState, RunSummary, SuppressionLine,
};
use tauri::{State, ipc::Channel};

use crate::Program;

pub(crate) mod shell;

type Answer<T> = Result<T, Fault>;

/// Twice a second is as often as a person reads figures; each time the window is drawn anew.
const BETWEEN_SNAPSHOTS: Duration = Duration::from_millis(500);

/// Everything the home view shows.
#[tauri::command]
#[specta::specta]
pub(crate) async fn home(program: State<'_, Program>) -> Answer<Home> {
    program.get()?.home().await.map_err(Into::into)
}

/// Reads a file for the preview; nothing is kept.
#[tauri::command]
#[specta::specta]
pub(crate) async fn preview(
    program: State<'_, Program>,
    path: String,
    options: ReadOptions,
) -> Answer<Preview> {
    program.get()?.preview(path.into(), options).await.map_err(Into::into)
}

/// Counts what is in a file: addresses under every rule, faults, what is suppressed; writes the rejected rows where asked to.
#[tauri::command]
#[specta::specta]
pub(crate) async fn inspect(program: State<'_, Program>, request: InspectRequest) -> Answer<ImportReport> {
    program.get()?.inspect(request).await.map_err(Into::into)
}

/// The list that was brought in from this very file before.
#[tauri::command]
#[specta::specta]
pub(crate) async fn known_list(
    program: State<'_, Program>,
    request: ImportRequest,
) -> Answer<Option<ListSummary>> {
    program.get()?.known_list(request).await.map_err(Into::into)
}

/// The user's own suppression list.
#[tauri::command]
#[specta::specta]
pub(crate) async fn suppressions(program: State<'_, Program>) -> Answer<Vec<SuppressionLine>> {
    program.get()?.suppressions().await.map_err(Into::into)
}

/// Puts addresses and domains on the user's own suppression list.
#[tauri::command]
#[specta::specta]
pub(crate) async fn suppress(program: State<'_, Program>, entries: Vec<String>) -> Answer<SuppressionReport> {
    program.get()?.suppress(&entries).await.map_err(Into::into)
}

/// Puts what is in a file on the user's own suppression list.
#[tauri::command]
#[specta::specta]
pub(crate) async fn suppress_file(program: State<'_, Program>, path: String) -> Answer<SuppressionReport> {
    program.get()?.suppress_file(path.into()).await.map_err(Into::into)
}

/// Takes addresses and domains off the user's own suppression list.
#[tauri::command]
#[specta::specta]
pub(crate) async fn unsuppress(program: State<'_, Program>, entries: Vec<String>) -> Answer<u64> {
    program.get()?.unsuppress(&entries).await.map_err(Into::into)
}

/// The presets of an export, the user's own among them.
#[tauri::command]
#[specta::specta]
pub(crate) async fn presets(program: State<'_, Program>) -> Answer<Vec<PresetView>> {
    program.get()?.presets().map_err(Into::into)
}

/// Keeps a preset of the user's own.
#[tauri::command]
#[specta::specta]
pub(crate) async fn save_preset(program: State<'_, Program>, preset: NewPreset) -> Answer<PresetView> {
    program.get()?.save_preset(preset).await.map_err(Into::into)
}

/// Forgets a preset of the user's own.
#[tauri::command]
#[specta::specta]
pub(crate) async fn remove_preset(program: State<'_, Program>, id: String) -> Answer<()> {
    program.get()?.remove_preset(&id).await.map_err(Into::into)
}

/// The preview of the sample list, which is run in the practice world.
#[tauri::command]
#[specta::specta]
pub(crate) async fn sample(program: State<'_, Program>) -> Answer<Preview> {
    program.get()?.sample().await.map_err(Into::into)
}

/// Brings a list in.
#[tauri::command]
#[specta::specta]
pub(crate) async fn import_list(program: State<'_, Program>, request: ImportRequest) -> Answer<ListSummary> {
    program.get()?.import(request).await.map_err(Into::into)
}

/// One list with the state of its run.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_summary(program: State<'_, Program>, list: ListId) -> Answer<ListSummary> {
    let mailvet = program.get()?;
    let summary = mailvet.list(list).await?;
    mailvet.read_ahead(&summary);
    Ok(summary)
}

/// Starts to vet a list, or goes on where it was stopped; without a mode, as it was begun or as the settings say. Where it
/// was vetted before, `only_stale` takes over what is known and fresh.
#[tauri::command]
#[specta::specta]
pub(crate) async fn start_run(
    program: State<'_, Program>,
    list: ListId,
    mode: Option<RunMode>,
    only_stale: bool,
) -> Answer<RunSummary> {
    let mailvet = program.get()?;
    let fresh = only_stale.then(|| mailvet.stale_after());
    mailvet.start_after(list, mode, fresh).await.map_err(Into::into)
}

/// Pauses: sessions take leave, everything is kept.
#[tauri::command]
#[specta::specta]
pub(crate) async fn stop_run(program: State<'_, Program>, list: ListId) -> Answer<()> {
    program.get()?.pause(list).map_err(Into::into)
}

/// Finishes early: what is not settled becomes unknown.
#[tauri::command]
#[specta::specta]
pub(crate) async fn finish_run(program: State<'_, Program>, list: ListId) -> Answer<()> {
    program.get()?.finish(list).map_err(Into::into)
}

/// Streams snapshots of a list's run until it ends; the last one has its final state.
#[tauri::command]
#[specta::specta]
pub(crate) async fn follow_run(
    program: State<'_, Program>,
    list: ListId,
    channel: Channel<RunSnapshot>,
) -> Answer<()> {
    let Some(mut snapshots) = program.get()?.follow(list) else { return Ok(()) };
    let mut ending = snapshots.clone();
    loop {
        let snapshot = snapshots.borrow_and_update().clone();
        let runs_on = snapshot.state == RunState::Running;
        // A window that is gone needs no further word; the run goes on without it.
        if channel.send(snapshot).is_err() {
            return Ok(());
        }
        let next = async {
            tokio::time::sleep(if runs_on { BETWEEN_SNAPSHOTS } else { Duration::ZERO }).await;
            snapshots.changed().await
        };
        tokio::select! {
            // The end is told at once.
            Ok(_) = ending.wait_for(|snapshot| snapshot.state != RunState::Running), if runs_on => {}
            heard = next => if heard.is_err() { return Ok(()) },
        }
    }
}

/// A stretch of rows.
#[tauri::command]
#[specta::specta]
pub(crate) async fn page(
    program: State<'_, Program>,
    list: ListId,
    query: Query,
    offset: u64,
    limit: u64,
) -> Answer<Page> {
    program.get()?.page(list, query, offset, limit).await.map_err(Into::into)
}

/// Counts of rows by kind.
#[tauri::command]
#[specta::specta]
pub(crate) async fn facets(program: State<'_, Program>, list: ListId, query: Query) -> Answer<Facets> {
    program.get()?.facets(list, query).await.map_err(Into::into)
}

/// Everything about one row.
#[tauri::command]
#[specta::specta]
pub(crate) async fn evidence(
    program: State<'_, Program>,
    list: ListId,
    row: u64,
    further: Option<u32>,
) -> Answer<EvidenceView> {
    program.get()?.evidence_of(list, row, further).await.map_err(Into::into)
}

/// Writes rows to a file.
#[tauri::command]
#[specta::specta]
pub(crate) async fn export_rows(program: State<'_, Program>, request: ExportRequest) -> Answer<ExportReport> {
    program.get()?.export(request).await.map_err(Into::into)
}

/// Whom the connection doctor would contact, and for what.
#[tauri::command]
#[specta::specta]
pub(crate) async fn doctor_plan(program: State<'_, Program>, practice: bool) -> Answer<DoctorPlan> {
    program.get()?.doctor_plan(practice).await.map_err(Into::into)
}

/// Looks at the connection; every check is streamed as soon as it is made. No report: it was stopped.
#[tauri::command]
#[specta::specta]
pub(crate) async fn doctor(
    program: State<'_, Program>,
    request: DoctorRequest,
    channel: Channel<DoctorCheck>,
) -> Answer<Option<DoctorReport>> {
    let tell = move |check| {
        // A window that is gone needs no further word.
        let _ = channel.send(check);
    };
    program.get()?.doctor_until_stopped(request, tell).await.map_err(Into::into)
}

/// Stops the check-up that is under way.
#[tauri::command]
#[specta::specta]
pub(crate) async fn stop_doctor(program: State<'_, Program>) -> Answer<()> {
    program.get()?.stop_doctor();
    Ok(())
}

/// The doctor's last report on the real connection; nothing is contacted.
#[tauri::command]
#[specta::specta]
pub(crate) async fn last_doctor(program: State<'_, Program>) -> Answer<Option<DoctorReport>> {
    program.get()?.last_doctor().await.map_err(Into::into)
}

/// Deletes a list with everything that was learnt for it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn delete_list(program: State<'_, Program>, list: ListId) -> Answer<()> {
    program.get()?.delete(list).await.map_err(Into::into)
}

/// Every setting with its explanation.
#[tauri::command]
#[specta::specta]
pub(crate) async fn settings(program: State<'_, Program>) -> Answer<SettingsView> {
    Ok(program.get()?.settings())
}

/// Changes a setting and keeps it; without a value, back to the default.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_setting(
    program: State<'_, Program>,
    key: String,
    value: Option<String>,
) -> Answer<SettingsView> {
    program.get()?.set_setting(key, value).await.map_err(Into::into)
}

/// The policy in force.
#[tauri::command]
#[specta::specta]
pub(crate) async fn policy(program: State<'_, Program>) -> Answer<PolicyView> {
    Ok(program.get()?.policy())
}

/// How many rows of a list would get each action under a policy.
#[tauri::command]
#[specta::specta]
pub(crate) async fn try_policy(
    program: State<'_, Program>,
    list: ListId,
    rows: Vec<PolicyRow>,
) -> Answer<Vec<FacetCount>> {
    program.get()?.try_policy(list, rows).await.map_err(Into::into)
}

/// Keeps a policy; new judgements follow it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_policy(program: State<'_, Program>, rows: Vec<PolicyRow>) -> Answer<PolicyView> {
    program.get()?.set_policy(rows).await.map_err(Into::into)
}

/// Gives the rows of a list the actions of the policy in force.
#[tauri::command]
#[specta::specta]
pub(crate) async fn apply_policy(program: State<'_, Program>, list: ListId) -> Answer<()> {
    program.get()?.apply_policy(list).await.map_err(Into::into)
}

/// What the program is and what it knows, with dates and licences.
#[tauri::command]
#[specta::specta]
pub(crate) async fn about(program: State<'_, Program>) -> Answer<About> {
    Ok(mailvet_app::about(program.get().ok()))
}

/// The lists that are being vetted now.
#[tauri::command]
#[specta::specta]
pub(crate) async fn working_on(program: State<'_, Program>) -> Answer<Vec<RunSnapshot>> {
    Ok(program.get()?.working_on())
}

/// What is kept, how old it is, and how long it is used again.
#[tauri::command]
#[specta::specta]
pub(crate) async fn stored(program: State<'_, Program>) -> Answer<Stored> {
    program.get()?.stored().await.map_err(Into::into)
}

/// What a purge would delete; nothing is deleted.
#[tauri::command]
#[specta::specta]
pub(crate) async fn would_purge(program: State<'_, Program>, request: PurgeRequest) -> Answer<Purged> {
    program.get()?.would_purge(request).await.map_err(Into::into)
}

/// Deletes for good: a list, what is old, or everything.
#[tauri::command]
#[specta::specta]
pub(crate) async fn purge(program: State<'_, Program>, request: PurgeRequest) -> Answer<Purged> {
    program.get()?.purge(request).await.map_err(Into::into)
}

/// A stretch of the ledger: who outside learnt which address or domain, and when.
#[tauri::command]
#[specta::specta]
pub(crate) async fn ledger(program: State<'_, Program>, query: LedgerQuery) -> Answer<LedgerPage> {
    program.get()?.ledger(query).await.map_err(Into::into)
}

/// Writes the ledger to a file.
#[tauri::command]
#[specta::specta]
pub(crate) async fn export_ledger(
    program: State<'_, Program>,
    list: Option<ListId>,
    path: String,
) -> Answer<ExportReport> {
    program.get()?.export_ledger(list, path.into()).await.map_err(Into::into)
}

/// What the replies in a pasted text mean; nothing is kept.
#[tauri::command]
#[specta::specta]
pub(crate) async fn explain(program: State<'_, Program>, request: ExplainRequest) -> Answer<Explanation> {
    Ok(program.get()?.explain(&request))
}

/// The mail operators that the tables know.
#[tauri::command]
#[specta::specta]
pub(crate) async fn operators(program: State<'_, Program>) -> Answer<Vec<OperatorView>> {
    Ok(program.get()?.operators())
}
