//! The runs: made, moved from state to state, counted. A run is created with one task for each distinct address of its
//! list, and its counts are kept along with every change, so that progress costs nothing to read.

use mailvet_engine::{
    Clock, Settings, SystemClock,
    journal::{RunId, Tally, VerdictCount},
    run::RunMode,
};
use mailvet_verdict::{Moment, Verdict};
use rusqlite::{
    Connection, OptionalExtension as _, Row, ToSql, params,
    types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef},
};

use crate::{
    Carry, ListId, RunState, RunSummary, Store, StoreError, carry, id, learnt,
    ledger::{practice_world, the_systems_resolver},
    lists,
    outcomes::Outcomes,
    suppression,
    tasks::SETTLED,
};

impl Store {
    /// Makes a run over every distinct address of a list; from then on it is the list's current one.
    ///
    /// # Errors
    /// There is no such list, or the database fails.
    pub async fn create_run(&self, list: ListId, settings: &str) -> Result<RunSummary, StoreError> {
        self.create_run_after(list, settings, None).await
    }

    /// The same, with what the list's current run knows already and is not to be asked again.
    ///
    /// # Errors
    /// There is no such list, or the database fails.
    pub async fn create_run_after(
        &self,
        list: ListId,
        settings: &str,
        carry: Option<Carry>,
    ) -> Result<RunSummary, StoreError> {
        // What is kept of the settings is for people to look at; a proxy's password is not.
        let settings = mailvet_engine::settings::masked(settings);
        self.write("making a run", move |conn| {
            let summary = lists::summary(conn, list)?;
            let resolvers = if summary.practice { None } else { resolvers(&settings) };
            conn.prepare_cached(
                "INSERT INTO run (list, state, started_at, settings, resolvers) VALUES (?1, 'queued', ?2, ?3, ?4)",
            )?
            .execute(params![list.0, SystemClock.now().0, settings, resolvers])?;
            let run = RunId(conn.last_insert_rowid());
            keep_whom_it_asks(conn, run, &settings, summary.practice)?;
            let (first, _) = id::all(list);
            // What is just being appended belongs to the next run.
            let last = first + i64::try_from(summary.addresses).map_err(StoreError::damaged)? - 1;
            suppression::mark(conn, run, list, summary.duplicates)?;
            conn.prepare_cached(
                "INSERT INTO task (run, address, domain, rows)
                 SELECT ?1, id, domain, rows FROM address WHERE id BETWEEN ?2 AND ?3 ORDER BY id",
            )?
            .execute(params![run.0, first, last])?;
            leave_alone(conn, run)?;
            conn.prepare_cached(
                "INSERT INTO run_count (run, standing, outcome, addresses, rows)
                 SELECT id, 0, 0, ?2, ?3 FROM run WHERE id = ?1",
            )?
            .execute(params![run.0, summary.addresses, summary.rows])?;
            if let (Some(carry), Some(before)) = (carry, summary.run) {
                carry::over(conn, before.id, run, carry)?;
            }
            run_summary(conn, run)
        })
        .await
    }

    /// Moves a run to another state. It ends with [`RunState::Finished`].
    ///
    /// # Errors
    /// There is no such run, or the database fails.
    pub async fn set_run_state(&self, run: RunId, state: RunState) -> Result<(), StoreError> {
        self.write("keeping the state of a run", move |conn| {
            let ended = (state == RunState::Finished).then(|| SystemClock.now().0);
            let changed = conn
                .prepare_cached("UPDATE run SET state = ?2, ended_at = ?3 WHERE id = ?1")?
                .execute(params![run.0, state, ended])?;
            if changed == 0 {
                return Err(StoreError::NO_RUN);
            }
            // What it has proved is told from now on.
            if state == RunState::Finished { learnt::next_revision(conn) } else { Ok(()) }
        })
        .await
    }

    /// One run.
    ///
    /// # Errors
    /// There is no such run, or the database fails.
    pub async fn run(&self, run: RunId) -> Result<RunSummary, StoreError> {
        self.read("reading a run", move |_, conn| run_summary(conn, run)).await
    }

    /// Every run, the newest first.
    ///
    /// # Errors
    /// The database fails.
    pub async fn runs(&self) -> Result<Vec<RunSummary>, StoreError> {
        self.read("reading the runs", |_, conn| summaries(conn, "list.state = 'ready'")).await
    }

    /// The runs with something left to do, the newest first.
    ///
    /// # Errors
    /// The database fails.
    pub async fn unfinished_runs(&self) -> Result<Vec<RunSummary>, StoreError> {
        self.read("reading the runs", |_, conn| {
            summaries(conn, "list.state = 'ready' AND run.state <> 'finished'")
        })
        .await
    }

    /// The settings that a run was made with.
    ///
    /// # Errors
    /// There is no such run, or the database fails.
    pub async fn run_settings(&self, run: RunId) -> Result<String, StoreError> {
        self.read("reading a run", move |_, conn| column(conn, "SELECT settings FROM run WHERE id = ?1", run))
            .await
    }

    /// Keeps other settings for a run, such as those of another mode.
    ///
    /// # Errors
    /// There is no such run, or the database fails.
    pub async fn set_run_settings(&self, run: RunId, settings: &str) -> Result<(), StoreError> {
        let settings = mailvet_engine::settings::masked(settings);
        self.write("keeping the settings of a run", move |conn| {
            let list = lists::summary(conn, list_of(conn, run)?)?;
            conn.prepare_cached("UPDATE run SET settings = ?2 WHERE id = ?1")?
                .execute(params![run.0, settings])?;
            keep_whom_it_asks(conn, run, &settings, list.practice)
        })
        .await
    }

    /// Keeps where the result of a run is to be written.
    ///
    /// # Errors
    /// There is no such run, or the database fails.
    pub async fn set_run_output(&self, run: RunId, output: &str) -> Result<(), StoreError> {
        let output = output.to_owned();
        self.write("keeping where a result goes", move |conn| {
            let changed = conn
                .prepare_cached("UPDATE run SET output = ?2 WHERE id = ?1")?
                .execute(params![run.0, output])?;
            if changed == 0 { Err(StoreError::NO_RUN) } else { Ok(()) }
        })
        .await
    }

    /// Where the result of a run is to be written.
    ///
    /// # Errors
    /// There is no such run, or the database fails.
    pub async fn run_output(&self, run: RunId) -> Result<Option<String>, StoreError> {
        self.read("reading a run", move |_, conn| column(conn, "SELECT output FROM run WHERE id = ?1", run))
            .await
    }
}

/// What is suppressed is no work of any domain: the judge settles it with what is no address.
fn leave_alone(conn: &Connection, run: RunId) -> Result<(), StoreError> {
    conn.prepare_cached(
        "UPDATE task SET domain = NULL
         WHERE run = ?1 AND address IN (SELECT address FROM suppressed WHERE run = ?1)",
    )?
    .execute([run.0])?;
    Ok(())
}

/// A list has grown: its unfinished run takes in the addresses from `first_new` on, and every run the new counts of rows.
pub(crate) fn take_in(conn: &Connection, list: ListId, first_new: u32) -> Result<(), StoreError> {
    let summary = lists::summary(conn, list)?;
    let Some(run) = summary.run else { return Ok(()) };
    let (_, last) = id::all(list);
    conn.execute(
        "UPDATE task SET rows = address.rows FROM address
         WHERE task.run = ?1 AND address.id = task.address AND address.rows <> task.rows",
        [run.id.0],
    )?;
    if run.state != RunState::Finished {
        conn.execute("DELETE FROM suppressed WHERE run = ?1", [run.id.0])?;
        suppression::mark(conn, run.id, list, summary.duplicates)?;
        conn.execute(
            "INSERT INTO task (run, address, domain, rows)
             SELECT ?1, id, domain, rows FROM address WHERE id BETWEEN ?2 AND ?3 ORDER BY id",
            params![run.id.0, id::at(list, first_new), last],
        )?;
        leave_alone(conn, run.id)?;
    }
    conn.execute("UPDATE run SET revision = revision + 1 WHERE id = ?1", [run.id.0])?;
    count_anew(conn, run.id)
}

/// Counts a run's tasks from nothing, after many of them changed at once.
pub(crate) fn count_anew(conn: &Connection, run: RunId) -> Result<(), StoreError> {
    conn.execute("DELETE FROM run_count WHERE run = ?1", [run.0])?;
    conn.execute(
        "INSERT INTO run_count (run, standing, outcome, addresses, rows)
         SELECT run, standing, coalesce(outcome, 0), count(*), sum(rows) FROM task WHERE run = ?1
         GROUP BY standing, coalesce(outcome, 0)",
        [run.0],
    )?;
    Ok(())
}

/// Addresses and rows that stand alike.
pub(crate) struct Count {
    pub(crate) standing: u8,
    pub(crate) outcome: u32,
    pub(crate) addresses: u64,
    pub(crate) rows: u64,
}

/// How many addresses and rows of a run stand where.
pub(crate) fn counts(conn: &Connection, run: RunId) -> Result<Vec<Count>, StoreError> {
    let mut select = conn.prepare_cached(
        "SELECT standing, outcome, addresses, rows FROM run_count WHERE run = ?1 AND addresses > 0",
    )?;
    let counts = select.query_map([run.0], |row| {
        Ok(Count { standing: row.get(0)?, outcome: row.get(1)?, addresses: row.get(2)?, rows: row.get(3)? })
    })?;
    Ok(counts.collect::<Result<_, _>>()?)
}

/// Counts of a run's addresses.
pub(crate) fn tally(conn: &Connection, run: RunId) -> Result<Tally, StoreError> {
    list_of(conn, run)?;
    let counts = counts(conn, run)?;
    let outcomes = Outcomes::read(conn)?;
    let of = |wanted: &dyn Fn(&Count) -> bool| {
        counts.iter().filter(|count| wanted(count)).map(|count| count.addresses).sum()
    };
    Ok(Tally {
        total: of(&|_| true),
        settled: of(&|count| count.standing == SETTLED),
        waiting: of(&|count| count.standing == crate::tasks::WAITING),
        verdicts: Verdict::ALL
            .iter()
            .map(|&verdict| VerdictCount {
                verdict,
                count: of(&|count| {
                    outcomes.get(count.outcome).is_some_and(|outcome| outcome.verdict == verdict)
                }),
            })
            .filter(|of_verdict| of_verdict.count > 0)
            .collect(),
    })
}

/// The current run of a list.
pub(crate) fn latest(conn: &Connection, list: ListId) -> Result<Option<RunSummary>, StoreError> {
    let run = conn
        .prepare_cached("SELECT max(id) FROM run WHERE list = ?1")?
        .query_row([list.0], |row| row.get::<_, Option<i64>>(0))?;
    run.map(|run| run_summary(conn, RunId(run))).transpose()
}

/// The list that a run is over.
pub(crate) fn list_of(conn: &Connection, run: RunId) -> Result<ListId, StoreError> {
    Ok(ListId(column(conn, "SELECT list FROM run WHERE id = ?1", run)?))
}

fn column<T: FromSql>(conn: &Connection, sql: &str, run: RunId) -> Result<T, StoreError> {
    conn.prepare_cached(sql)?.query_row([run.0], |row| row.get(0)).optional()?.ok_or(StoreError::NO_RUN)
}

const SUMMARY: &str = "SELECT run.id, run.list, run.state, started_at, ended_at, list.addresses,
        (SELECT coalesce(sum(run_count.addresses), 0) FROM run_count WHERE run = run.id AND standing = 3),
        run.settings
    FROM run JOIN list ON list.id = run.list";

fn run_summary(conn: &Connection, run: RunId) -> Result<RunSummary, StoreError> {
    conn.prepare_cached(&format!("{SUMMARY} WHERE run.id = ?1"))?
        .query_row([run.0], summary)
        .optional()?
        .ok_or(StoreError::NO_RUN)
}

fn summaries(conn: &Connection, condition: &str) -> Result<Vec<RunSummary>, StoreError> {
    let mut select = conn.prepare_cached(&format!("{SUMMARY} WHERE {condition} ORDER BY run.id DESC"))?;
    Ok(select.query_map([], summary)?.collect::<Result<_, _>>()?)
}

fn summary(row: &Row<'_>) -> rusqlite::Result<RunSummary> {
    Ok(RunSummary {
        id: RunId(row.get(0)?),
        list: ListId(row.get(1)?),
        state: row.get(2)?,
        started_at: Moment(row.get(3)?),
        ended_at: row.get::<_, Option<i64>>(4)?.map(Moment),
        total: row.get(5)?,
        settled: row.get(6)?,
        // Settings that cannot be read any more were those of a run of an older version, which knew no other mode.
        mode: Settings::from_toml(&row.get::<_, String>(7)?)
            .map_or(RunMode::Full, |settings| settings.mode()),
    })
}

/// The resolvers that settings name, as a key: evidence of one set of resolvers is nothing to another. `None` where the
/// settings cannot be read, and nothing can be said to be the same.
fn resolvers(settings: &str) -> Option<String> {
    let settings = Settings::from_toml(settings).ok()?;
    Some(settings.dns.servers.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "))
}

/// Keeps whom a run asks, for the ledger: the settings may be others when it is gone on with.
fn keep_whom_it_asks(
    conn: &Connection,
    run: RunId,
    settings: &str,
    practice: bool,
) -> Result<(), StoreError> {
    let settings = Settings::from_toml(settings).ok();
    let (resolver, proxy) = match settings {
        _ if practice => (practice_world().to_string(), None),
        Some(settings) if settings.dns.servers.is_empty() => {
            (the_systems_resolver().to_string(), settings.network.proxy.map(|proxy| proxy.to_string()))
        }
        Some(settings) => {
            let servers = settings.dns.servers.iter().map(ToString::to_string);
            (servers.collect::<Vec<_>>().join(", "), settings.network.proxy.map(|proxy| proxy.to_string()))
        }
        None => (the_systems_resolver().to_string(), None),
    };
    conn.prepare_cached("UPDATE run SET resolver = ?2, proxy = ?3 WHERE id = ?1")?
        .execute(params![run.0, resolver, proxy])?;
    Ok(())
}

const STATES: [RunState; 6] = [
    RunState::Queued,
    RunState::Running,
    RunState::Pausing,
    RunState::Paused,
    RunState::Stopping,
    RunState::Finished,
];

const fn code(state: RunState) -> &'static str {
    match state {
        RunState::Queued => "queued",
        RunState::Running => "running",
        RunState::Pausing => "pausing",
        RunState::Paused => "paused",
        RunState::Stopping => "stopping",
        RunState::Finished => "finished",
    }
}

impl ToSql for RunState {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(code(*self).into())
    }
}

impl FromSql for RunState {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let text = value.as_str()?;
        STATES.into_iter().find(|state| code(*state) == text).ok_or(FromSqlError::InvalidType)
    }
}
