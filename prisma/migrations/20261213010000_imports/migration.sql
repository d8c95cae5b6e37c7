-- Books that come by the API: sealed until they are read, and what became of each. What comes of them stands in the record by itself.
CREATE TABLE imports (
  import_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('book', 'daily')),
  check_only boolean NOT NULL,
  accept_warnings boolean NOT NULL,
  sha256 text NOT NULL,
  state text NOT NULL CHECK (state IN ('waits', 'reading', 'taken', 'checked', 'refused')),
  tries integer NOT NULL DEFAULT 0,
  file text,
  rows bigint,
  asked_at timestamptz NOT NULL,
  asked_by text NOT NULL,
  changed_at timestamptz NOT NULL,
  result_sealed bytea
);
CREATE UNIQUE INDEX imports_open ON imports (sha256, kind, check_only, accept_warnings) WHERE state IN ('waits', 'reading');
CREATE TABLE import_files (
  import_id bigint NOT NULL REFERENCES imports,
  name text NOT NULL,
  size integer NOT NULL,
  bytes_sealed bytea,
  PRIMARY KEY (import_id, name)
);
