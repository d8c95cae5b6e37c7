-- A change of a plan as its author wrote it, with its comments, which another person publishes (docs/decisions/0056).
CREATE TABLE plan_proposals (
  proposal    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  plan        text NOT NULL,
  -- the version that was changed: the newest one, or it is proposed anew
  based_on    integer NOT NULL,
  text        text NOT NULL,
  why         text NOT NULL,
  proposed_at timestamptz NOT NULL,
  proposed_by text NOT NULL,
  decided_at  timestamptz,
  decided_by  text,
  -- as which it is published; none: it is refused, or waits
  version     integer,
  -- why it is refused
  reason      text,
  FOREIGN KEY (plan, based_on) REFERENCES plans,
  FOREIGN KEY (plan, version) REFERENCES plans,
  CHECK ((decided_at IS NULL) = (decided_by IS NULL)),
  CHECK (decided_at IS NOT NULL OR version IS NULL AND reason IS NULL),
  CHECK (version IS NULL OR reason IS NULL)
);
CREATE UNIQUE INDEX plan_proposals_open ON plan_proposals (plan) WHERE decided_at IS NULL;
CREATE UNIQUE INDEX plan_proposals_version ON plan_proposals (plan, version);

SELECT record_table('plan_proposals', '{proposal}');
