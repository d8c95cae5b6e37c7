import { LOOK_BACK_DAYS } from '../../../domain/time/dates.js';

/**
 * In SQL, for `loan_diary d`: until when an entry may be asked for. Reminders, checks, offers, the archive's months and the steps of tasks
 * come round, and are asked for by the rules of their own time alone (LOOK_BACK_DAYS, a period); all else may be at any time.
 * The index diary_asked is over this expression.
 */
const ASKED_UNTIL = `(CASE WHEN d.entry ~ '^(remind|archive|task|care)/' AND d.entry !~ '^care/(warning|rest)/' THEN d.at ELSE 'infinity'::timestamptz END)`;

/** A period may be a year, and the moment that is asked for a little earlier than the latest fact. */
const DAYS = LOOK_BACK_DAYS + 34;

/** Checks that a plan has once are asked for always: by the month after payout, of this loan or of the borrower's first. */
const ONCE = `SELECT 'care/' || (c->>'id') || '/' || to_char(o.disbursed_on + interval '1 month', 'YYYY-MM')
  FROM loans o, jsonb_array_elements((SELECT content->'checks' FROM plans p WHERE p.plan = l.plan ORDER BY version DESC LIMIT 1)) c WHERE o.borrower_id = l.borrower_id AND c ? 'once'`;

/** In SQL, of `loans l` at a moment: the keys of its diary that may still be asked for. */
export const stillAsked = (now: string): string =>
  `(SELECT array_agg(entry) FROM loan_diary d WHERE d.loan_id = l.loan_id AND ${ASKED_UNTIL} > ${now} - interval '${DAYS} days')
   || (SELECT array_agg(entry) FROM loan_diary d WHERE d.loan_id = l.loan_id AND d.entry IN (${ONCE}))`;
