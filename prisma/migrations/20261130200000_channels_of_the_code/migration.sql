-- Which channels there are stands in one list of the code (src/domain/plan/atoms.ts), which every door reads, and no longer here as well.
ALTER TABLE contacts DROP CONSTRAINT contacts_channel_check;
ALTER TABLE last_words DROP CONSTRAINT last_words_channel_check;
