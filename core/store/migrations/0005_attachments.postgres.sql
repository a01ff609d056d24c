-- As 0003_follow.postgres.sql has for every other table.
CREATE INDEX attachment_seq ON "attachment" (seq);
