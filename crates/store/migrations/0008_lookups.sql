-- What the opt-in look-ups of a run found, and whom they told: one row a kind and subject (a domain or an address). Later runs
-- use it again while it is fresh; deleting a run takes along what it has asked.

CREATE TABLE lookup (
    run     INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    subject TEXT NOT NULL,
    kind    TEXT NOT NULL,
    at      INTEGER NOT NULL,
    lookup  TEXT NOT NULL,                      -- JSON
    PRIMARY KEY (run, subject, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX lookup_by_subject ON lookup (subject, kind, at);
