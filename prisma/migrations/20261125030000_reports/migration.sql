-- Reports: figures frozen as they stood at a cut-off, the papers made of them, and who got them.

-- A version never changes. Figures that come out otherwise later (a late payment, a correction) make the next version,
-- which says what changed; the same figures make none.
CREATE TABLE reports (
  report_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  plan      text NOT NULL,
  kind      text NOT NULL,
  -- 2026-10, 2026-Q3, 2026-W48 …
  period    text NOT NULL,
  -- amounts of one report are of one currency
  currency  text NOT NULL,
  version   integer NOT NULL CHECK (version >= 1),
  -- the last day whose facts count
  as_of     date NOT NULL,
  made_at   timestamptz NOT NULL,
  -- of the plan, whose targets and checks some figures are about
  plan_version integer NOT NULL,
  figures   jsonb NOT NULL,
  -- of the figures as canonical JSON
  sha256    text NOT NULL,
  -- against the version before: [{ "at", "before", "after" }]; null: the first version
  changed   jsonb,
  UNIQUE (plan, kind, period, currency, version),
  CHECK ((version = 1) = (changed IS NULL))
);
CREATE TRIGGER reports_append_only BEFORE UPDATE OR DELETE ON reports FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER reports_no_truncate BEFORE TRUNCATE ON reports FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE report_files (
  report_id bigint NOT NULL REFERENCES reports (report_id),
  format    text NOT NULL CHECK (format IN ('xlsx', 'pdf', 'html', 'csv')),
  name      text NOT NULL,
  bytes     bytea NOT NULL,
  -- of the bytes
  sha256    text NOT NULL,
  filed_at  timestamptz NOT NULL,
  PRIMARY KEY (report_id, format)
);
CREATE TRIGGER report_files_append_only BEFORE UPDATE OR DELETE ON report_files FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER report_files_no_truncate BEFORE TRUNCATE ON report_files FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- One row for each person who gets a report; for a role in which nobody can be reached, one row that says so.
CREATE TABLE report_deliveries (
  report_id  bigint NOT NULL REFERENCES reports (report_id),
  role       text NOT NULL,
  -- empty: nobody in the role
  staff_id   text NOT NULL,
  -- what the mail server knows it by
  message_id uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
  status     text NOT NULL CHECK (status IN ('waiting', 'sending', 'sent', 'failed', 'unknown', 'not-delivered')),
  reason     text,
  at         timestamptz NOT NULL,
  -- by the real clock, for asking the mail server what became of it
  first_attempt_at timestamptz,
  PRIMARY KEY (report_id, staff_id, role)
);
