//! What a new run takes over from the one before it: settled addresses with their judgement and all that it rests on, so
//! that only what is stale, unknown or new is asked about, and a row still shows what was seen of it. Nothing is taken over
//! that the new run is to leave alone.

use mailvet_engine::journal::RunId;
use mailvet_verdict::{Moment, Reason, Verdict};
use rusqlite::{Connection, params};

use crate::{StoreError, runs};

/// What is taken over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Carry {
    /// Only what was judged at or after this moment.
    pub since: Moment,
}

/// What to take over must be known, from a mail server or from proof, and not too old.
const CARRIED: &str = "
    UPDATE task SET standing = 3, outcome = before.outcome, score = before.score,
           confidence = before.confidence, judged_at = before.judged_at, suggestion = before.suggestion,
           sentence = before.sentence, grounds = before.grounds
    FROM task AS before JOIN outcome ON outcome.id = before.outcome
    WHERE task.run = ?1 AND before.run = ?2 AND before.address = task.address
      AND before.standing = 3 AND before.judged_at >= ?3 AND verdict <> ?4 AND reason <> ?5
      AND NOT EXISTS (SELECT 1 FROM suppressed WHERE suppressed.run = ?1 AND suppressed.address = task.address)";

const DOMAINS: &str = "
    SELECT name FROM list_domain JOIN run ON run.list = list_domain.list
    WHERE run.id = ?1 AND position IN (SELECT domain FROM task WHERE run = ?1 AND standing = 3)";

pub(crate) fn over(conn: &Connection, before: RunId, run: RunId, carry: Carry) -> Result<(), StoreError> {
    let (unknown, not_probed) = (Verdict::Unknown.code(), Reason::NotProbed.code());
    conn.execute(CARRIED, params![run.0, before.0, carry.since.0, unknown, not_probed])?;
    let both = params![run.0, before.0];
    conn.execute(
        "INSERT OR IGNORE INTO run_text (run, id, text) SELECT ?1, id, text FROM run_text WHERE run = ?2",
        both,
    )?;
    conn.execute(
        "INSERT INTO attempt (run, address, number, host, heard, at, latency, conversation, first, last)
         SELECT ?1, address, number, host, heard, at, latency, conversation, first, last FROM attempt
         WHERE run = ?2 AND address IN (SELECT address FROM task WHERE run = ?1 AND standing = 3)",
        both,
    )?;
    conn.execute(
        &format!(
            "INSERT OR IGNORE INTO domain_evidence (domain, run, observed_at, evidence)
             SELECT domain, ?1, observed_at, evidence FROM domain_evidence
             WHERE run = ?2 AND domain IN ({DOMAINS})"
        ),
        both,
    )?;
    conn.execute(
        "INSERT INTO mail_host (run, number, domain, host)
         SELECT ?1, row_number() OVER (ORDER BY number), domain, host FROM mail_host
         WHERE run = ?2 AND domain IN (SELECT domain FROM task WHERE run = ?1 AND standing = 3)",
        both,
    )?;
    // They stand before the first that the new run asks itself.
    conn.execute(
        &format!(
            "INSERT INTO control (run, domain, number, control, exchange, at)
             SELECT ?1, domain, number - 1 - max(number) OVER (PARTITION BY domain), control, exchange, at
             FROM control WHERE run = ?2 AND domain IN ({DOMAINS})"
        ),
        both,
    )?;
    conn.execute("UPDATE run SET revision = 1 WHERE id = ?1", [run.0])?;
    runs::count_anew(conn, run)
}
