-- Complaints and warnings: work about a borrower that goes on over days, each with a workflow of its own.

CREATE TABLE complaints (
  complaint_id text PRIMARY KEY,
  borrower_id  text NOT NULL REFERENCES borrowers (borrower_id),
  -- what the borrower said, sealed
  text_sealed  bytea NOT NULL,
  opened_at    timestamptz NOT NULL,
  -- three working days after it came in, and whether the calendar knew them
  solve_due    timestamptz NOT NULL,
  due_assumed  boolean NOT NULL,
  accepted_at  timestamptz CHECK (accepted_at >= opened_at),
  solved_at    timestamptz CHECK (solved_at >= accepted_at),
  surveyed_at  timestamptz CHECK (surveyed_at >= solved_at),
  satisfied    boolean,
  CHECK ((surveyed_at IS NULL) = (satisfied IS NULL))
);
CREATE INDEX complaints_borrower ON complaints (borrower_id);

CREATE TABLE warnings (
  warning_id  text PRIMARY KEY,
  borrower_id text NOT NULL REFERENCES borrowers (borrower_id),
  -- the loan whose diary keeps the work: the borrower's oldest open one
  loan_id     text NOT NULL REFERENCES loans (loan_id),
  level       text NOT NULL CHECK (level IN ('red', 'yellow', 'blue')),
  source      text NOT NULL,
  indicator   text NOT NULL,
  opened_at   timestamptz NOT NULL,
  closed_at   timestamptz
);
CREATE INDEX warnings_borrower ON warnings (borrower_id);

-- What was done for a complaint, unique by entry, as the diary is for a loan.
CREATE TABLE complaint_diary (
  complaint_id text NOT NULL REFERENCES complaints (complaint_id),
  entry        text NOT NULL,
  at           timestamptz NOT NULL,
  acted_at     timestamptz NOT NULL,
  what         text NOT NULL,
  rule         text NOT NULL,
  why          text NOT NULL,
  due          timestamptz,
  up_to        text,
  PRIMARY KEY (complaint_id, entry)
);
CREATE TRIGGER complaint_diary_append_only BEFORE UPDATE OR DELETE ON complaint_diary FOR EACH ROW EXECUTE FUNCTION refuse_change();

ALTER TABLE nudges DROP CONSTRAINT nudges_kind_check;
ALTER TABLE nudges ADD CONSTRAINT nudges_kind_check CHECK (kind IN ('loan', 'task', 'complaint', 'warning'));
