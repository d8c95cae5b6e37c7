-- One mail a working day to each of the staff about the work that waits for them.
CREATE TABLE work_mails (
  staff_id   text NOT NULL REFERENCES staff (staff_id),
  on_day     date NOT NULL,
  -- what the mail server knows it by
  message_id uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
  status     text NOT NULL CHECK (status IN ('waiting', 'sending', 'sent', 'failed', 'unknown', 'not-delivered')),
  reason     text,
  at         timestamptz NOT NULL,
  -- by the real clock, for asking the mail server what became of it
  first_attempt_at timestamptz,
  PRIMARY KEY (staff_id, on_day)
);
