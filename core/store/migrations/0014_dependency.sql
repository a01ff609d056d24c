-- What waits for what in a plan.
CREATE TABLE "dependency" (
    "seq" BIGINT NOT NULL,
    "id" BIGINT NOT NULL,
    "version" BIGINT NOT NULL,
    "saved_at" TIMESTAMPTZ NOT NULL,
    "saved_by" BIGINT NOT NULL,
    "verb" TEXT NOT NULL,
    "removed" BOOLEAN NOT NULL,
    "extra" TEXT,
    "predecessor" BIGINT,
    "successor" BIGINT,
    "type" TEXT,
    "lag_days" BIGINT,
    "project" BIGINT,
    PRIMARY KEY (id, version)
);
