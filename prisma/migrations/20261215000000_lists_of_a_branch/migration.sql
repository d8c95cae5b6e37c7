-- A branch's part of a list is found by an index, however many branches there are. Of which branch a loan is, and what is about it, follows from
-- its borrower: it is kept by the database, and the record leaves it out, for it has the borrower's own row.
CREATE FUNCTION of_branch_of_borrower() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  NEW.of_branch := (SELECT branch FROM borrowers WHERE borrower_id = NEW.borrower_id);
  RETURN NEW;
END $body$;
CREATE FUNCTION of_branch_of_loan() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  NEW.of_branch := (SELECT of_branch FROM loans WHERE loan_id = NEW.loan_id);
  RETURN NEW;
END $body$;

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['loans', 'warnings', 'complaints', 'cases', 'tasks'] LOOP
    EXECUTE format('ALTER TABLE %I ADD COLUMN of_branch text', name);
    -- The function that tells the record of changes has the columns that it leaves out in itself.
    EXECUTE (SELECT replace(pg_get_functiondef(('record_old_' || name)::regproc), format('%L::text[]', volatile), format('%L::text[]', volatile || '{of_branch}'))
             FROM recorded_tables WHERE tbl = name);
    UPDATE recorded_tables SET volatile = volatile || '{of_branch}' WHERE tbl = name;
    -- Of those that are there already: that they now say their branch is nothing that the record has to be told of.
    EXECUTE format('ALTER TABLE %I DISABLE TRIGGER USER', name);
    IF name IN ('cases', 'tasks') THEN
      EXECUTE format('UPDATE %I t SET of_branch = l.of_branch FROM loans l WHERE l.loan_id = t.loan_id AND l.of_branch IS NOT NULL', name);
      EXECUTE format('CREATE TRIGGER of_branch BEFORE INSERT ON %I FOR EACH ROW WHEN (NEW.loan_id IS NOT NULL) EXECUTE FUNCTION of_branch_of_loan()', name);
    ELSE
      EXECUTE format('UPDATE %I t SET of_branch = b.branch FROM borrowers b WHERE b.borrower_id = t.borrower_id AND b.branch IS NOT NULL', name);
      EXECUTE format('CREATE TRIGGER of_branch BEFORE INSERT ON %I FOR EACH ROW EXECUTE FUNCTION of_branch_of_borrower()', name);
    END IF;
    EXECUTE format('ALTER TABLE %I ENABLE TRIGGER USER', name);
  END LOOP;
END $$;

CREATE FUNCTION borrower_of_another_branch() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  UPDATE loans SET of_branch = NEW.branch WHERE borrower_id = NEW.borrower_id;
  UPDATE warnings SET of_branch = NEW.branch WHERE borrower_id = NEW.borrower_id;
  UPDATE complaints SET of_branch = NEW.branch WHERE borrower_id = NEW.borrower_id;
  UPDATE cases SET of_branch = NEW.branch WHERE loan_id IN (SELECT loan_id FROM loans WHERE borrower_id = NEW.borrower_id);
  UPDATE tasks SET of_branch = NEW.branch WHERE loan_id IN (SELECT loan_id FROM loans WHERE borrower_id = NEW.borrower_id);
  RETURN NULL;
END $body$;
CREATE TRIGGER of_branch AFTER UPDATE OF branch ON borrowers FOR EACH ROW WHEN (OLD.branch IS DISTINCT FROM NEW.branch)
  EXECUTE FUNCTION borrower_of_another_branch();

CREATE INDEX loans_branch ON loans (of_branch, loan_id);
CREATE INDEX warnings_branch ON warnings (of_branch, warning_id);
CREATE INDEX complaints_branch ON complaints (of_branch, complaint_id);
CREATE INDEX cases_branch ON cases (of_branch, case_id);
CREATE INDEX tasks_branch ON tasks (of_branch, due_at, task_id) WHERE status = 'open';
-- Work and letters of no loan are few, and sought by themselves.
CREATE INDEX tasks_of_no_loan ON tasks (due_at, task_id) WHERE status = 'open' AND loan_id IS NULL;
CREATE INDEX letters_of_no_loan ON letters (letter_id) WHERE loan_id IS NULL;
DROP INDEX loans_borrower, letters_loan;
CREATE INDEX loans_borrower ON loans (borrower_id, loan_id);
CREATE INDEX letters_loan ON letters (loan_id, letter_id);
CREATE INDEX report_deliveries_reader ON report_deliveries (staff_id, report_id);
-- Who is overdue for the longest.
CREATE INDEX loans_overdue ON loans (delinquency, loan_id) WHERE closed_at IS NULL AND delinquency IS NOT NULL;
