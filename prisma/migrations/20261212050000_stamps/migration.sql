-- What an authority of time has said of a head's signature (RFC 3161); the next head has the hash of it.
CREATE TABLE record_stamps (
  head_id bigint PRIMARY KEY REFERENCES record_heads,
  token   bytea NOT NULL
);
CREATE TRIGGER record_stamps_append_only BEFORE UPDATE OR DELETE ON record_stamps FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER record_stamps_no_truncate BEFORE TRUNCATE ON record_stamps FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
