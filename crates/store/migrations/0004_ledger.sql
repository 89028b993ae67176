-- Who outside learnt what, and when: one short row each, beside the evidence that it came with. And what a run tried before it
-- gave an address up, apart from the judge's sentence, so that judging again keeps it.

-- Who is asked for DNS, and through whom mail hosts are asked; NULL: as it was before this was kept, or nobody.
ALTER TABLE run ADD COLUMN resolver TEXT;
ALTER TABLE run ADD COLUMN proxy TEXT;

ALTER TABLE task ADD COLUMN tried INTEGER;      -- run_text.id

-- Everybody who learnt something in a run; run 0 is the connection doctor.
CREATE TABLE ledger_party (
    id    INTEGER PRIMARY KEY,
    run   INTEGER NOT NULL,
    kind  INTEGER NOT NULL,                     -- 0 resolver, 1 mail host, 2 service
    name  TEXT NOT NULL,
    ip    TEXT NOT NULL,                        -- '': not known
    proxy TEXT NOT NULL                         -- '': none stands between
) STRICT;
CREATE UNIQUE INDEX ledger_party_by_name ON ledger_party (run, kind, name, ip, proxy);

-- The id is `run << 32 | position`, so that the ledger of a run is one stretch in the order of time. What was learnt is an
-- address or a domain of the run's list, by its position there, or something of this machine.
CREATE TABLE ledger (
    id      INTEGER PRIMARY KEY,
    at      INTEGER NOT NULL,
    party   INTEGER NOT NULL,
    address INTEGER,
    domain  INTEGER,
    own     TEXT
) STRICT;
