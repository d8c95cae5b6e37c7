-- When a row of the schedule came in after its loan was taken in; null: it was there from the beginning. What comes after a
-- relief was approved (a fee, costs of court) is owed beside it.
ALTER TABLE instalments ADD COLUMN recorded_at timestamptz;
