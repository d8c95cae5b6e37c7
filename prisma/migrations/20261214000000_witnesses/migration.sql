-- When each witness of the record was last reached and had every head (docs/decisions/0046). Told to who watches, never believed: what a witness has is asked of it.
CREATE TABLE record_witnesses (
  witness text PRIMARY KEY,
  at      timestamptz NOT NULL
);
