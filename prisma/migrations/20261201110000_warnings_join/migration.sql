-- What a warning rests on, each once for all warnings of a borrower; and when one that was closed with a reason is looked at again.
ALTER TABLE warnings ADD COLUMN facts text[] NOT NULL DEFAULT '{}', ADD COLUMN look_again_at timestamptz;

-- What is known by now was dealt with before: it opens nothing anew.
UPDATE warnings w SET facts =
  coalesce((SELECT array_agg('signal-' || signal_id) FROM signals s WHERE s.borrower_id = w.borrower_id AND s.kind = w.indicator), '{}')
  || coalesce((SELECT array_agg(DISTINCT name || '/' || period) FROM indicators i WHERE i.borrower_id = w.borrower_id AND i.name = w.indicator), '{}');
