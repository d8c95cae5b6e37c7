-- Who may do something alone, and until when. A row and not a lock of a session: a pooler gives each statement to another one.
CREATE TABLE leases (
  name text PRIMARY KEY,
  -- Rises with each holder: whoever comes with an older number has lost it.
  fence bigint NOT NULL,
  until_at timestamptz NOT NULL
);
