-- Who is away and who has left: others take over their work.

-- the first day on which the person works again; null or past: is here
ALTER TABLE staff ADD COLUMN absent_until date;
-- the first day on which the person works here no more
ALTER TABLE staff ADD COLUMN left_on date;

-- what a person has to do
CREATE INDEX tasks_owner ON tasks (owner) WHERE status = 'open';
