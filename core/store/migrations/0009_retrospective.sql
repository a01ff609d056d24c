-- Where an action comes from that a retrospective asked for.
ALTER TABLE "task" ADD COLUMN "retrospective" BIGINT;
