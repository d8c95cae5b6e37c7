-- What the rules need beyond payments: tiers, figures and signals of the borrower, causes, cases, promises, the archive,
-- and the recurring work of units, which belongs to no loan.

ALTER TABLE loans ADD COLUMN tier text;
ALTER TABLE loans ADD COLUMN tier_since timestamptz;
-- since when nothing speaks for the tier any more
ALTER TABLE loans ADD COLUMN tier_calm_since timestamptz;

-- A person has set the tier; the newest row counts until its day.
CREATE TABLE tier_overrides (
  override_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  loan_id     text NOT NULL REFERENCES loans (loan_id),
  tier        text NOT NULL,
  at          timestamptz NOT NULL,
  until_on    date NOT NULL,
  reason      text NOT NULL
);
CREATE INDEX tier_overrides_loan ON tier_overrides (loan_id);

-- A figure of a borrower for a period. A corrected figure is a new row: the newest counts.
CREATE TABLE indicators (
  borrower_id text NOT NULL REFERENCES borrowers (borrower_id),
  name        text NOT NULL,
  period      text NOT NULL,
  value       numeric NOT NULL,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (borrower_id, name, period, recorded_at)
);

CREATE TABLE signals (
  signal_id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  borrower_id text NOT NULL REFERENCES borrowers (borrower_id),
  source      text NOT NULL,
  kind        text NOT NULL,
  at          timestamptz NOT NULL
);
CREATE INDEX signals_borrower ON signals (borrower_id);

ALTER TABLE warnings ADD COLUMN rule text NOT NULL DEFAULT 'P2.10';
ALTER TABLE warnings ALTER COLUMN rule DROP DEFAULT;
-- work opened at once, besides the handling form: an array of tasks as in a plan's file
ALTER TABLE warnings ADD COLUMN measures jsonb NOT NULL DEFAULT '[]';
ALTER TABLE warnings ADD COLUMN key_monitoring boolean NOT NULL DEFAULT false;
-- whether it proved right, said at its closure (P5.1)
ALTER TABLE warnings ADD COLUMN proved_right boolean;

-- Why a loan is in arrears, found by a person; the newest counts.
CREATE TABLE causes (
  cause_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  loan_id  text NOT NULL REFERENCES loans (loan_id),
  kind     text NOT NULL CHECK (kind IN ('temporary', 'deteriorating', 'wilful', 'disaster', 'illness')),
  at       timestamptz NOT NULL
);
CREATE INDEX causes_loan ON causes (loan_id);

-- Relief and disposal: proposed, decided by another person, carried out.
CREATE TABLE cases (
  case_id     text PRIMARY KEY,
  loan_id     text NOT NULL REFERENCES loans (loan_id),
  kind        text NOT NULL,
  rule        text NOT NULL,
  why         text NOT NULL,
  effect      text NOT NULL CHECK (effect IN ('none', 'pause', 'extend')),
  opened_at   timestamptz NOT NULL,
  decided_at  timestamptz CHECK (decided_at >= opened_at),
  approved    boolean,
  decided_by  text,
  -- how far the relief goes; null: no end, or no relief
  until_on    date,
  closed_at   timestamptz CHECK (closed_at >= opened_at),
  outcome     text CHECK (outcome IN ('rejected', 'undone', 'carried out', 'run out', 'loan closed')),
  CHECK ((decided_at IS NULL) = (approved IS NULL)),
  CHECK ((closed_at IS NULL) = (outcome IS NULL))
);
CREATE INDEX cases_loan ON cases (loan_id);

CREATE TABLE promises (
  promise_id  text PRIMARY KEY,
  loan_id     text NOT NULL REFERENCES loans (loan_id),
  made_at     timestamptz NOT NULL,
  promised_on date NOT NULL,
  amount      bigint NOT NULL CHECK (amount > 0)
);
CREATE INDEX promises_loan ON promises (loan_id);

CREATE TABLE archive_documents (
  loan_id  text NOT NULL REFERENCES loans (loan_id),
  document text NOT NULL,
  form     text NOT NULL CHECK (form IN ('electronic', 'paper')),
  filed_at timestamptz NOT NULL,
  filed_by text NOT NULL,
  -- of the file, when there is one
  sha256   text,
  PRIMARY KEY (loan_id, document, form)
);

-- The recurring work of a unit: PLAN/KIND/PERIOD.
CREATE TABLE duties (
  duty_id   text PRIMARY KEY,
  plan      text NOT NULL,
  duty      text NOT NULL,
  period    text NOT NULL,
  -- the day it is for, by the calendar and not by the clock
  as_of     date NOT NULL,
  opened_at timestamptz NOT NULL
);

-- A task is for a loan or for a duty.
ALTER TABLE tasks ALTER COLUMN loan_id DROP NOT NULL;
ALTER TABLE tasks ADD COLUMN duty_id text REFERENCES duties (duty_id);
ALTER TABLE tasks ADD CONSTRAINT tasks_of_one CHECK ((loan_id IS NULL) <> (duty_id IS NULL));
ALTER TABLE tasks ADD COLUMN title text;
-- what the record must answer
ALTER TABLE tasks ADD COLUMN form text[] NOT NULL DEFAULT '{}';
CREATE INDEX tasks_duty ON tasks (duty_id) WHERE duty_id IS NOT NULL;

-- What was done about a duty's tasks, as the diary is for a loan.
CREATE TABLE duty_diary (
  duty_id  text NOT NULL REFERENCES duties (duty_id),
  entry    text NOT NULL,
  at       timestamptz NOT NULL,
  acted_at timestamptz NOT NULL,
  what     text NOT NULL,
  rule     text NOT NULL,
  why      text NOT NULL,
  detail   jsonb NOT NULL,
  PRIMARY KEY (duty_id, entry)
);
CREATE TRIGGER duty_diary_append_only BEFORE UPDATE OR DELETE ON duty_diary FOR EACH ROW EXECUTE FUNCTION refuse_change();

ALTER TABLE nudges DROP CONSTRAINT nudges_kind_check;
ALTER TABLE nudges ADD CONSTRAINT nudges_kind_check CHECK (kind IN ('loan', 'task', 'complaint', 'warning', 'case'));

ALTER TABLE notices DROP CONSTRAINT notices_purpose_check;
ALTER TABLE notices ADD CONSTRAINT notices_purpose_check CHECK (purpose IN ('service', 'collection', 'offer'));
