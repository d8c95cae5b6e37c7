-- What became of a message after the provider took it, and what people answered.

ALTER TABLE notices
  ADD COLUMN delivery_status text CHECK (delivery_status IN ('on-its-way', 'undelivered', 'delivered')),
  ADD COLUMN delivery_code   text,
  ADD COLUMN delivered_at    timestamptz,
  ADD CONSTRAINT notices_delivered CHECK ((delivered_at IS NULL) = (delivery_status IS DISTINCT FROM 'delivered'));

-- An inbound message is looked up by the number it came from.
CREATE INDEX contacts_address ON contacts (address_key, channel);

-- Each answer once, by the id its provider gave it. Of a stranger nothing is kept but that there was one.
CREATE TABLE answers (
  answer_id   text PRIMARY KEY,
  borrower_id text REFERENCES borrowers (borrower_id),
  kind        text NOT NULL CHECK (kind IN ('reply', 'relief-request', 'opt-out', 'opt-in', 'stranger')),
  channel     text NOT NULL,
  at          timestamptz NOT NULL,
  -- what was said, sealed; null: nothing but the keyword
  text_sealed bytea,
  -- the task that answers it; null: none was needed, or the borrower has no loan
  task_id     text REFERENCES tasks (task_id),
  CHECK ((kind = 'stranger') = (borrower_id IS NULL)),
  CHECK (kind <> 'stranger' OR text_sealed IS NULL)
);
CREATE INDEX answers_task ON answers (task_id);
