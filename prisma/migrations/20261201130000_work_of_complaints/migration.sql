-- A complaint has an owner and a task for each of its steps: a task is a loan's, a duty's or a complaint's.
ALTER TABLE tasks ADD COLUMN complaint_id text REFERENCES complaints (complaint_id);
ALTER TABLE tasks DROP CONSTRAINT tasks_of_one;
ALTER TABLE tasks ADD CONSTRAINT tasks_of_one CHECK (num_nonnulls(loan_id, duty_id, complaint_id) = 1);
CREATE INDEX tasks_complaint ON tasks (complaint_id) WHERE complaint_id IS NOT NULL;
