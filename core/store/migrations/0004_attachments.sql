-- Which file belongs to which record; the bytes lie outside the database.
CREATE TABLE "attachment" (
    "seq" BIGINT NOT NULL,
    "id" BIGINT NOT NULL,
    "version" BIGINT NOT NULL,
    "saved_at" TIMESTAMPTZ NOT NULL,
    "saved_by" BIGINT NOT NULL,
    "verb" TEXT NOT NULL,
    "removed" BOOLEAN NOT NULL,
    "extra" TEXT,
    "of" TEXT,
    "record" BIGINT,
    "name" TEXT,
    "media_type" TEXT,
    "size" BIGINT,
    "hash" TEXT,
    PRIMARY KEY (id, version)
);
