//! What runs saw: DNS answers, attempts, controls, conversations; and the dossier that is put together from them. Evidence
//! is kept as JSON, so that a field that is added later is simply there from then on.

use mailvet_engine::journal::{AddressId, ControlPlace, RunId, Withdrawal};
use mailvet_verdict::{
    Acquaintance, Address, Attempt, Control, ControlKind, Conversation, ConversationId, CutShort,
    DomainEvidence, Dossier, Known, Moment, Reason, Signals, SyntaxEvidence, TranscriptSpan, WhyUnknown,
};
use rusqlite::{
    Connection, OptionalExtension as _, params,
    types::{ToSqlOutput, ValueRef},
};
use serde_json::{Map, Value};

use crate::{
    Store, StoreError,
    acquaintance::{self, Whom},
    id, lookups, operators, pack, suppression, tallies, texts,
};

/// DNS answered.
pub(crate) fn keep_domain(
    conn: &Connection,
    run: RunId,
    evidence: &DomainEvidence,
) -> Result<(), StoreError> {
    conn.prepare_cached(
        "INSERT INTO domain_evidence (domain, run, observed_at, evidence) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT DO UPDATE SET observed_at = excluded.observed_at, evidence = excluded.evidence",
    )?
    .execute(params![
        evidence.domain,
        run.0,
        evidence.observed_at.0,
        serde_json::to_string(evidence)?
    ])?;
    operators::keep(conn, run, evidence)?;
    tallies::place_domain(conn, evidence)
}

/// The latest evidence that `run` may rest on, and whether it is its own already.
pub(crate) fn usable_domain(
    conn: &Connection,
    run: RunId,
    domain: &str,
    not_before: Moment,
) -> Result<Option<(DomainEvidence, bool)>, StoreError> {
    let found: Option<(String, bool)> = conn
        .prepare_cached(
            "SELECT evidence, run = ?2 FROM domain_evidence JOIN run ON run.id = domain_evidence.run
             WHERE domain = ?1 AND observed_at >= ?3
               AND (run.id = ?2 OR run.resolvers = (SELECT resolvers FROM run WHERE id = ?2))
             ORDER BY observed_at DESC, run = ?2 DESC LIMIT 1",
        )?
        .query_row(params![domain, run.0, not_before.0], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    found.map(|(evidence, own)| Ok((serde_json::from_str(&evidence)?, own))).transpose()
}

fn domain(conn: &Connection, run: RunId, domain: &str) -> Result<Known<DomainEvidence>, StoreError> {
    let evidence: Option<String> = conn
        .prepare_cached("SELECT evidence FROM domain_evidence WHERE domain = ?1 AND run = ?2")?
        .query_row(params![domain, run.0], |row| row.get(0))
        .optional()?;
    Ok(match evidence {
        Some(evidence) => Known::Known(serde_json::from_str(&evidence)?),
        None => Known::Unknown(WhyUnknown::NotAsked),
    })
}

/// What was said so far with a mail host; takes the place of what was kept of the same conversation.
pub(crate) fn keep_conversation(
    conn: &Connection,
    run: RunId,
    conversation: &Conversation,
) -> Result<(), StoreError> {
    let text = serde_json::to_string(conversation)?;
    let packed = pack::text(&text)?;
    conn.prepare_cached(
        "INSERT INTO conversation (id, run, started, conversation) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT DO UPDATE SET conversation = excluded.conversation",
    )?
    .execute(params![
        conversation.id.0,
        run.0,
        conversation.started.0,
        match &packed {
            Some(packed) => ToSqlOutput::from(packed.as_slice()),
            None => ToSqlOutput::from(text.as_str()),
        }
    ])?;
    Ok(())
}

/// Conversations by their ids, oldest first; those that are not there are left out.
pub(crate) fn conversations(
    conn: &Connection,
    ids: impl IntoIterator<Item = ConversationId>,
) -> Result<Vec<Conversation>, StoreError> {
    let mut select = conn.prepare_cached("SELECT conversation FROM conversation WHERE id = ?1")?;
    let mut conversations = Vec::<Conversation>::new();
    for id in ids {
        let mut rows = select.query([id.0])?;
        if let Some(row) = rows.next()? {
            let text = match row.get_ref(0)? {
                ValueRef::Blob(packed) => pack::untext(packed)?,
                text => text.as_str().map_err(StoreError::damaged)?.to_owned(),
            };
            conversations.push(serde_json::from_str(&text)?);
        }
    }
    conversations.sort_by_key(|conversation| conversation.started);
    Ok(conversations)
}

/// Parts of an attempt that are the same for everybody who was asked about in one session.
const OF_THE_HOST: [&str; 7] = ["exchange", "host", "ip", "banner", "tls", "tls_facts", "sender"];

/// Parts of an attempt that have columns of their own, as every one of them differs.
const WITH_COLUMN: [&str; 3] = ["at", "latency_ms", "transcript"];

/// What stands for the address in a text that is kept once for many: no JSON has it as it is.
const THE_ADDRESS: char = '\u{1}';

/// Digits of an answer that is told to others as well; with more of them it names something of its own, as some servers do.
const SHARED_DIGITS: usize = 24;

/// A server was asked about an address.
pub(crate) fn keep_attempt(
    conn: &Connection,
    run: RunId,
    address: AddressId,
    attempt: &Attempt,
) -> Result<(), StoreError> {
    let Value::Object(mut parts) = serde_json::to_value(attempt)? else {
        return Err(StoreError::damaged("an attempt is no object"));
    };
    parts.retain(|part, _| !WITH_COLUMN.contains(&part.as_str()));
    let (host, heard): (Map<_, _>, Map<_, _>) =
        parts.into_iter().partition(|(part, _)| OF_THE_HOST.contains(&part.as_str()));
    let host = texts::keep(conn, run, &serde_json::to_string(&host)?)?;
    let heard = serde_json::to_string(&heard)?;
    let shared = match sound_address(conn, address)?.filter(|_| heard.contains('@')) {
        Some(address) => heard.replace(&address.to_string(), THE_ADDRESS.encode_utf8(&mut [0; 4])),
        None => heard.clone(),
    };
    let digits = shared.bytes().filter(u8::is_ascii_digit).count();
    let shared = (digits <= SHARED_DIGITS).then(|| texts::keep(conn, run, &shared)).transpose()?;
    let span = attempt.transcript;
    conn.prepare_cached(
        "INSERT INTO attempt (run, address, number, host, heard, at, latency, conversation, first, last)
         SELECT ?1, ?2, coalesce(max(number) + 1, 0), ?3, ?4, ?5, ?6, ?7, ?8, ?9
         FROM attempt WHERE run = ?1 AND address = ?2",
    )?
    .execute(params![
        run.0,
        address.0,
        host,
        shared.map_or_else(|| ToSqlOutput::from(heard.as_str()), ToSqlOutput::from),
        attempt.at.0,
        attempt.latency_ms,
        span.map(|span| span.conversation.0),
        span.map(|span| span.first),
        span.map(|span| span.last)
    ])?;
    Ok(())
}

/// Every time a server was asked about an address in this run, oldest first.
fn attempts(conn: &Connection, run: RunId, address: AddressId) -> Result<Vec<Attempt>, StoreError> {
    let mut select = conn.prepare_cached(
        "SELECT text, heard, at, latency, conversation, first, last
         FROM attempt JOIN run_text ON run_text.run = attempt.run AND run_text.id = attempt.host
         WHERE attempt.run = ?1 AND address = ?2 ORDER BY number",
    )?;
    let mut rows = select.query([run.0, address.0])?;
    let mut attempts = Vec::new();
    while let Some(row) = rows.next()? {
        let host = row.get_ref(0)?.as_str().map_err(StoreError::damaged)?;
        let heard = match row.get_ref(1)? {
            ValueRef::Integer(id) => of_this_address(conn, address, texts::read(conn, run, id)?)?,
            text => text.as_str().map_err(StoreError::damaged)?.to_owned(),
        };
        let transcript = match row.get::<_, Option<i64>>(4)? {
            Some(conversation) => Some(TranscriptSpan {
                conversation: ConversationId(conversation),
                first: row.get(5)?,
                last: row.get(6)?,
            }),
            None => None,
        };
        let mut parts: Map<String, Value> = serde_json::from_str(host)?;
        parts.extend(serde_json::from_str::<Map<String, Value>>(&heard)?);
        parts.extend([
            ("at".to_owned(), row.get::<_, i64>(2)?.into()),
            ("latency_ms".to_owned(), row.get::<_, Option<u32>>(3)?.into()),
            ("transcript".to_owned(), serde_json::to_value(transcript)?),
        ]);
        attempts.push(serde_json::from_value(Value::Object(parts))?);
    }
    Ok(attempts)
}

/// A text that is kept for many, as this address heard it.
fn of_this_address(conn: &Connection, address: AddressId, text: String) -> Result<String, StoreError> {
    if !text.contains(THE_ADDRESS) {
        return Ok(text);
    }
    let address = sound_address(conn, address)?.ok_or(StoreError::NO_ADDRESS)?;
    Ok(text.replace(THE_ADDRESS, &address.to_string()))
}

/// A control of a domain.
pub(crate) fn keep_control(
    conn: &Connection,
    run: RunId,
    domain: &str,
    control: &Control,
    place: ControlPlace,
) -> Result<(), StoreError> {
    let keep = match place {
        ControlPlace::Next => {
            "INSERT INTO control (run, domain, number, control, exchange, at)
             SELECT ?1, ?2, coalesce(max(number) + 1, 0), ?3, ?4, ?5 FROM control WHERE run = ?1 AND domain = ?2"
        }
        ControlPlace::OfTheLast => {
            "UPDATE control SET control = ?3, exchange = ?4, at = ?5 WHERE run = ?1 AND domain = ?2
               AND number = (SELECT max(number) FROM control WHERE run = ?1 AND domain = ?2)"
        }
    };
    let attempt = &control.attempt;
    conn.prepare_cached(keep)?.execute(params![
        run.0,
        domain,
        serde_json::to_string(control)?,
        attempt.exchange,
        attempt.at.0
    ])?;
    Ok(())
}

/// The random controls of a domain at an exchange that the latest other run with the same resolvers has asked since
/// `not_before`, oldest first. One run's only: what a run has taken over from another stands in both.
pub(crate) fn earlier_controls(
    conn: &Connection,
    run: RunId,
    domain: &str,
    exchange: &str,
    not_before: Moment,
) -> Result<Vec<Control>, StoreError> {
    let latest: Option<i64> = conn
        .prepare_cached(
            "SELECT run FROM control JOIN run ON run.id = control.run
             WHERE domain = ?2 AND at >= ?4 AND exchange = ?3 AND run <> ?1
               AND json_extract(control, '$.kind') = 'random'
               AND run.resolvers = (SELECT resolvers FROM run WHERE id = ?1)
             ORDER BY at DESC, run DESC LIMIT 1",
        )?
        .query_row(params![run.0, domain, exchange, not_before.0], |row| row.get(0))
        .optional()?;
    let Some(latest) = latest else { return Ok(Vec::new()) };
    let mut found = controls_since(conn, RunId(latest), domain, i64::MIN)?;
    found.retain(|control| {
        control.kind == ControlKind::Random
            && control.attempt.exchange == exchange
            && control.attempt.at >= not_before
    });
    Ok(found)
}

/// What is to be taken back of a domain; a later word on it takes the place of an earlier one, but not of its beginning.
pub(crate) fn keep_withdrawal(
    conn: &Connection,
    run: RunId,
    withdrawal: &Withdrawal,
) -> Result<(), StoreError> {
    conn.prepare_cached(
        "INSERT INTO withdrawal (run, domain, since, due) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT DO UPDATE SET since = min(since, excluded.since), due = excluded.due",
    )?
    .execute(params![run.0, withdrawal.domain, withdrawal.since.0, withdrawal.due.map(|due| due.0)])?;
    Ok(())
}

/// It was taken back.
pub(crate) fn drop_withdrawal(conn: &Connection, run: RunId, domain: &str) -> Result<(), StoreError> {
    conn.prepare_cached("DELETE FROM withdrawal WHERE run = ?1 AND domain = ?2")?
        .execute(params![run.0, domain])?;
    Ok(())
}

/// A domain has accepted something that a control is still to speak for.
pub(crate) fn keep_unaudited(conn: &Connection, run: RunId, domain: &str) -> Result<(), StoreError> {
    conn.prepare_cached("INSERT OR IGNORE INTO unaudited (run, domain) VALUES (?1, ?2)")?
        .execute(params![run.0, domain])?;
    Ok(())
}

/// A control spoke for it.
pub(crate) fn drop_unaudited(conn: &Connection, run: RunId, domain: &str) -> Result<(), StoreError> {
    conn.prepare_cached("DELETE FROM unaudited WHERE run = ?1 AND domain = ?2")?
        .execute(params![run.0, domain])?;
    Ok(())
}

/// The domains for which one is still to speak.
pub(crate) fn unaudited(conn: &Connection, run: RunId) -> Result<Vec<String>, StoreError> {
    let mut select = conn.prepare_cached("SELECT domain FROM unaudited WHERE run = ?1 ORDER BY domain")?;
    let found = select.query_map([run.0], |row| row.get(0))?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// What is still to be taken back.
pub(crate) fn withdrawals(conn: &Connection, run: RunId) -> Result<Vec<Withdrawal>, StoreError> {
    let mut select =
        conn.prepare_cached("SELECT domain, since, due FROM withdrawal WHERE run = ?1 ORDER BY domain")?;
    let found = select.query_map([run.0], |row| {
        let due: Option<i64> = row.get(2)?;
        Ok(Withdrawal { domain: row.get(0)?, since: Moment(row.get(1)?), due: due.map(Moment) })
    })?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// The number of the first control that a run has asked itself; what it has taken over has lower ones.
const FIRST_ASKED: i64 = 0;

/// The controls of a domain that this run has asked, oldest first.
pub(crate) fn controls(conn: &Connection, run: RunId, domain: &str) -> Result<Vec<Control>, StoreError> {
    controls_since(conn, run, domain, FIRST_ASKED)
}

fn controls_since(
    conn: &Connection,
    run: RunId,
    domain: &str,
    first: i64,
) -> Result<Vec<Control>, StoreError> {
    let mut select = conn.prepare_cached(
        "SELECT control FROM control WHERE run = ?1 AND domain = ?2 AND number >= ?3 ORDER BY number",
    )?;
    let mut rows = select.query(params![run.0, domain, first])?;
    let mut controls = Vec::new();
    while let Some(row) = rows.next()? {
        controls.push(serde_json::from_str(row.get_ref(0)?.as_str().map_err(StoreError::damaged)?)?);
    }
    Ok(controls)
}

/// Whether another run has heard the last of these answers.
fn was_taken_over(conn: &Connection, run: RunId, attempts: &[Attempt]) -> Result<bool, StoreError> {
    let Some(span) = attempts.last().and_then(|last| last.transcript) else { return Ok(false) };
    Ok(!had_conversation(conn, run, span.conversation)?)
}

/// Whether this run had the conversation itself.
pub(crate) fn had_conversation(
    conn: &Connection,
    run: RunId,
    conversation: ConversationId,
) -> Result<bool, StoreError> {
    let of_this_run = "SELECT 1 FROM conversation WHERE id = ?1 AND run = ?2";
    Ok(conn.prepare_cached(of_this_run)?.exists([conversation.0, run.0])?)
}

/// What the parser made of an address of a list.
struct Parsed {
    typed: String,
    syntax: SyntaxEvidence,
}

fn parsed(conn: &Connection, address: AddressId) -> Result<Parsed, StoreError> {
    let mut select = conn.prepare_cached(
        "SELECT typed, local, name, fault FROM address
         LEFT JOIN list_domain ON list_domain.list = ?2 AND position = address.domain WHERE address.id = ?1",
    )?;
    let mut rows = select.query([address.0, id::list_of(address).0])?;
    let row = rows.next()?.ok_or(StoreError::NO_ADDRESS)?;
    let typed: Option<String> = row.get(0)?;
    if let Some(fault) = row.get::<_, Option<String>>(3)? {
        let syntax = SyntaxEvidence::Faulty(serde_json::from_str(&fault)?);
        return Ok(Parsed { typed: typed.unwrap_or_default(), syntax });
    }
    let address = Address { local: row.get(1)?, domain: row.get(2)? };
    Ok(Parsed { typed: typed.unwrap_or_else(|| address.to_string()), syntax: SyntaxEvidence::Sound(address) })
}

/// The address behind an id; `None` where its text is none.
pub(crate) fn sound_address(conn: &Connection, address: AddressId) -> Result<Option<Address>, StoreError> {
    Ok(match parsed(conn, address)?.syntax {
        SyntaxEvidence::Sound(address) => Some(address),
        SyntaxEvidence::Faulty(_) => None,
    })
}

/// All evidence of an address in a run; without a run, what its own text says.
pub(crate) fn dossier(
    store: &Store,
    conn: &Connection,
    run: Option<RunId>,
    address: AddressId,
) -> Result<Dossier, StoreError> {
    let Parsed { typed, syntax } = parsed(conn, address)?;
    let mut dossier = Dossier {
        typed,
        syntax,
        domain: Known::Unknown(WhyUnknown::NotAsked),
        attempts: Vec::new(),
        controls: Vec::new(),
        signals: Signals::default(),
        lookups: Vec::new(),
        cut_short: None,
        acquaintance: Acquaintance::default(),
        suppressed: None,
    };
    if let SyntaxEvidence::Sound(sound) = &dossier.syntax {
        dossier.signals = Signals::read(sound, &store.knowledge());
        if let Some(run) = run {
            dossier.domain = domain(conn, run, &sound.domain)?;
            dossier.attempts = attempts(conn, run, address)?;
            // What was taken over speaks for answers that were taken over, and is too far from those of this run.
            let first = if was_taken_over(conn, run, &dossier.attempts)? { i64::MIN } else { FIRST_ASKED };
            dossier.controls = controls_since(conn, run, &sound.domain, first)?;
            dossier.lookups = lookups::of(conn, run, sound)?;
            dossier.suppressed = suppression::of(conn, run, address)?;
        }
        let whom = Whom { run, id: address, address: sound, domain: &dossier.domain };
        dossier.acquaintance = acquaintance::of(store, conn, &whom)?;
    }
    Ok(dossier)
}

/// Why nothing more was asked, where the judgement says so. The run itself settles this; it is no evidence of any stage.
pub(crate) fn cut_short(reason: Reason) -> Option<CutShort> {
    match reason {
        Reason::Cancelled => Some(CutShort::Cancelled),
        Reason::InternalError => Some(CutShort::Fault),
        _ => None,
    }
}
