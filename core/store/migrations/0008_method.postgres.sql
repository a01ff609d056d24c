-- As 0003, for the tables of 0007.
CREATE INDEX signoff_seq ON "signoff" (seq);
CREATE INDEX replan_seq ON "replan" (seq);
CREATE INDEX warning_seq ON "warning" (seq);
CREATE INDEX cadence_seq ON "cadence" (seq);
CREATE INDEX meeting_seq ON "meeting" (seq);
CREATE INDEX resource_request_seq ON "resource_request" (seq);
CREATE INDEX deliverable_seq ON "deliverable" (seq);
CREATE INDEX acceptance_seq ON "acceptance" (seq);
CREATE INDEX retrospective_seq ON "retrospective" (seq);
CREATE INDEX article_seq ON "article" (seq);
CREATE INDEX document_seq ON "document" (seq);
