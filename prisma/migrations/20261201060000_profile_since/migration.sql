-- When what decides which work a borrower belongs to (class, size, industry) was changed last; null: never.
ALTER TABLE borrowers ADD COLUMN profile_since timestamptz;
