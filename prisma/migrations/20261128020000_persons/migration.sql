-- Rights of persons: found by name or identity number, restricted, erased; and keys that are rotated.

-- Restricted: of the person's data nothing but storage. While it lasts nobody is contacted and the ladder rests.
CREATE TABLE restrictions (
  restriction_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  borrower_id    text NOT NULL REFERENCES borrowers (borrower_id),
  from_at        timestamptz NOT NULL,
  until_at       timestamptz CHECK (until_at >= from_at),
  reason         text NOT NULL
);
CREATE UNIQUE INDEX restrictions_now ON restrictions (borrower_id) WHERE until_at IS NULL;
CREATE INDEX restrictions_borrower ON restrictions (borrower_id);
-- Nothing ever wrote it; the table above also knows the times that are over.
ALTER TABLE borrowers DROP COLUMN restricted_at;

ALTER TABLE borrowers ADD COLUMN identity_sealed bytea;
ALTER TABLE borrowers ADD COLUMN identity_key bytea;
CREATE INDEX borrowers_name ON borrowers (name_key);
CREATE INDEX borrowers_identity ON borrowers (identity_key) WHERE identity_key IS NOT NULL;

-- Erased: what was sealed is null, and nothing says any more who it was.
ALTER TABLE borrowers ALTER COLUMN name_sealed DROP NOT NULL;
ALTER TABLE borrowers ALTER COLUMN name_key DROP NOT NULL;
ALTER TABLE borrowers ADD CONSTRAINT borrowers_erased CHECK (
  CASE WHEN erased_at IS NULL THEN name_sealed IS NOT NULL AND name_key IS NOT NULL
       ELSE num_nonnulls(name_sealed, name_key, identity_sealed, identity_key) = 0 END);
ALTER TABLE contacts ALTER COLUMN address_sealed DROP NOT NULL;
-- Of an emergency contact who was erased alone the keyed hash stays: the next book must not bring it back.
ALTER TABLE contacts ALTER COLUMN address_key DROP NOT NULL;
ALTER TABLE contacts ADD CONSTRAINT contacts_erased CHECK (address_sealed IS NOT NULL OR (retired_at IS NOT NULL AND NOT consent));
ALTER TABLE complaints ALTER COLUMN text_sealed DROP NOT NULL;
ALTER TABLE evidence ALTER COLUMN name_sealed DROP NOT NULL;
ALTER TABLE evidence ALTER COLUMN bytes_sealed DROP NOT NULL;
ALTER TABLE measures ALTER COLUMN text_sealed DROP NOT NULL;
ALTER TABLE classifications ALTER COLUMN reason_sealed DROP NOT NULL;
ALTER TABLE archive_handovers ALTER COLUMN list_sealed DROP NOT NULL;

-- Rows that cannot be changed may be sealed anew, or what is sealed in them erased, where the transaction says that it does
-- that; all else stays as it was written.
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  changed text[];
BEGIN
  IF TG_OP = 'UPDATE' AND current_setting('postloan.reseal', true) = 'on' THEN
    SELECT array_agg(key) INTO changed FROM jsonb_each(to_jsonb(NEW)) AS after
      WHERE after.value IS DISTINCT FROM to_jsonb(OLD) -> after.key;
    IF NOT EXISTS (SELECT FROM unnest(changed) AS c (name) WHERE name NOT LIKE '%\_sealed') AND changed IS NOT NULL THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$;
