-- What was read of ids so far. Of a task: the step of its warning; the words, by channel and template, or the category that are to be looked at.
ALTER TABLE tasks ADD COLUMN about text;
UPDATE tasks SET about = CASE
    WHEN warning_id IS NOT NULL THEN nullif(split_part(split_part(task_id, '/warning/' || warning_id || '/', 2), '/', 1), '')
    WHEN kind = 'content-review' THEN substring(task_id FROM '/content-review/([^/]+/[^/]+)/')
    ELSE substring(substr(task_id, length(loan_id) + 1) FROM '^/classification-review/[^/]+/([^/]+)') END
WHERE warning_id IS NOT NULL OR kind = 'content-review' OR kind = 'classification-review' AND loan_id IS NOT NULL;

-- Of a complaint: the message whose link it came by.
ALTER TABLE complaints ADD COLUMN link text;
UPDATE complaints SET link = split_part(complaint_id, '/', 2) WHERE starts_with(complaint_id, 'link/');
CREATE INDEX complaints_link ON complaints (link) WHERE link IS NOT NULL;
