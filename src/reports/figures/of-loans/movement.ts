import { RISKY_FROM_DPD } from '../../../domain/loan/account/classification.js';
import { rows, type Sql } from '../../../store/base/connection/database.js';
import { BUCKETS, bucketOf, NPL_FROM_DPD, ratio } from '../buckets.js';
import type { Values } from '../definitions.js';
import { dayOfMoment } from '../lay-out.js';
import { type ListsOf, listBehind, when } from '../list-behind.js';
import type { Scope } from '../scope.js';

/** Loans that went from one bucket at the beginning of the period to another at its end. */
interface Move {
  /** `0 → 1-30`: for comparing two versions. */
  key: string;
  /** A bucket; `new`: paid out in the period; `paid`: nothing was unpaid, until a payment was reversed. */
  from: string;
  /** A bucket, or `paid`: nothing is unpaid any more. */
  to: string;
  loans: number;
  /** Outstanding principal at the beginning; of a new loan the principal paid out. */
  principal: number;
}

/** What became of a bucket. Shares of its outstanding principal at the beginning; null: the bucket was empty. */
interface Roll {
  key: string;
  loans: number;
  principal: number;
  worse: number | null;
  same: number | null;
  better: number | null;
  paid: number | null;
}

export interface Movement {
  values: Values<'movement'>;
  /** The migration matrix: only pairs that occur. */
  moves: Move[];
  /** Roll rates, a row for each bucket. */
  rolls: Roll[];
}

/** What changed between both ends of the period: migration, recovery, cure. */
export async function movement(sql: Sql, scope: Scope): Promise<Movement> {
  const moves = await rows<Move>(
    sql,
    `SELECT "from" || ' → ' || "to" AS key, m.* FROM (
       SELECT CASE WHEN NOT b.present THEN 'new' WHEN b.outstanding = 0 THEN 'paid' ELSE ${bucketOf('b.dpd')} END AS "from",
              CASE WHEN e.outstanding = 0 THEN 'paid' ELSE ${bucketOf('e.dpd')} END AS "to",
              count(*)::int AS loans, sum(CASE WHEN b.present THEN b.outstanding_principal ELSE book.principal END)::bigint AS principal
       FROM at_end e JOIN at_begin b USING (n) JOIN book USING (n)
       WHERE b.outstanding > 0 OR e.outstanding > 0 GROUP BY 1, 2
     ) m`,
  );
  const [sums] = await rows<Record<string, number>>(sql, SUMS, [scope.asOf]);
  return { values: valuesOf(sums!), moves: inOrder(moves), rolls: BUCKETS.map((bucket) => rollOf(bucket, moves)) };
}

/**
 * A loan at both ends, at first of those of the period or of its time in the book. Came in: by how much a loan's outstanding has fallen. Of what was overdue at the beginning no more came in than that. A
 * payment that was reversed in the period makes it negative. What was non-performing already when it was taken in has not become so here.
 */
const MOVED = `
SELECT loan_id, b.dpd, b.overdue, b.outstanding, b.outstanding - e.outstanding AS came,
       e.dpd AS "dpdAfter", e.outstanding AS "outstandingAfter", e.outstanding_principal AS "principalAfter",
       (${dayOfMoment('l.taken_in_at')} > $1::date - (e.dpd - ${NPL_FROM_DPD})) IS NOT TRUE AS ours
FROM at_begin b JOIN at_end e USING (n) JOIN book USING (n) LEFT JOIN loans l USING (loan_id)`;

const NEW_NPL = `ours AND dpd < ${NPL_FROM_DPD} AND "dpdAfter" >= ${NPL_FROM_DPD}`;
const CURED = 'dpd >= 1 AND "dpdAfter" = 0';
const PAID_OFF = 'outstanding > 0 AND "outstandingAfter" = 0';

const SUMS = `
SELECT coalesce(sum(least(came, overdue)) FILTER (WHERE dpd >= 1), 0)::bigint AS came,
       coalesce(sum(overdue) FILTER (WHERE dpd >= 1), 0)::bigint AS overdue,
       coalesce(sum(least(came, overdue)) FILTER (WHERE dpd >= ${RISKY_FROM_DPD}), 0)::bigint AS came30,
       coalesce(sum(overdue) FILTER (WHERE dpd >= ${RISKY_FROM_DPD}), 0)::bigint AS overdue30,
       coalesce(sum(came) FILTER (WHERE dpd >= ${NPL_FROM_DPD}), 0)::bigint AS "cameNpl",
       coalesce(sum(outstanding) FILTER (WHERE dpd >= ${NPL_FROM_DPD}), 0)::bigint AS npl,
       count(*) FILTER (WHERE dpd >= 1)::int AS late,
       count(*) FILTER (WHERE ${CURED})::int AS cured,
       count(*) FILTER (WHERE ${NEW_NPL})::int AS "newNpl",
       coalesce(sum("principalAfter") FILTER (WHERE ${NEW_NPL}), 0)::bigint AS "newNplPrincipal",
       count(*) FILTER (WHERE ${PAID_OFF})::int AS "paidOff"
FROM (${MOVED}) m`;

function valuesOf(sums: Record<string, number>): Movement['values'] {
  return {
    'recovered-overdue': sums.came!,
    'overdue-recovery-rate': ratio(sums.came!, sums.overdue!),
    'recovered-30-plus': sums.came30!,
    'recovery-30-plus': ratio(sums.came30!, sums.overdue30!),
    'recovered-npl': sums.cameNpl!,
    'npl-recovery-rate': ratio(sums.cameNpl!, sums.npl!),
    'resolved-loans': sums.cured!,
    'overdue-resolved-rate': ratio(sums.cured!, sums.late!),
    'new-npl-loans': sums.newNpl!,
    'new-npl-principal': sums.newNplPrincipal!,
    'paid-off-loans': sums.paidOff!,
  };
}

const PLACES = ['new', ...BUCKETS, 'paid'];

function inOrder(moves: Move[]): Move[] {
  const place = (it: Move) => PLACES.indexOf(it.from) * PLACES.length + PLACES.indexOf(it.to);
  return moves.sort((a, b) => place(a) - place(b));
}

function rollOf(bucket: string, all: Move[]): Roll {
  const moves = all.filter((it) => it.from === bucket);
  const add = (field: 'loans' | 'principal', which: (to: number) => boolean = () => true) =>
    moves.filter((it) => which(BUCKETS.indexOf(it.to))).reduce((sum, it) => sum + it[field], 0);
  const here = BUCKETS.indexOf(bucket);
  const principal = add('principal');
  const share = (which: (to: number) => boolean) => ratio(add('principal', which), principal);
  return {
    key: bucket,
    loans: add('loans'),
    principal,
    worse: share((to) => to > here),
    same: share((to) => to === here),
    better: share((to) => to >= 0 && to < here),
    paid: share((to) => to < 0),
  };
}

const moved = (part: string, more: { whole?: string; money?: true } = {}) => listBehind('asOf', MOVED, part, more);
const money = true;
const [LATE, RISKY, NPL] = [1, RISKY_FROM_DPD, NPL_FROM_DPD].map((dpd) => `dpd >= ${dpd}`) as [string, string, string];
const CAME = 'least(came, overdue)';

export const BEHIND_MOVEMENT: ListsOf<'movement'> = {
  'recovered-overdue': moved(when(LATE, CAME)),
  'overdue-recovery-rate': moved(when(LATE, CAME), { whole: when(LATE, 'overdue'), money }),
  'recovered-30-plus': moved(when(RISKY, CAME)),
  'recovery-30-plus': moved(when(RISKY, CAME), { whole: when(RISKY, 'overdue'), money }),
  'recovered-npl': moved(when(NPL, 'came')),
  'npl-recovery-rate': moved(when(NPL, 'came'), { whole: when(NPL, 'outstanding'), money }),
  'resolved-loans': moved(when(CURED)),
  'overdue-resolved-rate': moved(when(CURED), { whole: when(LATE) }),
  'new-npl-loans': moved(when(NEW_NPL)),
  'new-npl-principal': moved(when(NEW_NPL, '"principalAfter"')),
  'paid-off-loans': moved(when(PAID_OFF)),
};
