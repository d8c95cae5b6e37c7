-- A grace, or a relief that is only proposed, ends with an approved suit.
ALTER TABLE cases DROP CONSTRAINT cases_outcome_check;
ALTER TABLE cases ADD CONSTRAINT cases_outcome_check
  CHECK (outcome IN ('rejected', 'undone', 'carried out', 'run out', 'loan closed', 'overtaken'));
