-- Why something was decided is a code with its figures (src/domain/reason), in words where it is shown. Rows of before keep their
-- sentence in `why`.
ALTER TABLE diary ADD COLUMN because jsonb, ALTER COLUMN why DROP NOT NULL;
ALTER TABLE duty_diary ADD COLUMN because jsonb, ALTER COLUMN why DROP NOT NULL;
ALTER TABLE complaint_diary ADD COLUMN because jsonb, ALTER COLUMN why DROP NOT NULL;
ALTER TABLE tasks ADD COLUMN because jsonb, ALTER COLUMN why DROP NOT NULL;
ALTER TABLE cases ADD COLUMN because jsonb, ALTER COLUMN why DROP NOT NULL;
ALTER TABLE letters ADD COLUMN because jsonb, ALTER COLUMN why DROP NOT NULL;
