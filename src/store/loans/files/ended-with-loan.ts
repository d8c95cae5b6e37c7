/** In SQL, for `loan_diary d` of a loan `l`: work about more than the loan that was still open when the loan was paid off. */
export const ENDED_WITH_LOAN = `(l.closed_at IS NOT NULL AND (
    EXISTS (SELECT FROM tasks t WHERE t.task_id = d.loan_id || '/' || d.entry AND t.status = 'cancelled')
    OR EXISTS (SELECT FROM warnings w WHERE starts_with(d.entry, 'care/warning/') AND w.warning_id = right(d.entry, -length('care/warning/'))
      AND (w.closed_at IS NULL OR w.closed_at >= l.closed_at))))`;
