-- A channel's dispatch that could not be told is told again, as any other workflow is.
ALTER TABLE nudges DROP CONSTRAINT nudges_kind_check;
ALTER TABLE nudges ADD CONSTRAINT nudges_kind_check CHECK (kind IN ('loan', 'task', 'complaint', 'warning', 'case', 'letter', 'dispatch'));
