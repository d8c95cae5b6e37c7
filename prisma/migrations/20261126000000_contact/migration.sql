-- Contact rules: what the gate decided and by what it counts; a person's time zone; what is kept of a person, and how long.

-- The borrower's own time zone (IANA). Null: not known, then the zones of the rule set hold.
ALTER TABLE borrowers ADD COLUMN time_zone text;
-- Asked to be erased while records must still be kept: nothing but storage. Then erased: the person cannot be known again.
ALTER TABLE borrowers ADD COLUMN restricted_at timestamptz;
ALTER TABLE borrowers ADD COLUMN erased_at timestamptz;

-- The business moment at which it was handed to the provider: what the caps count by.
ALTER TABLE notices ADD COLUMN contacted_at timestamptz;
-- The contact gate's latest decision: rule set and version, rule, verdict, until when or why never.
ALTER TABLE notices ADD COLUMN gate jsonb;
DROP INDEX notices_borrower;
CREATE INDEX notices_history ON notices (borrower_id, (coalesce(contacted_at, due_at)))
  WHERE purpose = 'collection' AND status IN ('sending', 'sent', 'unknown');
