-- What became of earlier mail, as outcome files told it, and which addresses the user marked as known good or known bad.

CREATE TABLE learnt_batch (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    name           TEXT NOT NULL,               -- the file's or folder's
    path           TEXT,
    layout         TEXT NOT NULL,               -- id of the layout that it was read by
    content        TEXT NOT NULL UNIQUE,        -- what was read, as a digest: the same file is learnt once
    learnt_at      INTEGER NOT NULL,
    complete       INTEGER NOT NULL DEFAULT 0,  -- 0: the program was killed meanwhile
    rows           INTEGER NOT NULL DEFAULT 0,
    added          INTEGER NOT NULL DEFAULT 0,  -- outcomes that were not known before
    known          INTEGER NOT NULL DEFAULT 0,
    not_understood INTEGER NOT NULL DEFAULT 0
) STRICT;

-- One row for each thing that happened, in every batch that told it; batch 0 holds the marks.
CREATE TABLE learnt (
    domain TEXT NOT NULL,
    local  TEXT NOT NULL,                       -- folded, as duplicates are found
    what   TEXT NOT NULL,
    at     INTEGER NOT NULL,
    batch  INTEGER NOT NULL,
    dated  INTEGER NOT NULL,                    -- 0: `at` is when it was first learnt
    typed  TEXT,                                -- NULL where it is `local` to the letter
    person TEXT,                                -- JSON
    PRIMARY KEY (domain, local, what, at, batch)
) STRICT, WITHOUT ROWID;
CREATE INDEX learnt_of_batch ON learnt (batch);

-- Each address once: what counts of it. Kept along with every change of `learnt`.
CREATE TABLE learnt_address (
    domain TEXT NOT NULL,
    local  TEXT NOT NULL,
    typed  TEXT,
    person TEXT,
    what   TEXT NOT NULL,                       -- the newest telling outcome, or the mark
    at     INTEGER NOT NULL,
    marked INTEGER NOT NULL,
    shows  INTEGER,                             -- by mail: 1 there is a mailbox, 0 there is none, NULL nothing is known
    conflict INTEGER NOT NULL,                  -- mail has arrived, and mail has come back
    PRIMARY KEY (domain, local)
) STRICT, WITHOUT ROWID;
CREATE INDEX learnt_address_by_time ON learnt_address (domain, at);

CREATE TABLE learnt_domain (
    domain    TEXT PRIMARY KEY,
    exchange  TEXT,                             -- the mail operator, where DNS was ever asked
    delivered INTEGER NOT NULL,
    bounced   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Grows with everything that changes what is known around addresses, so that whoever keeps it in memory reads it anew.
CREATE TABLE learnt_revision (
    only     INTEGER PRIMARY KEY CHECK (only = 1),
    revision INTEGER NOT NULL
) STRICT;
INSERT INTO learnt_revision VALUES (1, 1);

-- Earlier runs prove addresses of a domain, whichever list they were in.
CREATE INDEX list_domain_everywhere ON list_domain (name);
