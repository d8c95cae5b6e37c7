-- Who opened a case does not approve it; null: a rule, or a decision without a proposal.
ALTER TABLE cases ADD COLUMN opened_by text;
