-- What waited for the dispatch of letters waits for the workflow that makes them.
UPDATE nudges SET kind = 'letters', subject = 'all' WHERE kind = 'dispatch' AND subject = 'letters';
