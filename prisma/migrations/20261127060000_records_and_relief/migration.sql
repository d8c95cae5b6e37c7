-- Evidence of work done, new schedules, categories that people decide, written measures.

-- A file that shows what a task's record says (S4). What it holds, its name and the place are sealed.
CREATE TABLE evidence (
  evidence_id  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  task_id      text NOT NULL REFERENCES tasks (task_id),
  sha256       text NOT NULL,
  size         integer NOT NULL CHECK (size > 0),
  kept_at      timestamptz NOT NULL,
  kept_by      text NOT NULL,
  name_sealed  bytea NOT NULL,
  place_sealed bytea,
  bytes_sealed bytea NOT NULL,
  UNIQUE (task_id, sha256)
);

-- What was paid when a new schedule was approved: from then on what is left is owed by that schedule.
ALTER TABLE cases ADD COLUMN paid_before bigint CHECK (paid_before >= 0);
CREATE TABLE case_instalments (
  case_id   text NOT NULL REFERENCES cases (case_id),
  seq       integer NOT NULL,
  due_on    date NOT NULL,
  principal bigint NOT NULL CHECK (principal >= 0),
  interest  bigint NOT NULL CHECK (interest >= 0),
  fee       bigint NOT NULL CHECK (fee >= 0),
  PRIMARY KEY (case_id, seq)
);

-- A category decided by a person (S3): proposed by one, approved by another.
CREATE TABLE classifications (
  classification_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  loan_id       text NOT NULL REFERENCES loans (loan_id),
  category      text NOT NULL CHECK (category IN ('normal', 'special-mention', 'substandard', 'doubtful', 'loss')),
  reason_sealed bytea NOT NULL,
  proposed_at   timestamptz NOT NULL,
  proposed_by   text NOT NULL,
  approved_at   timestamptz,
  approved_by   text CHECK (approved_by <> proposed_by),
  CHECK ((approved_at IS NULL) = (approved_by IS NULL))
);
CREATE INDEX classifications_loan ON classifications (loan_id);

-- A written measure of a warning or a case (S2). Its task has the owner and the deadline.
CREATE TABLE measures (
  task_id     text PRIMARY KEY REFERENCES tasks (task_id),
  warning_id  text REFERENCES warnings (warning_id),
  case_id     text REFERENCES cases (case_id),
  text_sealed bytea NOT NULL,
  written_at  timestamptz NOT NULL,
  written_by  text NOT NULL,
  CHECK ((warning_id IS NULL) <> (case_id IS NULL))
);
CREATE INDEX measures_warning ON measures (warning_id);
CREATE INDEX measures_case ON measures (case_id);

-- Files handed over from one person to another, with what was missing and why (P2.12): the list as it was made, sealed.
CREATE TABLE archive_handovers (
  handover_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  from_staff  text NOT NULL REFERENCES staff (staff_id),
  to_staff    text NOT NULL REFERENCES staff (staff_id) CHECK (to_staff <> from_staff),
  at          timestamptz NOT NULL,
  by_actor    text NOT NULL,
  sha256      text NOT NULL,
  list_sealed bytea NOT NULL
);
