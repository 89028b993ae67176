-- What the user decides about rows, beside what the judge says of them, and the filters that the user has given a name.

-- One row for each time that somebody decided; what is taken back stays until something else is decided, and can stand again.
CREATE TABLE decision_batch (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    list     INTEGER NOT NULL REFERENCES list ON DELETE CASCADE,
    action   TEXT,                              -- NULL: earlier decisions are withdrawn
    note     TEXT NOT NULL,
    at       INTEGER NOT NULL,
    standing INTEGER NOT NULL                   -- 0: taken back, or not whole yet
) STRICT;
CREATE INDEX decision_batch_of_list ON decision_batch (list);

-- The addresses of each; of several batches that stand, the last one counts.
CREATE TABLE decision (
    address INTEGER NOT NULL,                   -- address.id
    batch   INTEGER NOT NULL,
    PRIMARY KEY (address, batch)
) STRICT, WITHOUT ROWID;

ALTER TABLE list ADD COLUMN decided INTEGER NOT NULL DEFAULT 0; -- grows with every change of its decisions

CREATE TABLE saved_filter (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    name    TEXT NOT NULL UNIQUE COLLATE NOCASE,
    query   TEXT NOT NULL,                      -- JSON
    columns TEXT NOT NULL                       -- JSON array: the names of the columns that the query counts
) STRICT;
