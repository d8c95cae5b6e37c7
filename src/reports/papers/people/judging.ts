import { parseMoney } from '../../../domain/money/money.js';
import { type About, proposes, rectificationTask, type Units, unitTask } from '../../../domain/work/rectification.js';
import { rows, type Sql } from '../../../store/base/connection/database.js';
import { measureIn, type Parts, type Scope } from '../../figures/index.js';
import { indexParts, type Only, unitsOf, within } from '../../figures/narrow.js';
import { momentsOf } from '../../figures/scope.js';
import type { Sum, UnitScore } from '../parts/judgement.js';
import type { Gathering } from '../parts/kind.js';
import { type Judged, judge, type Numbers, type Own, partsOf, pointsOf } from '../parts/targets.js';

/** The figures that are one number, of whichever parts were measured. */
export function valuesOf(parts: Partial<Parts>): Numbers {
  return Object.assign({}, ...Object.values(parts).map((part) => ('values' in part ? part.values : {})));
}

/** The targets of the plan, each by the figures of its segment. `whole`: the figures of the book. */
export async function judgePlan(gathering: Gathering, whole: Numbers): Promise<Judged[]> {
  const { sql, scope, plan } = gathering;
  const own = await inSegments(gathering, {});
  for (const { id, lessPoints } of plan.targets)
    if (lessPoints) own[id] = { ...own[id], less: await lessOf(sql, scope, lessPoints) };
  // Before the first loan nothing was asked of anybody: 0 of 0 is no figure then.
  const [book] = await rows<{ empty: boolean }>(sql, 'SELECT NOT EXISTS (SELECT FROM book) AS empty');
  const judged = judge(plan.targets, book!.empty ? {} : whole, own);
  return judged.map((it) => withTask(it, rectificationTask(plan, it, aboutOf(gathering))));
}

const aboutOf = ({ period, scope: { asOf, currency } }: Gathering): About => ({ period, asOf, currency });

const withTask = <T extends { task?: string }>(it: T, task: string | null): T => (task === null ? it : { ...it, task });

/** The figures of targets that are about a segment, within a part of the book or in all of it. */
async function inSegments(
  { sql, scope, plan }: Gathering,
  only: Only,
  targets = plan.targets,
): Promise<Partial<Record<string, Own>>> {
  const own: Partial<Record<string, Own>> = {};
  for (const target of targets) {
    if (target.segment === undefined) continue;
    const values = await within(sql, scope, plan, { ...only, segment: target.segment }, async (part, loans) =>
      loans === 0 ? null : valuesOf(await measureIn(sql, part, partsOf([target]))),
    );
    own[target.id] = { values };
  }
  return own;
}

/** Points that the records of tasks done in the period take off; `unread`: how many say them otherwise than as a number. */
async function lessOf(
  sql: Sql,
  scope: Scope,
  { kind, answer }: { kind: string; answer: string },
): Promise<{ points: number; unread: number }> {
  const { from, until } = momentsOf(scope);
  const [found] = await rows<{ points: number; unread: number }>(
    sql,
    `SELECT coalesce(sum(points::numeric), 0)::float8 AS points, count(*) FILTER (WHERE points IS NULL)::int AS unread
     FROM (SELECT substring(record -> 'answers' ->> $4 FROM '^[-−]?(\\d{1,3}(?:\\.\\d{1,2})?)\\s*分?$') AS points
           FROM tasks t LEFT JOIN duties d USING (duty_id) LEFT JOIN book USING (loan_id)
           WHERE t.kind = $3 AND status = 'done' AND ended_at >= $1 AND ended_at < $2
             AND (d.plan = $5 OR book.loan_id IS NOT NULL)) t`,
    [new Date(from), new Date(until), kind, answer, scope.plan],
  );
  return found!;
}

/** The points of each branch or account manager; empty when the plan does not ask for them. */
export async function scoreUnits(gathering: Gathering, of: Units): Promise<UnitScore[]> {
  const { sql, scope, plan } = gathering;
  const asked = plan.score?.[of];
  if (!asked) return [];
  // Sums are those of the whole plan's targets; a unit has its own.
  const targets = plan.targets
    .filter((it) => it.weight !== undefined)
    .map((it) => ({ ...it, bonus: undefined, deduction: undefined }));
  const scored: UnitScore[] = [];
  await indexParts(sql);
  for (const key of await unitsOf(sql, of === 'branches' ? 'branch' : 'account_manager')) {
    const only: Only = of === 'branches' ? { branches: [key] } : { manager: key };
    const values = await within(sql, scope, plan, only, async (part) =>
      valuesOf(await measureIn(sql, part, partsOf(targets))),
    );
    const judged = judge(targets, values, await inSegments(gathering, only, targets));
    const points = pointsOf(judged);
    const { points: least, deduction: sum } = asked.below ?? {};
    const few = least !== undefined && points.points !== null && points.points < least;
    const deduction =
      few && proposes(plan, aboutOf(gathering)) && sum !== undefined ? { deduction: parseMoney(sum)! } : {};
    const score: UnitScore = { key, rule: asked.rule, ...points, judged, ...deduction };
    scored.push(withTask(score, unitTask(plan, of, score, aboutOf(gathering))));
  }
  return scored;
}

/** The sums that the plan proposes for the period, for a person to approve; empty in periods from which nothing follows. */
export function sumsOf(
  gathering: Gathering,
  judged: readonly Judged[],
  units: Record<Units, readonly UnitScore[]>,
): Sum[] {
  if (!proposes(gathering.plan, aboutOf(gathering))) return [];
  const ofTargets = judged.flatMap(({ key, title: what, rule, group: who, bonus, deduction }) =>
    [bonus, deduction === undefined ? undefined : -deduction].flatMap((amount) =>
      amount === undefined ? [] : [{ key, who, what, rule, amount }],
    ),
  );
  const ofUnits = (['branches', 'managers'] as const).flatMap((of) =>
    units[of].flatMap(({ key, rule, points, deduction }) =>
      deduction === undefined
        ? []
        : [{ key: `${of}/${key}`, who: key, what: `得分${points}分`, rule, amount: -deduction }],
    ),
  );
  return [...ofTargets, ...ofUnits];
}
