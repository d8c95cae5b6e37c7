-- The books of a day as they arrive in the watched folder or bucket, and what became of each.
CREATE TABLE arrivals (
  arrival_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL,
  state text NOT NULL CHECK (state IN ('waits', 'reading', 'taken', 'refused')),
  -- What it waits for, while it waits.
  waits_for text,
  -- How far it is read: the file, and so many of its rows.
  file text,
  rows integer,
  -- Rows that were refused; of a book that was refused whole, its faults.
  faults integer,
  seen_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL,
  -- Where its files were put; null: they still lie where they came.
  put_away text
);
CREATE UNIQUE INDEX arrivals_there ON arrivals (name) WHERE put_away IS NULL;

-- Why a book is not waited for any more, though it never came; null: it was taken in.
ALTER TABLE feeds ADD COLUMN given_up text;
