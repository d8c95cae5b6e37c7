-- Sending may be paused: on a channel, of a plan (null: all of them).
CREATE TABLE send_pauses (
  pause_id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  channel    text,
  plan       text,
  why        text NOT NULL,
  paused_at  timestamptz NOT NULL,
  paused_by  text NOT NULL,
  resumed_at timestamptz,
  resumed_by text
);
CREATE UNIQUE INDEX send_pauses_once ON send_pauses (coalesce(channel, ''), coalesce(plan, '')) WHERE resumed_at IS NULL;

-- The database was restored: until then another life of it may have sent what is reserved here, or will be anew.
CREATE TABLE restores (
  restore_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  until_at   timestamptz NOT NULL,
  noted_at   timestamptz NOT NULL DEFAULT now(),
  noted_by   text NOT NULL
);
