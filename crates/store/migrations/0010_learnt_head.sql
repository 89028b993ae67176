-- The head that was fitted to what was learnt, so that it is fitted once for each change.

CREATE TABLE learnt_head (
    only      INTEGER PRIMARY KEY CHECK (only = 1),
    revision  INTEGER NOT NULL,                 -- of `learnt_revision`: past it, it is fitted anew
    model     TEXT NOT NULL,                    -- what it stands on; another model needs another head
    head      TEXT,                             -- JSON; NULL: there were too few outcomes
    delivered INTEGER NOT NULL,                 -- the outcomes that it was fitted to
    bounced   INTEGER NOT NULL
) STRICT;
