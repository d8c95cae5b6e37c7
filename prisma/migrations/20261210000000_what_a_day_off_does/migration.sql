-- What a day off does to the due day of a task, should the working days change while it is open; null: it is due on the next working day.
ALTER TABLE tasks ADD COLUMN on_holiday text CHECK (on_holiday IN ('before', 'after', 'as-written'));
