-- Who acts under a name of their own: staff, by sessions that end, and programs, by keys that expire. Of what opens a door only hashes stand here.
CREATE TABLE users (
  staff_id text PRIMARY KEY REFERENCES staff,
  access text[] NOT NULL,
  password_hash text NOT NULL,
  must_change boolean NOT NULL,
  second_factor_sealed bytea,
  second_factor_step bigint,
  recovery_codes bytea[] NOT NULL DEFAULT '{}',
  failures integer NOT NULL DEFAULT 0,
  failed_at timestamptz,
  disabled_at timestamptz,
  made_at timestamptz NOT NULL
);

CREATE TABLE sessions (
  token_hash bytea PRIMARY KEY,
  staff_id text NOT NULL REFERENCES users,
  began_at timestamptz NOT NULL,
  seen_at timestamptz NOT NULL,
  ended_at timestamptz
);
CREATE INDEX sessions_of ON sessions (staff_id);

CREATE TABLE api_keys (
  prefix text PRIMARY KEY,
  name text NOT NULL,
  secret_hash bytea NOT NULL,
  scopes text[] NOT NULL,
  made_at timestamptz NOT NULL,
  made_by text NOT NULL,
  ends_at timestamptz NOT NULL,
  used_at timestamptz,
  revoked_at timestamptz
);
