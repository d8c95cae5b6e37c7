-- When each loan does its next step, and which: what is late is found here, not among the server's search attributes (docs/decisions/0054).
CREATE TABLE next_steps (
  loan_id text PRIMARY KEY REFERENCES loans,
  -- null: it waits for news
  at   timestamptz,
  what text,
  CHECK ((at IS NULL) = (what IS NULL))
);
CREATE INDEX next_steps_at ON next_steps (at);
