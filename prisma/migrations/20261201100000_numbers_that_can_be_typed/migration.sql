-- Ids say what a thing is about and are long; a number of each kind can be typed: T1042, W7, K12.
ALTER TABLE tasks ADD COLUMN number BIGSERIAL NOT NULL;
ALTER TABLE warnings ADD COLUMN number BIGSERIAL NOT NULL;
ALTER TABLE cases ADD COLUMN number BIGSERIAL NOT NULL;
CREATE UNIQUE INDEX tasks_number ON tasks (number);
CREATE UNIQUE INDEX warnings_number ON warnings (number);
CREATE UNIQUE INDEX cases_number ON cases (number);
