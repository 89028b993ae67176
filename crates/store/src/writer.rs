//! The one connection that writes, on a thread of its own. Whatever is waiting when a transaction begins shares it (group
//! commit), and everybody hears back only after the commit; a job that fails takes nobody else with it.

use std::{
    collections::VecDeque,
    sync::mpsc::{self, Receiver, RecvTimeoutError, Sender},
    thread::JoinHandle,
    time::{Duration, Instant},
};

use rusqlite::Connection;
use tokio::sync::oneshot;

use crate::{StoreError, folding::Folding};

/// Jobs that share a transaction, at most, and for how long new ones are let in: far below the 250 ms that an answer may
/// wait for the disk.
const GROUP: usize = 256;
const GROUP_TIME: Duration = Duration::from_millis(50);

/// How often leftovers of deleted text in the write-ahead log are tried to be removed while readers hold on to it.
const SCRUB_EVERY: Duration = Duration::from_millis(500);

/// Hands jobs to the writing thread; ends it when dropped.
pub(crate) struct Writer {
    jobs: Option<Sender<Message>>,
    thread: Option<JoinHandle<()>>,
}

enum Message {
    Grouped(Box<dyn Job>),
    Unseen(Box<dyn Job>),
    Alone(Box<dyn FnOnce(&Connection) + Send>),
    Scrub(Sender<()>),
}

/// A job in two steps: its work inside a transaction, and the news of how that ended.
trait Job: Send {
    fn work(&mut self, conn: &Connection) -> Result<(), StoreError>;
    fn done(self: Box<Self>, committed: Result<(), StoreError>);
}

struct Typed<T, W, R> {
    work: Option<W>,
    value: Option<T>,
    reply: R,
}

impl<T, W, R> Job for Typed<T, W, R>
where
    T: Send,
    W: FnOnce(&Connection) -> Result<T, StoreError> + Send,
    R: FnOnce(Result<T, StoreError>) + Send,
{
    fn work(&mut self, conn: &Connection) -> Result<(), StoreError> {
        let work = self.work.take().ok_or(StoreError::Closed)?;
        self.value = Some(work(conn)?);
        Ok(())
    }

    fn done(self: Box<Self>, committed: Result<(), StoreError>) {
        (self.reply)(committed.and(self.value.ok_or(StoreError::Closed)));
    }
}

/// A job's answer that is still to come, for callers that are no async code.
pub(crate) struct Pending<T>(Receiver<Result<T, StoreError>>, &'static str);

impl<T> Pending<T> {
    /// Waits for the commit.
    pub(crate) fn wait(self) -> Result<T, StoreError> {
        self.0.recv().unwrap_or(Err(StoreError::Closed)).map_err(|error| error.during(self.1))
    }
}

impl Writer {
    /// Starts the thread on this connection. The log that it writes is `folding`'s.
    pub(crate) fn start(conn: Connection, folding: Folding) -> std::io::Result<Self> {
        let (jobs, queue) = mpsc::channel();
        let thread = std::thread::Builder::new()
            .name("mailvet-store".to_owned())
            .spawn(move || serve(&conn, &folding, &queue))?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread) })
    }

    /// Does `work` in a transaction; resolves once it is committed.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        doing: &'static str,
        work: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (reply, answer) = oneshot::channel();
        // Nobody listens where the caller was cancelled; the work stays done.
        self.group(work, move |result| drop(reply.send(result)));
        answer.await.unwrap_or(Err(StoreError::Closed)).map_err(|error| error.during(doing))
    }

    /// Does `work` in a transaction, without waiting for it here.
    pub(crate) fn begin<T: Send + 'static>(
        &self,
        doing: &'static str,
        work: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Pending<T> {
        let (reply, answer) = mpsc::channel();
        self.group(work, move |result| drop(reply.send(result)));
        Pending(answer, doing)
    }

    /// The same for what nobody sees before a later job of another kind, and what is of no use without that: its commit may
    /// still be on its way to the disk when its answer comes.
    pub(crate) fn begin_unseen<T: Send + 'static>(
        &self,
        doing: &'static str,
        work: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Pending<T> {
        let (reply, answer) = mpsc::channel();
        let reply = move |result| drop(reply.send(result));
        self.send(Message::Unseen(Box::new(Typed { work: Some(work), value: None, reply })));
        Pending(answer, doing)
    }

    /// Does `work` outside of any transaction; blocks.
    pub(crate) fn alone<T: Send + 'static>(
        &self,
        doing: &'static str,
        work: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (reply, answer) = mpsc::channel();
        self.send(Message::Alone(Box::new(move |conn| drop(reply.send(work(conn))))));
        Pending(answer, doing).wait()
    }

    /// Empties the write-ahead log of what was deleted: now, or as soon as no reader holds on to it. Blocks for the first
    /// attempt.
    pub(crate) fn scrub(&self) {
        let (reply, answer) = mpsc::channel();
        self.send(Message::Scrub(reply));
        let _closed = answer.recv();
    }

    fn group<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
        reply: impl FnOnce(Result<T, StoreError>) + Send + 'static,
    ) {
        self.send(Message::Grouped(Box::new(Typed { work: Some(work), value: None, reply })));
    }

    fn send(&self, message: Message) {
        if let Some(jobs) = &self.jobs {
            // Where the thread is gone the message is dropped with its reply, and the caller hears `Closed`.
            let _gone = jobs.send(message);
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.jobs.take());
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the thread that writes the database died");
        }
    }
}

fn serve(conn: &Connection, folding: &Folding, queue: &Receiver<Message>) {
    let mut ahead: VecDeque<Message> = VecDeque::new();
    let mut scrub_due = false;
    loop {
        let message = match ahead.pop_front() {
            Some(message) => message,
            None => match next(queue, scrub_due) {
                Ok(Some(message)) => message,
                Ok(None) => {
                    scrub_due = !scrubbed(conn, folding);
                    continue;
                }
                Err(Ended) => return,
            },
        };
        match message {
            Message::Alone(work) => {
                let _nobody_else = folding.pause();
                work(conn);
            }
            Message::Scrub(done) => {
                scrub_due = !scrubbed(conn, folding);
                let _nobody_listens = done.send(());
            }
            Message::Grouped(first) => commit_group(conn, first, queue, &mut ahead),
            Message::Unseen(job) => commit_unseen(conn, job),
        }
        folding.committed(conn);
    }
}

struct Ended;

fn next(queue: &Receiver<Message>, scrub_due: bool) -> Result<Option<Message>, Ended> {
    if scrub_due {
        match queue.recv_timeout(SCRUB_EVERY) {
            Ok(message) => Ok(Some(message)),
            Err(RecvTimeoutError::Timeout) => Ok(None),
            Err(RecvTimeoutError::Disconnected) => Err(Ended),
        }
    } else {
        queue.recv().map(Some).map_err(|_| Ended)
    }
}

fn scrubbed(conn: &Connection, folding: &Folding) -> bool {
    let _nobody_else = folding.pause();
    let quick = conn.busy_timeout(Duration::from_millis(50));
    let busy = conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0));
    let restored = conn.busy_timeout(crate::store::BUSY_TIMEOUT);
    matches!(busy, Ok(0)) && quick.is_ok() && restored.is_ok()
}

/// `NORMAL`: the log is synced before it is folded in, so a power cut takes the last commits and never the file.
fn commit_unseen(conn: &Connection, job: Box<dyn Job>) {
    let synced = |how: &str| {
        if let Err(error) = conn.pragma_update(None, "synchronous", how) {
            tracing::error!(%error, "how closely the disk is waited for cannot be changed");
        }
    };
    synced("NORMAL");
    let mut group = Group::begin(conn);
    group.take(job);
    group.commit();
    synced("FULL");
}

fn commit_group(
    conn: &Connection,
    first: Box<dyn Job>,
    queue: &Receiver<Message>,
    ahead: &mut VecDeque<Message>,
) {
    let begun = Instant::now();
    let mut group = Group::begin(conn);
    group.take(first);
    while group.done.len() < GROUP && begun.elapsed() < GROUP_TIME {
        match queue.try_recv() {
            Ok(Message::Grouped(job)) => group.take(job),
            Ok(other) => {
                ahead.push_back(other);
                break;
            }
            Err(_) => break,
        }
    }
    group.commit();
}

/// Jobs of one transaction, with what came of each so far.
struct Group<'a> {
    conn: &'a Connection,
    done: Vec<(Box<dyn Job>, Result<(), StoreError>)>,
    /// What broke the transaction as a whole.
    broken: Option<StoreError>,
}

impl<'a> Group<'a> {
    fn begin(conn: &'a Connection) -> Self {
        let broken = conn.execute_batch("BEGIN IMMEDIATE").err().map(Into::into);
        Self { conn, done: Vec::new(), broken }
    }

    fn take(&mut self, mut job: Box<dyn Job>) {
        let result = match &self.broken {
            Some(error) => Err(error.clone()),
            None => self.attempt(job.as_mut()),
        };
        self.done.push((job, result));
    }

    fn attempt(&mut self, job: &mut dyn Job) -> Result<(), StoreError> {
        let result = self.savepoint("SAVEPOINT job").and_then(|()| job.work(self.conn));
        // A full disk makes SQLite roll the whole transaction back by itself.
        if self.conn.is_autocommit() {
            let error = result.err().unwrap_or(StoreError::Closed);
            self.broken = Some(error.clone());
            return Err(error);
        }
        let closed = match &result {
            Ok(()) => self.savepoint("RELEASE job"),
            Err(_) => self.savepoint("ROLLBACK TO job").and_then(|()| self.savepoint("RELEASE job")),
        };
        if let Err(error) = closed {
            self.broken = Some(error);
        }
        result
    }

    fn savepoint(&self, sql: &str) -> Result<(), StoreError> {
        self.conn.prepare_cached(sql)?.execute([])?;
        Ok(())
    }

    fn commit(mut self) {
        if self.broken.is_none() {
            self.broken = self.conn.execute_batch("COMMIT").err().map(Into::into);
        }
        if self.broken.is_some()
            && !self.conn.is_autocommit()
            && let Err(error) = self.conn.execute_batch("ROLLBACK")
        {
            tracing::error!(%error, "a transaction could not be taken back");
        }
        for (job, result) in self.done {
            job.done(match &self.broken {
                Some(error) => result.and(Err(error.clone())),
                None => result,
            });
        }
    }
}

/// An answer waits for the rest of one group and for its own, and has to be on disk 250 ms after it was heard.
const _: () = assert!(2 * GROUP_TIME.as_millis() < 250);

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    };

    use super::*;

    #[test]
    fn nobody_waits_for_more_than_one_group_and_what_is_told_is_on_disk() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("answers.db");
        let conn = Connection::open(&path).unwrap();
        let _: String = conn.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0)).unwrap();
        conn.execute_batch("CREATE TABLE answer (n INTEGER)").unwrap();
        let other = Arc::new(Mutex::new(Connection::open(&path).unwrap()));
        let writer = Writer::start(conn, Folding::start(path).unwrap()).unwrap();

        // All of them wait by the time that the first is taken.
        let (open, gate) = mpsc::channel::<()>();
        writer.send(Message::Alone(Box::new(move |_| gate.recv().unwrap())));
        let worked = Arc::new(AtomicUsize::new(0));
        let (tell, told) = mpsc::channel();
        for n in 0..1_000_usize {
            let (done, seen) = (Arc::clone(&worked), Arc::clone(&worked));
            let (tell, other) = (tell.clone(), Arc::clone(&other));
            writer.group(
                move |conn| {
                    conn.execute("INSERT INTO answer VALUES (?1)", [n])?;
                    done.fetch_add(1, Ordering::Relaxed);
                    Ok(())
                },
                move |result: Result<(), StoreError>| {
                    let count = "SELECT count(*) FROM answer";
                    let on_disk: usize =
                        other.lock().unwrap().query_row(count, [], |row| row.get(0)).unwrap();
                    tell.send((n, result.is_ok(), seen.load(Ordering::Relaxed), on_disk)).unwrap();
                },
            );
        }
        drop(tell);
        open.send(()).unwrap();
        let told: Vec<_> = told.iter().collect();
        assert_eq!(told.len(), 1_000);
        for (n, kept, worked, on_disk) in told {
            assert!(kept);
            assert!(worked - n <= GROUP, "number {n} waited for {worked}");
            assert!(on_disk > n, "number {n} was told of, and only {on_disk} were on disk");
        }
    }
}
