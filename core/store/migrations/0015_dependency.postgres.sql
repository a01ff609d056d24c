-- As 0003, for the table of 0014.
CREATE INDEX dependency_seq ON "dependency" (seq);
