-- Names are looked for in one form of Unicode: whether borrowers.name_key is of that form. Only who has the key can make it so.
ALTER TABLE database_identity ADD COLUMN names_sought boolean NOT NULL DEFAULT false;
