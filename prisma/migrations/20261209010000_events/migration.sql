-- What has changed, for whoever listens (docs/decisions/0048): kind and id, made of the audit log in the transaction of the change itself. The position, by which
-- listeners go on where they were, is given afterwards by one process at a time: numbers of open transactions would become visible out of order.
CREATE TABLE events (
  event_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  position bigint UNIQUE,
  noted_at timestamptz NOT NULL DEFAULT now(),
  at       timestamptz NOT NULL,
  kind     text NOT NULL,
  about    text NOT NULL,
  entry    text,
  -- known with the position
  loan_id     text,
  borrower_id text
);
CREATE INDEX events_new ON events (event_id) WHERE position IS NULL;

-- Of what lenders' work is about, not who signed in or looked at what; of a loan's wake-up each step.
CREATE FUNCTION note_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO events (at, kind, about, entry)
  SELECT a.at, coalesce(s.what, a.what), a.subject, s.entry
  FROM added a LEFT JOIN LATERAL jsonb_to_recordset(CASE a.what WHEN 'steps' THEN a.detail ELSE '[]' END) AS s (entry text, what text) ON true
  WHERE split_part(a.subject, '/', 1) IN ('book', 'borrower', 'case', 'collateral', 'complaint', 'duty', 'loan', 'payment', 'task', 'warning')
    AND a.what !~ '(^audit | read$)' OR a.subject LIKE 'staff/%' AND a.what LIKE 'staff %';
  RETURN NULL;
END $$;
CREATE TRIGGER note_events AFTER INSERT ON audit_log REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION note_events();
