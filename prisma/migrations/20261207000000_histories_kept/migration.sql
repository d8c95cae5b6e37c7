-- Every run of every workflow as the server had it, kept beyond the server's retention (docs/decisions/0050).
CREATE TABLE histories (
  workflow_id  text NOT NULL,
  run_id       text NOT NULL,
  type         text NOT NULL,
  -- how it ended, as Temporal calls it
  status       text NOT NULL,
  started_at   timestamptz NOT NULL,
  closed_at    timestamptz NOT NULL,
  -- which run went on as this one, and as which this one went on; null: none
  previous_run text,
  next_run     text,
  events       integer NOT NULL,
  -- of the bytes
  sha256       text NOT NULL,
  -- Temporal's own JSON, which PostgreSQL compresses; null: erased
  bytes        bytea,
  PRIMARY KEY (workflow_id, run_id)
);
CREATE INDEX histories_closed ON histories (closed_at);
CREATE TRIGGER histories_append_only BEFORE UPDATE OR DELETE ON histories FOR EACH ROW EXECUTE FUNCTION refuse_change_but_erasure('bytes');
CREATE TRIGGER histories_no_truncate BEFORE TRUNCATE ON histories FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
SELECT record_table('histories', '{workflow_id,run_id}');
