-- Virtual accounts: money that comes there is of this loan.
CREATE TABLE loan_accounts (
  account text PRIMARY KEY,
  loan_id text NOT NULL REFERENCES loans
);
CREATE INDEX loan_accounts_loan ON loan_accounts (loan_id);

-- Payments of a bank statement that nobody could be found for; with a loan once a person has matched them.
CREATE TABLE unmatched_payments (
  reference text PRIMARY KEY,
  paid_on date NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  said_sealed bytea,
  heard_at timestamptz NOT NULL,
  loan_id text REFERENCES loans,
  matched_at timestamptz,
  matched_by text,
  CHECK ((loan_id IS NULL) = (matched_at IS NULL))
);
CREATE INDEX unmatched_payments_open ON unmatched_payments (heard_at) WHERE loan_id IS NULL;
CREATE INDEX unmatched_payments_loan ON unmatched_payments (loan_id) WHERE loan_id IS NOT NULL;
