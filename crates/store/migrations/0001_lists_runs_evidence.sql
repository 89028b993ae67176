-- Lists with their rows as they came, the runs over them, and everything that runs have seen.
--
-- The rows of a list, its addresses and its chunks carry ids of their own making: `list << 32 | position`. Each list is
-- therefore one stretch of each table, in the file's order, with no second index; and no foreign key is needed that
-- would search a million rows for children.

CREATE TABLE list (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    name         TEXT NOT NULL,
    path         TEXT,
    imported_at  INTEGER NOT NULL,
    columns      TEXT NOT NULL,                 -- JSON array
    email_column INTEGER NOT NULL,
    practice     INTEGER NOT NULL,
    layout       TEXT,                          -- how the file was written, for the lossless way back
    state        TEXT NOT NULL CHECK (state IN ('importing', 'ready', 'leaving')),
    rows         INTEGER NOT NULL DEFAULT 0,
    addresses    INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE list_row (
    id      INTEGER PRIMARY KEY,
    address INTEGER NOT NULL,                   -- position of its address in the list
    cells   BLOB NOT NULL                       -- each cell: length in bytes (LEB128), then its UTF-8
) STRICT;

CREATE TABLE address (
    id     INTEGER PRIMARY KEY,
    rows   INTEGER NOT NULL DEFAULT 1,          -- how many rows share it
    domain INTEGER,                             -- list_domain.position; NULL where the text is no address
    local  TEXT,
    typed  TEXT,                                -- NULL where it is local@domain to the letter
    fault  TEXT                                 -- JSON, where the text is no address
) STRICT;

CREATE TABLE list_domain (
    list     INTEGER NOT NULL REFERENCES list ON DELETE CASCADE,
    position INTEGER NOT NULL,
    name     TEXT NOT NULL,
    rows     INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (list, position)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX list_domain_by_name ON list_domain (list, name);

-- The same links once more, packed, so that a million of them are read at once.
CREATE TABLE list_chunk (
    id              INTEGER PRIMARY KEY,
    row_addresses   BLOB NOT NULL,              -- u32, little endian: the address of each row
    address_domains BLOB NOT NULL               -- u32: the domain of each address, u32::MAX where there is none
) STRICT;

CREATE TABLE run (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    list       INTEGER NOT NULL REFERENCES list ON DELETE CASCADE,
    state      TEXT NOT NULL CHECK (state IN ('queued', 'running', 'pausing', 'paused', 'stopping', 'finished')),
    started_at INTEGER NOT NULL,
    ended_at   INTEGER,
    settings   TEXT NOT NULL,
    resolvers  TEXT,                            -- runs with the same share domain evidence; NULL: never
    output     TEXT,
    revision   INTEGER NOT NULL DEFAULT 0       -- grows with every batch of judgements
) STRICT;
CREATE INDEX run_of_list ON run (list);

-- Every combination of verdict, reason, action and flags that ever occurred; some hundreds, shared by all runs.
CREATE TABLE outcome (
    id            INTEGER PRIMARY KEY,
    verdict       TEXT NOT NULL,
    reason        TEXT NOT NULL,
    action        TEXT NOT NULL,
    flags         TEXT NOT NULL,                -- codes, | between
    flags_unknown TEXT NOT NULL,
    UNIQUE (verdict, reason, action, flags, flags_unknown)
) STRICT;

-- Where an address stands in a run, and the last judgement of it.
CREATE TABLE task (
    run        INTEGER NOT NULL,
    address    INTEGER NOT NULL,
    domain     INTEGER,
    rows       INTEGER NOT NULL,
    standing   INTEGER NOT NULL DEFAULT 0,      -- 0 pending, 1 waiting, 2 awaiting its control, 3 settled
    due        INTEGER,
    tries      INTEGER,
    outcome    INTEGER,
    score      INTEGER,
    confidence REAL,
    judged_at  INTEGER,
    revision   INTEGER,
    suggestion TEXT,
    sentence   INTEGER,                         -- run_text.id
    grounds    INTEGER,                         -- run_text.id: the rest of the judgement, JSON
    PRIMARY KEY (run, address)
) STRICT, WITHOUT ROWID;
CREATE INDEX task_open ON task (run, domain, standing, address) WHERE standing < 3;
CREATE INDEX task_due ON task (run, domain, due, address) WHERE standing IN (1, 2);
CREATE INDEX task_changed ON task (run, revision) WHERE revision IS NOT NULL;

-- How many addresses and rows of a run stand where, kept along with every change of a task.
CREATE TABLE run_count (
    run       INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    standing  INTEGER NOT NULL,
    outcome   INTEGER NOT NULL,                 -- 0: none yet
    addresses INTEGER NOT NULL,
    rows      INTEGER NOT NULL,
    PRIMARY KEY (run, standing, outcome)
) STRICT, WITHOUT ROWID;

-- Texts that many addresses of a run share, each kept once; the id is a hash of the text.
CREATE TABLE run_text (
    run  INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    id   INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (run, id)
) STRICT, WITHOUT ROWID;

-- What DNS said, one row for each run that rests on it.
CREATE TABLE domain_evidence (
    domain      TEXT NOT NULL,
    run         INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    observed_at INTEGER NOT NULL,
    evidence    TEXT NOT NULL,                  -- JSON
    PRIMARY KEY (domain, run)
) STRICT, WITHOUT ROWID;
CREATE INDEX domain_evidence_of_run ON domain_evidence (run);

CREATE TABLE attempt (
    run     INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    address INTEGER NOT NULL,
    number  INTEGER NOT NULL,
    host    INTEGER NOT NULL,                   -- run_text.id: exchange, host, banner and so on, JSON
    heard   TEXT NOT NULL,                      -- the rest of the attempt, JSON
    PRIMARY KEY (run, address, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE control (
    run     INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    domain  TEXT NOT NULL,
    number  INTEGER NOT NULL,
    control TEXT NOT NULL,                      -- JSON
    PRIMARY KEY (run, domain, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE conversation (
    id           INTEGER PRIMARY KEY,
    run          INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    started      INTEGER NOT NULL,
    conversation TEXT NOT NULL                  -- JSON
) STRICT;
CREATE INDEX conversation_of_run ON conversation (run);
