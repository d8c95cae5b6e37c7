import { LOOK_BACK_DAYS } from '../../../domain/time/dates.js';

/**
 * In SQL, for `loan_diary d`: the moment from which an entry counts as old. Rules ask for the entries of recurring things (reminders,
 * checks, offers, the archive's months, steps of tasks) only within their own period (LOOK_BACK_DAYS); for all others at any time, so
 * these never grow old. The index diary_asked is over this expression.
 */
const ASKED_UNTIL = `(CASE WHEN d.entry ~ '^(remind|archive|task|care)/' AND d.entry !~ '^care/(warning|rest)/' THEN d.at ELSE 'infinity'::timestamptz END)`;

/** A month more than a year, the longest period, since rules may ask from a moment that lies a little before the latest fact. */
const DAYS = LOOK_BACK_DAYS + 34;

/** In SQL: keys of checks that are made once, in the month after a payout to the borrower. They are needed for as long as the loan lives. */
const ONCE = `SELECT 'care/' || (c->>'id') || '/' || to_char(o.disbursed_on + interval '1 month', 'YYYY-MM')
  FROM loans o, jsonb_array_elements((SELECT content->'checks' FROM plans p WHERE p.plan = l.plan ORDER BY version DESC LIMIT 1)) c WHERE o.borrower_id = l.borrower_id AND c ? 'once'`;

/** In SQL, for `loans l`: the keys of its diary that rules may still ask for at a moment. */
export const stillAsked = (now: string): string =>
  `(SELECT array_agg(entry) FROM loan_diary d WHERE d.loan_id = l.loan_id AND ${ASKED_UNTIL} > ${now} - interval '${DAYS} days')
   || (SELECT array_agg(entry) FROM loan_diary d WHERE d.loan_id = l.loan_id AND d.entry IN (${ONCE}))`;
