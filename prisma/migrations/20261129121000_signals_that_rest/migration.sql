-- A signal of a kind that rests the ladder (a death) rests it until a person has decided. Null: nobody has.
ALTER TABLE signals ADD COLUMN rest_ended_at timestamptz;
