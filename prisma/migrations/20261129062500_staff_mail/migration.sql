-- There is no such mailbox: nothing more goes there until somebody gives another address.
ALTER TABLE staff ADD COLUMN email_retired_at timestamptz;
