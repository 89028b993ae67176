-- What has to be remembered of each exchange's pace: its hours, its rests, whether it refuses us. A run keeps its own row, so
-- that deleting a list takes along what it has learnt; runs that asked the same resolvers read each other's.

CREATE TABLE pace (
    exchange TEXT NOT NULL,
    run      INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    at       INTEGER NOT NULL,
    pace     TEXT NOT NULL,                     -- JSON
    PRIMARY KEY (run, exchange)
) STRICT, WITHOUT ROWID;
CREATE INDEX pace_by_time ON pace (at);
