-- Letters as documents. What is written stays: only what is personal can be taken out again, once it may no longer be kept.

CREATE FUNCTION refuse_change_but_erasure() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE sealed text := TG_ARGV[0];
BEGIN
  -- Erased, or sealed under another key.
  IF TG_OP = 'UPDATE' AND (to_jsonb(NEW) -> sealed = 'null' OR current_setting('postloan.reseal', true) = 'on') AND to_jsonb(NEW) - sealed = to_jsonb(OLD) - sealed THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$;

-- Reserved together with what asks for it: once by its name, whoever asks how often.
CREATE TABLE letters (
  letter_id   text PRIMARY KEY,
  -- a file of plans/letters/
  kind        text NOT NULL,
  loan_id     text REFERENCES loans (loan_id),
  -- the piece of work it goes with; it may be opened later
  task_id     text,
  -- to a unit: the paper whose figures it says, and the branch (null: of those without one)
  report_id   bigint REFERENCES reports (report_id),
  unit        text,
  -- a receipt: for this payment
  payment     text REFERENCES payments (reference),
  rule        text NOT NULL,
  why         text NOT NULL,
  -- the moment for which it is made
  reserved_at timestamptz NOT NULL,
  CHECK ((loan_id IS NULL) = (report_id IS NOT NULL))
);
CREATE INDEX letters_loan ON letters (loan_id);
CREATE INDEX letters_task ON letters (task_id);
CREATE TRIGGER letters_append_only BEFORE UPDATE OR DELETE ON letters FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER letters_no_truncate BEFORE TRUNCATE ON letters FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What it says, with its number: all files are made of this alone. Withdrawn: it was not made, and takes no number.
CREATE TABLE letter_contents (
  letter_id      text PRIMARY KEY REFERENCES letters (letter_id),
  written_at     timestamptz NOT NULL,
  prefix         text,
  year           integer,
  number         integer CHECK (number >= 1),
  withdrawn      text,
  -- ids, days and amounts: nothing personal
  figures        jsonb NOT NULL,
  -- of the content, before it was sealed
  sha256         text,
  content_sealed bytea,
  UNIQUE (prefix, year, number),
  CHECK ((withdrawn IS NULL) = (prefix IS NOT NULL AND year IS NOT NULL AND number IS NOT NULL AND sha256 IS NOT NULL))
);
CREATE TRIGGER letter_contents_append_only BEFORE UPDATE OR DELETE ON letter_contents FOR EACH ROW
  EXECUTE FUNCTION refuse_change_but_erasure('content_sealed');
CREATE TRIGGER letter_contents_no_truncate BEFORE TRUNCATE ON letter_contents FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE letter_files (
  letter_id    text NOT NULL REFERENCES letter_contents (letter_id),
  format       text NOT NULL CHECK (format IN ('pdf', 'docx')),
  -- of the bytes
  sha256       text NOT NULL,
  size         integer NOT NULL CHECK (size > 0),
  bytes_sealed bytea,
  filed_at     timestamptz NOT NULL,
  PRIMARY KEY (letter_id, format)
);
CREATE INDEX letter_files_sha256 ON letter_files (sha256);
CREATE TRIGGER letter_files_append_only BEFORE UPDATE OR DELETE ON letter_files FOR EACH ROW
  EXECUTE FUNCTION refuse_change_but_erasure('bytes_sealed');
CREATE TRIGGER letter_files_no_truncate BEFORE TRUNCATE ON letter_files FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A signed receipt is evidence of the work that the letter went with.
ALTER TABLE evidence ADD COLUMN letter_id text REFERENCES letters (letter_id);
CREATE INDEX evidence_letter ON evidence (letter_id);

ALTER TABLE nudges DROP CONSTRAINT nudges_kind_check;
ALTER TABLE nudges ADD CONSTRAINT nudges_kind_check CHECK (kind IN ('loan', 'task', 'complaint', 'warning', 'case', 'letter'));
