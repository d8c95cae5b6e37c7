-- The limit that was granted to a borrower, in minor units of the currency of its loans; null: not known (P3.4).
ALTER TABLE borrowers ADD credit_limit bigint CHECK (credit_limit >= 0);
-- Which line of the task's form says a new value of what is known of the borrower: {"class": "新信用等级"}; null: none does.
ALTER TABLE tasks ADD sets jsonb;
-- What the plan called the case when it was opened: the group of a non-performing loan (P2.7); null: by its kind.
ALTER TABLE cases ADD title text;
