-- What secures loans, each thing by itself. Of a loan that no thing is entered for, loans.collateral says what loans.csv says.
CREATE TABLE collateral (
  collateral_id text PRIMARY KEY,
  borrower_id text NOT NULL REFERENCES borrowers,   -- whose it is
  kind text NOT NULL,
  loans text[] NOT NULL CHECK (cardinality(loans) > 0),
  value bigint,                                     -- when it was entered, in minor units
  valued_on date,
  since timestamptz,                                -- null: it was there with its loans
  released_at timestamptz,
  CHECK ((value IS NULL) = (valued_on IS NULL))
);
CREATE INDEX collateral_borrower ON collateral (borrower_id);
CREATE INDEX collateral_loans ON collateral USING gin (loans);

-- What it was worth later.
CREATE TABLE valuations (
  collateral_id text NOT NULL REFERENCES collateral,
  valued_on date NOT NULL,
  value bigint NOT NULL,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (collateral_id, valued_on, recorded_at)
);

ALTER TABLE tasks ADD COLUMN collateral_id text;
