-- Calls by staff pass the same gate as messages: who asked, what was decided, how it ended.
CREATE TABLE staff_calls (
  staff_call_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  task_id       text NOT NULL REFERENCES tasks (task_id),
  loan_id       text NOT NULL REFERENCES loans (loan_id),
  borrower_id   text NOT NULL REFERENCES borrowers (borrower_id),
  asked_at      timestamptz NOT NULL,
  asked_by      text NOT NULL,
  purpose       text NOT NULL CHECK (purpose IN ('service', 'collection')),
  -- refused ones are kept too
  allowed       boolean NOT NULL,
  gate          jsonb NOT NULL,
  -- null: not known, or not made
  outcome       text CHECK (outcome IN ('answered', 'unanswered'))
);
CREATE INDEX staff_calls_borrower ON staff_calls (borrower_id, asked_at) WHERE allowed;
CREATE INDEX staff_calls_task ON staff_calls (task_id);
