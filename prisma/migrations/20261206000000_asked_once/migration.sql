-- What was asked for by a name of the asker's own (Idempotency-Key), and what was answered: kept for a day, so that it is done once.
CREATE TABLE asked_once (
  actor text NOT NULL,
  key text NOT NULL,
  content bytea NOT NULL,
  asked_at timestamptz NOT NULL,
  answer_sealed bytea,
  PRIMARY KEY (actor, key)
);
CREATE INDEX asked_once_at ON asked_once (asked_at);
