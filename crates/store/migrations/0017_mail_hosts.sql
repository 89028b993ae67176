-- Who takes mail for the domains of a run's list, in the order in which it came to be known, so that whoever counts by mail
-- operator reads only what is new. The operator itself is told by the table of the day.
CREATE TABLE mail_host (
    run    INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    number INTEGER NOT NULL,
    domain INTEGER NOT NULL,                    -- list_domain.position
    host   TEXT,                                -- the mail host that is asked first; NULL: DNS names none
    PRIMARY KEY (run, number)
) STRICT, WITHOUT ROWID;

INSERT INTO mail_host (run, number, domain, host)
SELECT run.id, row_number() OVER (PARTITION BY run.id ORDER BY position), position,
       coalesce(json_extract(evidence, '$.routing.mx[0].name'), json_extract(evidence, '$.routing.implicit.name'))
FROM domain_evidence
JOIN run ON run.id = domain_evidence.run
JOIN list_domain ON list_domain.list = run.list AND list_domain.name = domain_evidence.domain;
