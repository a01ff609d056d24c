-- Who carries what in a plan, named positions of the ledger, and dates that automatic scheduling leaves alone.
CREATE TABLE "raci" (
    "seq" BIGINT NOT NULL,
    "id" BIGINT NOT NULL,
    "version" BIGINT NOT NULL,
    "saved_at" TIMESTAMPTZ NOT NULL,
    "saved_by" BIGINT NOT NULL,
    "verb" TEXT NOT NULL,
    "removed" BOOLEAN NOT NULL,
    "extra" TEXT,
    "task" BIGINT,
    "person" BIGINT,
    "department" BIGINT,
    "letter" TEXT,
    "project" BIGINT,
    PRIMARY KEY (id, version)
);
CREATE TABLE "baseline" (
    "seq" BIGINT NOT NULL,
    "id" BIGINT NOT NULL,
    "version" BIGINT NOT NULL,
    "saved_at" TIMESTAMPTZ NOT NULL,
    "saved_by" BIGINT NOT NULL,
    "verb" TEXT NOT NULL,
    "removed" BOOLEAN NOT NULL,
    "extra" TEXT,
    "project" BIGINT,
    "name" TEXT,
    "note" TEXT,
    "position" BIGINT,
    PRIMARY KEY (id, version)
);
ALTER TABLE "task" ADD COLUMN "pinned" BOOLEAN;
