-- A paper may be about one borrower: an assessment form, a check report. Empty: about the plan's whole book. No reference to
-- borrowers: what was once reported stays, whatever becomes of the book.
ALTER TABLE reports ADD COLUMN borrower_id text NOT NULL DEFAULT '';
ALTER TABLE reports DROP CONSTRAINT reports_plan_kind_period_currency_version_key;
ALTER TABLE reports ADD UNIQUE (plan, kind, borrower_id, period, currency, version);
