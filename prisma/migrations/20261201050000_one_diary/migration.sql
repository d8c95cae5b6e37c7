-- One diary for all that has one, by its subject: kind and id, as nudges name it.
ALTER TABLE diary DROP CONSTRAINT diary_loan_id_fkey, DROP CONSTRAINT diary_pkey;
DROP INDEX diary_asked;
ALTER TABLE diary RENAME COLUMN loan_id TO subject;
-- Rows of before are loans'. A default that is dropped again rewrites no row.
ALTER TABLE diary ADD COLUMN kind text NOT NULL DEFAULT 'loan',
  ALTER COLUMN dpd DROP NOT NULL, ALTER COLUMN stage DROP NOT NULL, ALTER COLUMN plan_version DROP NOT NULL;
ALTER TABLE diary ALTER COLUMN kind DROP DEFAULT,
  ADD PRIMARY KEY (kind, subject, entry),
  ADD CONSTRAINT diary_of_a_loan CHECK (kind <> 'loan' OR num_nulls(dpd, stage, plan_version) = 0);

INSERT INTO diary (kind, subject, entry, at, acted_at, what, rule, why, because, detail)
SELECT 'duty', duty_id, entry, at, acted_at, what, rule, why, because, detail FROM duty_diary
UNION ALL
SELECT 'complaint', complaint_id, entry, at, acted_at, what, rule, why, because,
       jsonb_strip_nulls(jsonb_build_object('due', (extract(epoch FROM due) * 1000)::bigint, 'upTo', up_to)) FROM complaint_diary;
DROP TABLE duty_diary, complaint_diary;

-- As in 20261129151000_what_is_past; the expression is that of src/store/loans/still-asked.ts, to the letter.
CREATE INDEX diary_asked ON diary (subject,
  (CASE WHEN entry ~ '^(remind|archive|task|care)/' AND entry !~ '^care/(warning|rest)/' THEN at ELSE 'infinity'::timestamptz END))
  WHERE kind = 'loan';

-- The loans' part, of which days past due, stage and version of the plan always stand.
CREATE VIEW loan_diary AS
SELECT subject AS loan_id, entry, at, acted_at, what, rule, because, why, dpd, stage, plan_version, detail
FROM diary WHERE kind = 'loan';
