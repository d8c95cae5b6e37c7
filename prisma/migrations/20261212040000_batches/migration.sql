-- What somebody does to many loans at once (docs/decisions/0053), and what became of each of them.
CREATE TABLE batches (
  batch      text PRIMARY KEY,
  action     jsonb NOT NULL,
  chosen_by  jsonb NOT NULL,
  why        text NOT NULL,
  per_minute integer NOT NULL CHECK (per_minute BETWEEN 1 AND 6000),
  loans      integer NOT NULL CHECK (loans > 0),
  made_at     timestamptz NOT NULL,
  made_by     text NOT NULL,
  -- one that is large begins when another person has approved it
  approved_at timestamptz,
  approved_by text,
  paused_at   timestamptz,
  ended_at    timestamptz,
  cancelled_by text,
  CHECK ((approved_at IS NULL) = (approved_by IS NULL)),
  CHECK (cancelled_by IS NULL OR ended_at IS NOT NULL)
);
CREATE TABLE batch_loans (
  batch   text NOT NULL REFERENCES batches,
  loan_id text NOT NULL REFERENCES loans,
  -- the entry of its diary that is done again; none where the loan itself is acted on
  step    text,
  state   text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'done', 'failed')),
  done_at timestamptz,
  -- what came of it: the new entry of the diary, or why it failed
  result  text,
  PRIMARY KEY (batch, loan_id),
  CHECK ((state = 'pending') = (done_at IS NULL))
);
CREATE INDEX batch_loans_pending ON batch_loans (batch, loan_id) WHERE state = 'pending';
CREATE INDEX batch_loans_loan ON batch_loans (loan_id);

SELECT record_table('batches', '{batch}');
SELECT record_table('batch_loans', '{batch,loan_id}');
