-- A list with everything that was heard of it takes little more room than its file: rows and conversations are packed where
-- that makes them smaller, what an attempt shares with others is kept once, and no index repeats another.

ALTER TABLE row_block ADD COLUMN whole INTEGER NOT NULL DEFAULT 0; -- bytes that `rows` unpacks to; 0: it is not packed

CREATE TABLE attempt_of (
    run          INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    address      INTEGER NOT NULL,
    number       INTEGER NOT NULL,
    host         INTEGER NOT NULL,              -- run_text.id: exchange, host, banner and so on, JSON
    heard        ANY NOT NULL,                  -- the rest of the attempt, JSON: itself, or its run_text.id with the
                                                -- address (where it occurs) as the letter U+0001
    at           INTEGER NOT NULL,
    latency      INTEGER,                       -- milliseconds
    conversation INTEGER,
    first        INTEGER,                       -- of its lines
    last         INTEGER,
    PRIMARY KEY (run, address, number)
) STRICT, WITHOUT ROWID;
INSERT INTO attempt_of
SELECT run, address, number, host, json_remove(heard, '$.at', '$.latency_ms', '$.transcript'),
       json_extract(heard, '$.at'), json_extract(heard, '$.latency_ms'),
       json_extract(heard, '$.transcript.conversation'), json_extract(heard, '$.transcript.first'),
       json_extract(heard, '$.transcript.last')
FROM attempt ORDER BY run, address, number;
DROP TABLE attempt;
ALTER TABLE attempt_of RENAME TO attempt;

CREATE TABLE conversation_of (
    id           INTEGER PRIMARY KEY,
    run          INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    started      INTEGER NOT NULL,
    conversation ANY NOT NULL                   -- JSON: itself, or packed behind its length (u32, little endian)
) STRICT;
INSERT INTO conversation_of SELECT id, run, started, conversation FROM conversation ORDER BY id;
DROP TABLE conversation;
ALTER TABLE conversation_of RENAME TO conversation;
CREATE INDEX conversation_of_run ON conversation (run);

-- One index finds a domain in its list, and in all of them.
DROP INDEX list_domain_by_name;
DROP INDEX list_domain_everywhere;
CREATE UNIQUE INDEX list_domain_by_name ON list_domain (name, list);

-- What changed last in a run is told by a few entries of its own, and not by an index over all that ever did.
DROP INDEX task_changed;
ALTER TABLE task DROP COLUMN revision;
CREATE TABLE run_change (
    run       INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    revision  INTEGER NOT NULL,
    addresses BLOB NOT NULL,                    -- u32, little endian: positions in the list
    PRIMARY KEY (run, revision)
) STRICT, WITHOUT ROWID;
