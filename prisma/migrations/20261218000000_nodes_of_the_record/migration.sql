-- Hashes over 16, 256, 4,096 … leaves, where there were those over 256 alone: the proof of a leaf reads sixteen nodes of each height, not
-- all of its 256 leaves and every hash of the record.
DROP TABLE record_tiles;
CREATE TABLE record_tiles (
  height integer NOT NULL,
  tile   bigint NOT NULL,
  hash   bytea NOT NULL,
  PRIMARY KEY (height, tile)
);

-- For what stands in the record already, once, as RFC 6962 hashes leaves (canonical JSON) and nodes.
CREATE TEMPORARY TABLE nodes (height integer, n bigint, hash bytea, PRIMARY KEY (height, n)) ON COMMIT DROP;
INSERT INTO nodes
SELECT 0, position, sha256('\x00'::bytea || convert_to(
  '{"at":"' || to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
  || '","digest":' || coalesce('"' || encode(digest, 'hex') || '"', 'null')
  || ',"key":' || to_json(key)::text || ',"position":' || position || ',"table":' || to_json(tbl)::text || '}', 'UTF8'))
FROM record_leaves;
DO $$
BEGIN
  FOR of_height IN 1..60 LOOP
    INSERT INTO nodes
    SELECT of_height, a.n / 2, sha256('\x01'::bytea || a.hash || b.hash)
    FROM nodes a JOIN nodes b ON b.height = a.height AND b.n = a.n + 1
    WHERE a.height = of_height - 1 AND a.n % 2 = 0;
    EXIT WHEN NOT FOUND;
  END LOOP;
END $$;
INSERT INTO record_tiles SELECT height, n, hash FROM nodes WHERE height > 0 AND height % 4 = 0;

CREATE TRIGGER record_tiles_append_only BEFORE UPDATE OR DELETE ON record_tiles FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER record_tiles_no_truncate BEFORE TRUNCATE ON record_tiles FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
