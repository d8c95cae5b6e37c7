-- Wrong tries to sign in are counted by the name that was said, whether anybody has it or not: else whoever guesses could tell from the wait.
-- Of the name only a keyed hash is kept, for a day: a password may be typed in its place.
CREATE TABLE sign_in_tries (
  name_hash bytea PRIMARY KEY,
  failures integer NOT NULL,
  failed_at timestamptz NOT NULL
);
CREATE INDEX sign_in_tries_at ON sign_in_tries (failed_at);
ALTER TABLE users DROP COLUMN failures, DROP COLUMN failed_at;
SELECT record_again('users');
