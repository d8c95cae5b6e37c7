-- What a version says otherwise than the one before, as its readers know it. Null: a first version, or one of before this column.
ALTER TABLE reports ADD COLUMN changed_in_words jsonb;
