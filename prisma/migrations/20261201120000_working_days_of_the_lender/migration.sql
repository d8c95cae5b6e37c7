-- The lender's working days beside those that ship: a year as it was taken in, or one day that is otherwise here, each with its source. What comes later
-- holds; a day that was set holds against every year.
CREATE TABLE calendar (
  calendar_id  bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- By which a process knows the calendar that it has read.
  version      uuid        NOT NULL DEFAULT gen_random_uuid(),
  year         integer     CHECK (year BETWEEN 1900 AND 2199),
  holidays     date[]      NOT NULL DEFAULT '{}',
  make_up_days date[]      NOT NULL DEFAULT '{}',
  day          date,
  works        boolean,
  source       text        NOT NULL,
  noted_by     text        NOT NULL,
  noted_at     timestamptz NOT NULL,
  CHECK ((year IS NULL) <> (day IS NULL)),
  CHECK ((day IS NULL) = (works IS NULL))
);
CREATE TRIGGER calendar_append_only BEFORE UPDATE OR DELETE ON calendar FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER calendar_no_truncate BEFORE TRUNCATE ON calendar FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
