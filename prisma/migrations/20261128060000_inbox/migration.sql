-- What the lender's other systems send by themselves, and rates that change.

-- A fact of another system, under the id that it has there. Taken: it stands among our facts. Known: it stood there before.
-- Refused: kept until it can be taken, or for good; a task of the department head says so.
CREATE TABLE inbox (
  inbox_id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  sender         text NOT NULL,
  fact_id        text NOT NULL,
  kind           text NOT NULL,
  -- keyed hash of the content: the same id may not come with another one
  content_key    bytea NOT NULL,
  -- null: erased when its time was over; the hash tells still whether the same comes again
  content_sealed bytea CHECK (content_sealed IS NOT NULL OR status <> 'refused'),
  received_at    timestamptz NOT NULL,
  status         text NOT NULL CHECK (status IN ('taken', 'known', 'refused')),
  reason         text CHECK ((status = 'refused') = (reason IS NOT NULL)),
  settled_at     timestamptz NOT NULL,
  settled_by     text NOT NULL,
  UNIQUE (sender, fact_id)
);
CREATE INDEX inbox_refused ON inbox (inbox_id) WHERE status = 'refused';

-- From a day on another rate holds, in per cent a year. Of two for the same day the later one corrects the earlier. What is owed
-- stays as the instalments say.
CREATE TABLE rate_changes (
  rate_change_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  loan_id        text NOT NULL REFERENCES loans (loan_id),
  annual_rate    numeric NOT NULL CHECK (annual_rate >= 0 AND annual_rate <= 100),
  from_on        date NOT NULL,
  recorded_at    timestamptz NOT NULL,
  recorded_by    text NOT NULL
);
CREATE INDEX rate_changes_loan ON rate_changes (loan_id);
CREATE TRIGGER rate_changes_append_only BEFORE UPDATE OR DELETE ON rate_changes FOR EACH ROW EXECUTE FUNCTION refuse_change();
