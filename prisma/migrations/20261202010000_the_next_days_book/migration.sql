-- What stood in an instalment's place before the core system's schedule was another: the past is judged by it.
CREATE TABLE replaced_instalments (
  loan_id text NOT NULL REFERENCES loans,
  seq integer NOT NULL,
  due_on date NOT NULL,
  principal bigint NOT NULL,
  interest bigint NOT NULL,
  fee bigint NOT NULL,
  recorded_at timestamptz,
  replaced_at timestamptz NOT NULL,
  reason text NOT NULL,
  PRIMARY KEY (loan_id, seq, replaced_at)
);

-- The feeds that were taken in: the state of the core system as of a day.
CREATE TABLE feeds (
  feed_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  day date NOT NULL,
  sequence integer,
  taken_at timestamptz NOT NULL,
  taken_by text NOT NULL,
  changes integer NOT NULL,
  refused integer NOT NULL
);
CREATE INDEX feeds_day ON feeds (day);

-- Of each file of the last feed, what each loan's or borrower's rows were, as keyed digests: only what is otherwise is looked at the next day.
CREATE TABLE feed_digests (
  file text PRIMARY KEY,
  digests bytea NOT NULL
);
