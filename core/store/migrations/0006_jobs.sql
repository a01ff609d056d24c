-- Which regular jobs are done, so that of several servers one does each. Not part of the ledger.
CREATE TABLE job_run (
    job TEXT NOT NULL,
    turn TEXT NOT NULL,
    ended_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (job, turn)
);
