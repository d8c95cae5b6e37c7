-- What waits is found without looking through what is done.

-- Of one loan, however many others wait at the same moment.
CREATE INDEX notices_waiting_loan ON notices (loan_id) WHERE status IN ('reserved', 'sending');

CREATE INDEX warnings_loan ON warnings (loan_id);
CREATE INDEX warnings_open ON warnings (warning_id) WHERE closed_at IS NULL;
CREATE INDEX cases_open ON cases (case_id) WHERE closed_at IS NULL;
CREATE INDEX complaints_open ON complaints (complaint_id) WHERE surveyed_at IS NULL;

-- Letters that are neither made nor withdrawn: letters itself takes no change. Kept by the database, so that no door forgets it.
CREATE TABLE unmade_letters (letter_id text PRIMARY KEY REFERENCES letters (letter_id));
INSERT INTO unmade_letters
SELECT letter_id FROM letters l
WHERE NOT EXISTS (SELECT FROM letter_files f WHERE f.letter_id = l.letter_id AND f.format = 'docx')
  AND NOT EXISTS (SELECT FROM letter_contents c WHERE c.letter_id = l.letter_id AND c.withdrawn IS NOT NULL);

CREATE FUNCTION letter_waits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO unmade_letters VALUES (NEW.letter_id);
  RETURN NULL;
END $$;
CREATE FUNCTION letter_waits_no_more() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM unmade_letters WHERE letter_id = NEW.letter_id;
  RETURN NULL;
END $$;
CREATE TRIGGER letters_wait AFTER INSERT ON letters FOR EACH ROW EXECUTE FUNCTION letter_waits();
-- Both files are filed at once.
CREATE TRIGGER letter_files_made AFTER INSERT ON letter_files FOR EACH ROW WHEN (NEW.format = 'docx') EXECUTE FUNCTION letter_waits_no_more();
CREATE TRIGGER letter_contents_withdrawn AFTER INSERT ON letter_contents FOR EACH ROW WHEN (NEW.withdrawn IS NOT NULL)
  EXECUTE FUNCTION letter_waits_no_more();

-- From here on a nudge that was told is removed.
DELETE FROM nudges WHERE delivered_at IS NOT NULL;
