-- What filters, counts and orders of a long list read of its run, packed: a program that is opened again begins with it
-- and takes over what changed since, where reading every judgement anew takes a quarter of a second for a million.

CREATE TABLE run_columns (
    run      INTEGER PRIMARY KEY REFERENCES run ON DELETE CASCADE,
    revision INTEGER NOT NULL,                  -- the run's, when this was so
    columns  BLOB NOT NULL,                     -- outcome (u32), score (u8) and moment (i64, milliseconds) of each address
    whole    INTEGER NOT NULL                   -- bytes that `columns` unpacks to; 0: they are not packed
) STRICT;
