-- A task of a warning or a case names it, instead of beginning as it is called. What a measure was written for, its task says.
ALTER TABLE tasks
  ADD warning_id text REFERENCES warnings (warning_id),
  ADD case_id    text REFERENCES cases (case_id),
  ADD CHECK (num_nonnulls(warning_id, case_id) <= 1);

-- One may be called as another and more: the longest that fits is its own.
UPDATE tasks t SET warning_id =
  (SELECT w.warning_id FROM warnings w WHERE w.loan_id = t.loan_id AND starts_with(t.task_id, t.loan_id || '/warning/' || w.warning_id || '/')
   ORDER BY length(w.warning_id) DESC LIMIT 1)
WHERE starts_with(t.task_id, t.loan_id || '/warning/');
UPDATE tasks t SET case_id =
  (SELECT c.case_id FROM cases c WHERE c.loan_id = t.loan_id AND starts_with(t.task_id, t.loan_id || '/case/' || c.case_id || '/')
   ORDER BY length(c.case_id) DESC LIMIT 1)
WHERE starts_with(t.task_id, t.loan_id || '/case/');

CREATE INDEX tasks_warning ON tasks (warning_id) WHERE warning_id IS NOT NULL;
CREATE INDEX tasks_case ON tasks (case_id) WHERE case_id IS NOT NULL;

ALTER TABLE measures DROP COLUMN warning_id, DROP COLUMN case_id;
