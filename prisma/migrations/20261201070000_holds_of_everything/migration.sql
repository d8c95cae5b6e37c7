-- A hold pauses what goes out; care goes on, unless it says so.
ALTER TABLE holds ADD COLUMN everything boolean NOT NULL DEFAULT false;
