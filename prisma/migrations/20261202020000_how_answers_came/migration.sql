-- By what an answer came, which before was only the beginning of its id: a message to us, a call, or a notice whose link was followed.
ALTER TABLE answers ADD COLUMN came_by text;
UPDATE answers SET came_by = CASE
  WHEN answer_id LIKE 'link/%' THEN split_part(answer_id, '/', 2)
  WHEN borrower_id IS NULL THEN answer_id
  WHEN right(answer_id, length(borrower_id) + 1) = '/' || borrower_id THEN left(answer_id, -length(borrower_id) - 1)
  ELSE split_part(answer_id, '/', 1)
END;
ALTER TABLE answers ALTER COLUMN came_by SET NOT NULL;
CREATE INDEX answers_came_by ON answers (came_by);
