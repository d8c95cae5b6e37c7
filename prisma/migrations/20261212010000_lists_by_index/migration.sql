-- A part of a list is found by an index, whoever asks for it and by whatever it is narrowed.
CREATE INDEX borrowers_manager ON borrowers (account_manager, borrower_id);
CREATE INDEX borrowers_branch ON borrowers (branch, borrower_id);
CREATE INDEX loans_stage ON loans (stage, loan_id) WHERE closed_at IS NULL;
CREATE INDEX tasks_due ON tasks (due_at, task_id) WHERE status = 'open';
CREATE INDEX promises_day ON promises (promised_on);
CREATE INDEX audit_log_actor ON audit_log (actor, audit_id);
CREATE INDEX audit_log_looks ON audit_log (audit_id) WHERE what LIKE '% read' OR what IN ('audit export', 'person sought');
-- What is of a loan is found by the beginning of its subject, whatever the database's order of letters.
CREATE INDEX audit_log_of_loan ON audit_log (subject text_pattern_ops) WHERE subject ~ '^(task|case|duty)/';
-- By day: almost nothing to keep, since entries come in the order of their time.
CREATE INDEX audit_log_at ON audit_log USING brin (at);
