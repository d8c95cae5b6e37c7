-- A wake-up reads of a diary what may still be asked for: all but what came round and is past, however old the loan is.
-- The expression is that of src/store/still-asked.ts, to the letter.
CREATE INDEX diary_asked ON diary (loan_id,
  (CASE WHEN entry ~ '^(remind|archive|task|care)/' AND entry !~ '^care/(warning|rest)/' THEN at ELSE 'infinity'::timestamptz END));
-- The steps of one task, among those of a loan of many years.
CREATE INDEX diary_task ON diary ((detail->>'task')) WHERE detail ? 'task';
-- The latest message that collects; most loans have none.
CREATE INDEX notices_collected ON notices (loan_id, due_at) WHERE purpose = 'collection';
DROP INDEX tasks_loan;
CREATE INDEX tasks_loan ON tasks (loan_id, status);
