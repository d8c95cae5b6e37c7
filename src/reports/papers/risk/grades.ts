import type { Profile } from '../../../domain/loan/loan-file.js';
import type { Plan } from '../../../domain/plan/plan.js';
import type { Reason } from '../../../domain/reason/reason.js';
import { inChinese, inPlainEnglish } from '../../../domain/reason/words.js';
import { belongsTo } from '../../../domain/scene/segment.js';
import { addDays, type Day, dayOf, type Moment } from '../../../domain/time/dates.js';
import { dayIn, nextPeriod, periodOf } from '../../../domain/time/period.js';
import { rows, type Sql } from '../../../store/base/connection/database.js';
import { dayOfMoment } from '../../figures/lay-out.js';
import { momentsOf, type Scope } from '../../figures/scope.js';
import { exposureIn } from '../../figures/segment-sql.js';
import type { Who } from '../../paper/who.js';
import { grouped } from '../parts/lists.js';

/** Why a tier was entered; a sentence in figures that were frozen before reasons were data, which never change. */
export type WhyTier = Reason | string;

/** In SQL: of an entry of the diary. */
export const WHY_TIER = 'coalesce(because, to_jsonb(why))';

export const whyIn = (why: WhyTier, { language }: Who): string =>
  (language === 'en' ? inPlainEnglish : inChinese)(typeof why === 'string' ? { code: 'sentence', text: why } : why);

/** How a borrower is graded at the cut-off, since when and why, and what comes next. */
export interface Grade {
  /** The borrower's id. */
  key: string;
  /** The worst tier of the borrower's open loans; null: the plan has no tiers. */
  tier: string | null;
  /** Since when it is in a tier that is not the usual one; in the usual one: since when it is warned. Null: neither. */
  since: Day | null;
  /** Why it is in that tier, as the diary has it; null: it is in the usual one. */
  why: WhyTier | null;
  /** What the open warnings are about. */
  warned: string[];
  /** The day until which the next check is to be done: an open one, or the next that the plan will ask for; null: none. */
  nextCheckOn: Day | null;
  /** The kind of that check. */
  nextCheck: string | null;
  /** Who has it, a person or a role. */
  nextBy: string | null;
}

/** An open loan with the tier it was in at the cut-off; `tier` null: it has never left the usual one. */
interface Loan extends Pick<Profile, 'kind' | 'size' | 'class' | 'industry'> {
  loan_id: string;
  borrower: string;
  product: string | null;
  collateral: string | null;
  /** Of all open loans of the borrower. */
  principal: number;
  tier: string | null;
  at: Moment | null;
  why: WhyTier | null;
}

interface Warned {
  borrower: string;
  since: Day;
  about: string[];
}

interface OpenCheck {
  borrower: string;
  kind: string;
  dueOn: Day;
  by: string;
}

/** Which: those who are in another tier than the usual one or warned, or one borrower whatever the tier is. */
export async function gradesOf(sql: Sql, scope: Scope, plan: Plan, borrower: string | null): Promise<Grade[]> {
  const levels = plan.tiers?.levels.map((it) => it.tier) ?? [];
  const usual = levels.at(-1) ?? null;
  const until = new Date(momentsOf(scope).until);
  const loans = await rows<Loan>(sql, LOANS, [until, usual, borrower]);
  const checks = await rows<OpenCheck>(sql, OPEN_CHECKS, [until, [...new Set(plan.checks.map((it) => it.task.kind))]]);
  const warnings = new Map((await rows<Warned>(sql, WARNED, [until])).map((it) => [it.borrower, it]));
  const open = new Map(checks.map((it) => [it.borrower, it]));
  const place = (tier: string | null) => (tier === null ? levels.length : levels.indexOf(tier));
  return [...grouped(loans, (it) => it.borrower)].map(([key, own]) => {
    const worst = own.reduce((a, b) => (place(b.tier ?? usual) < place(a.tier ?? usual) ? b : a));
    const tier = worst.tier ?? usual;
    const atRisk = tier !== usual;
    const next = open.get(key) ?? nextOf(plan, own, tier, scope.asOf);
    return {
      key,
      tier,
      since: atRisk && worst.at !== null ? dayOf(worst.at) : (warnings.get(key)?.since ?? null),
      why: atRisk ? worst.why : null,
      warned: warnings.get(key)?.about ?? [],
      nextCheckOn: next?.dueOn ?? null,
      nextCheck: next?.kind ?? null,
      nextBy: next?.by ?? null,
    };
  });
}

const LOANS = `
WITH graded AS (
  SELECT book.borrower_id AS borrower, book.loan_id, product, collateral, ${exposureIn('book')} AS principal, kind, size, class, industry, t.tier, t.at, t.why
  FROM at_end JOIN book USING (n) LEFT JOIN LATERAL (
    SELECT detail ->> 'to' AS tier, at, ${WHY_TIER} AS why FROM loan_diary d
    WHERE d.loan_id = book.loan_id AND what = 'tier' AND d.at < $1 ORDER BY d.at DESC, d.acted_at DESC LIMIT 1
  ) t ON true
  WHERE outstanding > 0 AND ($3::text IS NULL OR book.borrower_id = $3)
), listed AS (
  SELECT borrower FROM graded WHERE $3 IS NOT NULL OR tier <> $2
  UNION
  SELECT w.borrower_id FROM warnings w JOIN book USING (loan_id) WHERE opened_at < $1 AND (closed_at < $1) IS NOT TRUE
)
SELECT graded.* FROM graded JOIN listed USING (borrower) ORDER BY borrower COLLATE "C", loan_id COLLATE "C"`;

const WARNED = `
SELECT w.borrower_id AS borrower, ${dayOfMoment('min(opened_at)')} AS since, array_agg(DISTINCT indicator ORDER BY indicator) AS about
FROM warnings w JOIN book USING (loan_id) WHERE opened_at < $1 AND (closed_at < $1) IS NOT TRUE GROUP BY w.borrower_id`;

/** Of each borrower the check that has to be done first. */
const OPEN_CHECKS = `
SELECT DISTINCT ON (borrower_id) borrower_id AS borrower, t.kind, ${dayOfMoment('due_at')} AS "dueOn", coalesce(owner, role) AS by
FROM tasks t JOIN book USING (loan_id)
WHERE t.kind = ANY($2) AND opened_at < $1 AND (ended_at < $1) IS NOT TRUE
ORDER BY borrower_id, due_at, task_id`;

/** The check that the plan will ask for first, if nothing changes; null: none comes round. */
function nextOf(plan: Plan, loans: readonly Loan[], tier: string | null, asOf: Day): OpenCheck | null {
  const coming = plan.checks.flatMap((check): OpenCheck[] => {
    const cadence = check.every ?? check.byTier?.[tier ?? ''];
    // Nobody knows whether the condition of such a check will hold.
    if (cadence === undefined || check.when !== undefined) return [];
    if (!loans.some((loan) => belongsTo(plan, check.for, { ...loan, profile: loan }, tier))) return [];
    const running = periodOf(cadence, asOf);
    const opensOn = dayIn(running, check.openOn);
    const period = opensOn > asOf ? running : nextPeriod(running);
    const { kind, role, dueDays } = check.task;
    const dueOn =
      check.dueOn === undefined ? addDays(dayIn(period, check.openOn), dueDays) : dayIn(period, check.dueOn);
    return [{ borrower: '', kind, dueOn, by: role }];
  });
  return coming.sort((a, b) => (a.dueOn < b.dueOn ? -1 : 1))[0] ?? null;
}
