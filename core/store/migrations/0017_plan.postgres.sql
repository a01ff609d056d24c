-- As 0003, for the tables of 0016.
CREATE INDEX raci_seq ON "raci" (seq);
CREATE INDEX baseline_seq ON "baseline" (seq);
