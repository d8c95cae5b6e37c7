-- A complaint that comes by a link is an answer too: a task, with its words, for a person.
ALTER TABLE answers DROP CONSTRAINT answers_kind_check,
  ADD CONSTRAINT answers_kind_check
    CHECK (kind IN ('reply', 'relief-request', 'will-pay', 'call-request', 'complaint', 'opt-out', 'opt-in', 'stranger'));

-- Whom a fact is about, as the audit log names it: erasure and export reach it by that, whether it could be taken or not.
ALTER TABLE inbox ADD COLUMN about text;
UPDATE inbox SET about = (SELECT detail->>'about' FROM audit_log WHERE subject = 'inbox/' || inbox_id AND detail ? 'about' ORDER BY audit_id LIMIT 1);
CREATE INDEX inbox_about ON inbox (about);
-- What was refused may be erased as well.
ALTER TABLE inbox DROP CONSTRAINT inbox_check;
