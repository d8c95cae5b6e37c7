-- Activities that fail again and again, as long as they do: Temporal shows a local one to nobody.
CREATE TABLE failing (
  workflow_id text NOT NULL,
  activity    text NOT NULL,
  attempts    integer NOT NULL,
  since       timestamptz NOT NULL DEFAULT now(),
  last_at     timestamptz NOT NULL DEFAULT now(),
  why         text NOT NULL,
  PRIMARY KEY (workflow_id, activity)
);
