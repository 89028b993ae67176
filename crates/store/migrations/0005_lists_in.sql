-- How a list was brought in, for the next time: its content, its other columns with addresses, when two of its rows are one
-- address. What must not be asked about, and what of it a run came upon.

ALTER TABLE list ADD COLUMN content TEXT;                           -- SHA-256 of the file, hexadecimal
ALTER TABLE list ADD COLUMN duplicates TEXT NOT NULL DEFAULT 'case';
ALTER TABLE list ADD COLUMN more_email_columns TEXT NOT NULL DEFAULT '[]'; -- JSON array of indexes
ALTER TABLE list ADD COLUMN appending TEXT;                         -- JSON: how long it was; NULL: nobody appends
CREATE INDEX list_by_content ON list (content) WHERE content IS NOT NULL;

-- The addresses of a row beyond its first; lists with one column of addresses have none here.
CREATE TABLE more_address (
    id      INTEGER NOT NULL,                   -- list << 32 | row
    slot    INTEGER NOT NULL,                   -- position in list.more_email_columns
    address INTEGER NOT NULL,                   -- position of the address in the list
    PRIMARY KEY (id, slot)
) STRICT, WITHOUT ROWID;

-- What nobody is to be asked about: the user's own list (0), and what came along with a list.
CREATE TABLE suppression (
    list     INTEGER NOT NULL,
    entry    TEXT NOT NULL,                     -- an address by its key, or @domain
    source   TEXT NOT NULL,                     -- the file's name; empty: typed
    added_at INTEGER NOT NULL,
    PRIMARY KEY (list, entry)
) STRICT, WITHOUT ROWID;

-- Addresses that a run leaves alone, and the line that they fall under.
CREATE TABLE suppressed (
    run     INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    address INTEGER NOT NULL,                   -- address.id
    entry   TEXT NOT NULL,
    source  TEXT NOT NULL,
    PRIMARY KEY (run, address)
) STRICT, WITHOUT ROWID;
