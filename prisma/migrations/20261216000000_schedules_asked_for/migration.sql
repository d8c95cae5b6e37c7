-- By which schedule what is unpaid is to fall due, as it is asked for with a relief: `instalments`, `capitalise`, and `by` whom.
ALTER TABLE cases ADD COLUMN asked jsonb;
