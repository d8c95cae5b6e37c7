-- The words of each version of a template, as they were deployed, and the version that a notice was written by.
CREATE TABLE templates (
  template   text NOT NULL,
  version    integer NOT NULL CHECK (version > 0),
  content    jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (template, version)
);
ALTER TABLE notices ADD COLUMN template_version integer;
