-- Sums of a member of staff that stand in no book, such as an account manager's deposits (P2.3). A later row for the same
-- name and period corrects an earlier one.
CREATE TABLE staff_figures (
  figure_id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  staff_id    text NOT NULL REFERENCES staff,
  name        text NOT NULL,
  -- as written: 2026-10
  period      text NOT NULL,
  -- minor units
  amount      bigint NOT NULL CHECK (amount >= 0),
  recorded_at timestamptz NOT NULL,
  recorded_by text NOT NULL
);
CREATE INDEX staff_figures_of ON staff_figures (staff_id, name, period);
CREATE TRIGGER staff_figures_append_only BEFORE UPDATE OR DELETE ON staff_figures FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER staff_figures_no_truncate BEFORE TRUNCATE ON staff_figures FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
