-- Work that reaches a person is done once a day for all of the person's loans: one task leads, those of the other loans are `joined` to it.
ALTER TABLE tasks ADD COLUMN of_person boolean NOT NULL DEFAULT false, ADD COLUMN joined_to text REFERENCES tasks (task_id);
ALTER TABLE tasks DROP CONSTRAINT tasks_status_check, DROP CONSTRAINT tasks_check;
ALTER TABLE tasks ADD CONSTRAINT tasks_status_check CHECK (status IN ('open', 'joined', 'done', 'cancelled'));
ALTER TABLE tasks ADD CONSTRAINT tasks_check CHECK ((status IN ('open', 'joined')) = (ended_at IS NULL));
ALTER TABLE tasks ADD CONSTRAINT tasks_joined CHECK (status <> 'joined' OR joined_to IS NOT NULL);
CREATE INDEX tasks_joined_to ON tasks (joined_to) WHERE joined_to IS NOT NULL;
