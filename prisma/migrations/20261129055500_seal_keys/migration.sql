-- By what a key is known again: nothing is sealed with another one under its id. Tells nothing of the key.
CREATE TABLE seal_keys (
  key_id        integer PRIMARY KEY CHECK (key_id BETWEEN 1 AND 255),
  check_value   bytea NOT NULL,
  first_used_at timestamptz NOT NULL DEFAULT now()
);
