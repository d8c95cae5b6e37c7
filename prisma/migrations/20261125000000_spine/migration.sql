-- The spine: who borrowed, what is owed, what came in, what was done about it.
-- Money is integer minor units. Days are days of the lender's calendar; moments are timestamptz.

CREATE TABLE staff (
  staff_id    text PRIMARY KEY,
  roles       text[] NOT NULL DEFAULT '{}',
  supervisor  text REFERENCES staff (staff_id),
  branch      text,
  -- personal data, sealed (AES-256-GCM)
  name_sealed  bytea,
  email_sealed bytea,
  CHECK (supervisor IS DISTINCT FROM staff_id)
);

CREATE TABLE borrowers (
  borrower_id     text PRIMARY KEY,
  kind            text NOT NULL CHECK (kind IN ('person', 'enterprise')),
  language        text NOT NULL CHECK (language IN ('zh-CN', 'en')),
  size            text CHECK (size IN ('large', 'medium', 'small')),
  industry        text,
  class           text,
  branch          text,
  account_manager text REFERENCES staff (staff_id),
  -- personal data, sealed; name_key is its keyed hash, to see whether two rows say the same
  name_sealed bytea NOT NULL,
  name_key    bytea NOT NULL
);

CREATE TABLE contacts (
  contact_id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  borrower_id    text NOT NULL REFERENCES borrowers (borrower_id),
  whose          text NOT NULL CHECK (whose IN ('self', 'guarantor', 'emergency')),
  channel        text NOT NULL CHECK (channel IN ('sms', 'voice', 'email', 'wechat', 'push')),
  -- what the book said, and what stands now (an opt-out changes only the latter)
  consent_given  boolean NOT NULL,
  consent        boolean NOT NULL,
  retired_at     timestamptz,
  address_sealed bytea NOT NULL,
  address_key    bytea NOT NULL,
  UNIQUE (borrower_id, whose, channel, address_key)
);

CREATE TABLE plans (
  plan       text NOT NULL,
  version    integer NOT NULL CHECK (version >= 1),
  content    jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (plan, version)
);

CREATE TABLE loans (
  loan_id      text PRIMARY KEY,
  borrower_id  text NOT NULL REFERENCES borrowers (borrower_id),
  plan         text NOT NULL,
  product      text,
  disbursed_on date NOT NULL,
  principal    bigint NOT NULL CHECK (principal >= 0),
  annual_rate  numeric CHECK (annual_rate >= 0),
  penalty_rate numeric CHECK (penalty_rate >= 0),
  currency     text NOT NULL,
  collateral   text,
  -- from this moment on the loan is looked after; null: not yet
  taken_in_at  timestamptz,
  -- goes up with every fact and every step: a step decided on an older file is not written
  revision     integer NOT NULL DEFAULT 0,
  stage            text NOT NULL DEFAULT 'current',
  stage_entered_at timestamptz,
  delinquency      date,
  category         text NOT NULL DEFAULT 'normal'
                   CHECK (category IN ('normal', 'special-mention', 'substandard', 'doubtful', 'loss')),
  closed_at        timestamptz,
  CHECK ((stage = 'current') = (stage_entered_at IS NULL)),
  CHECK ((stage = 'current') = (delinquency IS NULL))
);
CREATE INDEX loans_borrower ON loans (borrower_id);
CREATE INDEX loans_open ON loans (loan_id) WHERE closed_at IS NULL;

CREATE TABLE instalments (
  loan_id   text NOT NULL REFERENCES loans (loan_id),
  seq       integer NOT NULL CHECK (seq >= 0),
  due_on    date NOT NULL,
  principal bigint NOT NULL CHECK (principal >= 0),
  interest  bigint NOT NULL CHECK (interest >= 0),
  fee       bigint NOT NULL CHECK (fee >= 0),
  PRIMARY KEY (loan_id, seq)
);

CREATE TABLE payments (
  reference   text PRIMARY KEY,
  loan_id     text NOT NULL REFERENCES loans (loan_id),
  paid_on     date NOT NULL,
  amount      bigint NOT NULL CHECK (amount > 0),
  recorded_at timestamptz NOT NULL,
  reversed_on date CHECK (reversed_on >= paid_on),
  reversal_recorded_at timestamptz,
  CHECK ((reversed_on IS NULL) = (reversal_recorded_at IS NULL))
);
CREATE INDEX payments_loan ON payments (loan_id);

CREATE TABLE holds (
  hold_id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  loan_id     text NOT NULL REFERENCES loans (loan_id),
  from_at     timestamptz NOT NULL,
  until_at    timestamptz,
  reason      text NOT NULL,
  CHECK (until_at >= from_at)
);
CREATE INDEX holds_loan ON holds (loan_id);

-- What was done for a loan. Unique by loan and entry: this is what makes a restart harmless.
CREATE TABLE diary (
  loan_id      text NOT NULL REFERENCES loans (loan_id),
  entry        text NOT NULL,
  at           timestamptz NOT NULL,
  acted_at     timestamptz NOT NULL,
  what         text NOT NULL,
  rule         text NOT NULL,
  why          text NOT NULL,
  dpd          integer NOT NULL CHECK (dpd >= 0),
  stage        text NOT NULL,
  plan_version integer NOT NULL,
  detail       jsonb NOT NULL,
  PRIMARY KEY (loan_id, entry)
);

-- A message is a row first. reserved: may go; sending: handed to the provider, outcome not yet known.
CREATE TABLE notices (
  notice_id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- what providers know it by: unlike a number, never given twice, not even by another database
  message_id  uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
  loan_id     text NOT NULL REFERENCES loans (loan_id),
  entry       text NOT NULL,
  borrower_id text NOT NULL REFERENCES borrowers (borrower_id),
  channel     text NOT NULL,
  template    text NOT NULL,
  purpose     text NOT NULL CHECK (purpose IN ('service', 'collection')),
  about       integer,
  -- the moment it is for; a wait (quiet hours, cap, outage) moves it
  due_at      timestamptz NOT NULL,
  stale_at    timestamptz NOT NULL,
  status      text NOT NULL DEFAULT 'reserved'
              CHECK (status IN ('reserved', 'sending', 'sent', 'failed', 'suppressed', 'unknown')),
  reason      text,
  attempts    integer NOT NULL DEFAULT 0,
  -- by the real clock, for asking the provider what became of it
  first_attempt_at timestamptz,
  attempted_at     timestamptz,
  contact_id  bigint REFERENCES contacts (contact_id),
  provider_id text,
  -- the exact words as sent, sealed
  text_sealed bytea,
  settled_at  timestamptz,
  UNIQUE (loan_id, entry),
  UNIQUE (channel, provider_id)
);
CREATE INDEX notices_waiting ON notices (channel, due_at) WHERE status IN ('reserved', 'sending');
CREATE INDEX notices_borrower ON notices (borrower_id, channel, due_at) WHERE purpose = 'collection' AND status IN ('sending', 'sent');

CREATE TABLE notice_attempts (
  notice_id bigint NOT NULL REFERENCES notices (notice_id),
  attempt   integer NOT NULL,
  at        timestamptz NOT NULL,
  outcome   text NOT NULL,
  code      text,
  PRIMARY KEY (notice_id, attempt)
);

CREATE TABLE tasks (
  task_id     text PRIMARY KEY,
  loan_id     text NOT NULL REFERENCES loans (loan_id),
  kind        text NOT NULL,
  role        text NOT NULL,
  owner       text REFERENCES staff (staff_id),
  rule        text NOT NULL,
  why         text NOT NULL,
  delinquency date,
  opened_at   timestamptz NOT NULL,
  due_at      timestamptz NOT NULL,
  status      text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'done', 'cancelled')),
  ended_at    timestamptz,
  -- who, when, what, evidence (S4)
  record      jsonb,
  CHECK ((status = 'open') = (ended_at IS NULL))
);
CREATE INDEX tasks_loan ON tasks (loan_id);
CREATE INDEX tasks_open ON tasks (task_id) WHERE status = 'open';

-- A word to a workflow that its facts have changed. May be lost, late or repeated; `reconcile` delivers what is left.
CREATE TABLE nudges (
  nudge_id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind         text NOT NULL CHECK (kind IN ('loan', 'task')),
  subject      text NOT NULL,
  reason       text NOT NULL,
  created_at   timestamptz NOT NULL DEFAULT now(),
  delivered_at timestamptz
);
CREATE INDEX nudges_waiting ON nudges (nudge_id) WHERE delivered_at IS NULL;
CREATE INDEX nudges_untold ON nudges (subject) WHERE delivered_at IS NULL;

CREATE TABLE audit_log (
  audit_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at       timestamptz NOT NULL,
  actor    text NOT NULL,
  what     text NOT NULL,
  subject  text NOT NULL,
  detail   jsonb NOT NULL
);
CREATE INDEX audit_log_subject ON audit_log (subject);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$;
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE ON audit_log FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_log_no_truncate BEFORE TRUNCATE ON audit_log FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER diary_append_only BEFORE UPDATE OR DELETE ON diary FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER diary_no_truncate BEFORE TRUNCATE ON diary FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Which payment paid which part of which instalment: payments in the order of their day pay the oldest instalment first,
-- within it fee, interest, principal. A view, so that a back-dated payment or a reversal needs no repair.
CREATE VIEW allocations AS
WITH parts AS (
  SELECT i.loan_id, i.seq, i.due_on, p.part, p.amount,
         sum(p.amount) OVER (PARTITION BY i.loan_id ORDER BY i.due_on, i.seq, p.place) AS upto
  FROM instalments i
  CROSS JOIN LATERAL (VALUES (1, 'fee', i.fee), (2, 'interest', i.interest), (3, 'principal', i.principal))
    AS p (place, part, amount)
), paid AS (
  SELECT loan_id, reference, paid_on, amount,
         sum(amount) OVER (PARTITION BY loan_id ORDER BY paid_on, recorded_at, reference) AS upto
  FROM payments
  WHERE reversed_on IS NULL
)
SELECT paid.loan_id, paid.reference, parts.seq, parts.part, paid.paid_on,
       least(paid.upto, parts.upto) - greatest(paid.upto - paid.amount, parts.upto - parts.amount) AS amount
FROM paid
JOIN parts ON parts.loan_id = paid.loan_id
          AND parts.upto - parts.amount < paid.upto
          AND parts.upto > paid.upto - paid.amount
          AND parts.amount > 0;
