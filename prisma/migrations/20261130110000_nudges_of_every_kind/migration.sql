-- What a workflow can be about stands in one table of the code (src/store/base/subjects.ts), and no longer here as well.
ALTER TABLE nudges DROP CONSTRAINT nudges_kind_check;
-- The word of a letter is one to the dispatch that makes it.
UPDATE nudges SET kind = 'dispatch', subject = 'letters' WHERE kind = 'letter';
-- A nudge that was told is removed; the column's two indexes go with it.
DELETE FROM nudges WHERE delivered_at IS NOT NULL;
ALTER TABLE nudges DROP COLUMN delivered_at;
CREATE INDEX nudges_of ON nudges (kind, subject);
