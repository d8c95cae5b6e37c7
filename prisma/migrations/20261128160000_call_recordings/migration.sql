-- The recording itself stays at the provider until its time is over.
CREATE TABLE call_recordings (
  provider_id text PRIMARY KEY,
  notice_id   bigint NOT NULL REFERENCES notices (notice_id),
  seconds     integer NOT NULL,
  made_at     timestamptz NOT NULL,
  removed_at  timestamptz
);
CREATE INDEX call_recordings_notice ON call_recordings (notice_id);
CREATE INDEX call_recordings_kept ON call_recordings (made_at) WHERE removed_at IS NULL;
