-- Controls are used again by later runs, and what was believed of a server that has begun to accept everything is taken
-- back.

ALTER TABLE control ADD COLUMN exchange TEXT;
ALTER TABLE control ADD COLUMN at INTEGER;
UPDATE control
SET exchange = json_extract(control, '$.attempt.exchange'), at = json_extract(control, '$.attempt.at');
CREATE INDEX control_of_domain ON control (domain, at);

-- What is still to be taken back.
CREATE TABLE withdrawal (
    run    INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    domain TEXT NOT NULL,
    since  INTEGER NOT NULL,                    -- what was judged before stands
    due    INTEGER,                             -- when to ask again; NULL: not any more
    PRIMARY KEY (run, domain)
) STRICT, WITHOUT ROWID;

-- Domains that have accepted something which a control is still to speak for.
CREATE TABLE unaudited (
    run    INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    domain TEXT NOT NULL,
    PRIMARY KEY (run, domain)
) STRICT, WITHOUT ROWID;

-- Settled addresses of a domain by the time of their judgement.
CREATE INDEX task_settled ON task (run, domain, judged_at) WHERE standing = 3;
