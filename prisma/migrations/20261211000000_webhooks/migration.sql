-- Systems of the lender's that are told of events (docs/decisions/0049), and what became of each telling.
CREATE TABLE webhooks (
  webhook text PRIMARY KEY,
  url text NOT NULL,
  kinds text[] NOT NULL,
  -- none when it is ended
  secret_sealed bytea,
  before_sealed bytea,
  before_until timestamptz,
  made_at timestamptz NOT NULL,
  made_by text NOT NULL,
  ended_at timestamptz,
  CHECK ((before_sealed IS NULL) = (before_until IS NULL))
);

CREATE TABLE webhook_deliveries (
  delivery_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  webhook text NOT NULL REFERENCES webhooks,
  position bigint NOT NULL,
  at timestamptz NOT NULL,
  kind text NOT NULL,
  about text NOT NULL,
  entry text,
  -- those of a queue go one after the other: of a loan
  queue text NOT NULL,
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'failed')),
  attempts integer NOT NULL DEFAULT 0,
  due_at timestamptz NOT NULL,
  first_at timestamptz,
  last_at timestamptz,
  answer text,
  UNIQUE (webhook, position)
);
CREATE INDEX webhook_deliveries_waiting ON webhook_deliveries (webhook, queue, position) WHERE state = 'waiting';
CREATE INDEX webhook_deliveries_failed ON webhook_deliveries (webhook, position) WHERE state = 'failed';

SELECT record_table('webhooks', '{webhook}');
