-- In which language somebody of the staff reads; null: in the lender's.
ALTER TABLE staff ADD COLUMN language text CHECK (language IN ('zh-CN', 'en'));
