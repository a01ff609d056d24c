-- The fields an organisation adds to its records; their values lie in each record's extra.
CREATE TABLE "field" (
    "seq" BIGINT NOT NULL,
    "id" BIGINT NOT NULL,
    "version" BIGINT NOT NULL,
    "saved_at" TIMESTAMPTZ NOT NULL,
    "saved_by" BIGINT NOT NULL,
    "verb" TEXT NOT NULL,
    "removed" BOOLEAN NOT NULL,
    "extra" TEXT,
    "of" TEXT,
    "name" TEXT,
    "kind" TEXT,
    "label_zh" TEXT,
    "label_en" TEXT,
    "choices" TEXT,
    "help_zh" TEXT,
    "help_en" TEXT,
    "position" BIGINT,
    "required" BOOLEAN,
    "active" BOOLEAN,
    PRIMARY KEY (id, version)
);
