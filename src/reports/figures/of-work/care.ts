import { RISKY_FROM_DPD } from '../../../domain/loan/account/classification.js';
import type { Plan } from '../../../domain/plan/plan.js';
import { rows, type Sql } from '../../../store/base/connection/database.js';
import { findPlan } from '../../../store/loans/plans.js';
import { ratio } from '../buckets.js';
import type { Values } from '../definitions.js';
import { dayOfMoment } from '../lay-out.js';
import { borrowersBehind, type LineBehind, type ListsOf, listBehind, OF_BORROWER, when } from '../list-behind.js';
import { momentsOf, type Scope } from '../scope.js';
import { inSegment, saidInBook } from '../segment-sql.js';
import { ASKED, checksFor, coverageOf } from './coverage.js';

/** A document that the plan asks for, and how many of the loans that need it have it. */
interface Document {
  key: string;
  title: string;
  needed: number;
  filed: number;
}

export interface Care {
  values: Values<'care'>;
  /** `contract/electronic`, `contract/paper` …; empty: the plan asks for no documents. */
  documents: Document[];
}

/** What is done while nothing is wrong: follow-up, screening, archive, training, campaigns. */
export async function care(sql: Sql, scope: Scope): Promise<Care> {
  const { from, until } = momentsOf(scope);
  const period = [new Date(from), new Date(until)];
  const plan = await findPlan(sql, scope.plan);
  const [followed, screened] = [
    await coverageOf(sql, scope, checksFor(plan, 'follow-up')),
    await coverageOf(sql, scope, checksFor(plan, 'screening')),
  ];
  const [served] = await rows<{ borrowers: number; reachable: number }>(sql, SERVED);
  const [identified] = await rows<{ became: number; warned: number }>(sql, IDENTIFIED, [scope.asOf]);
  const [duties] = await rows<{ campaigns: number; passed: number; asked: number }>(sql, DUTIES, [
    ...period,
    scope.plan,
  ]);
  const archive = await archiveOf(sql, scope, plan);
  return {
    values: {
      'follow-up-coverage': ratio(followed.covered, followed.asked),
      'screening-coverage': ratio(screened.covered, screened.asked),
      'contact-coverage': ratio(served!.reachable, served!.borrowers),
      'archive-completeness': archive.share,
      'risk-identification': ratio(identified!.warned, identified!.became),
      campaigns: scope.part ? null : duties!.campaigns,
      'training-pass-rate': scope.part ? null : ratio(duties!.passed, duties!.asked),
    },
    documents: archive.documents,
  };
}

const SERVED_BORROWERS = `
SELECT served.*, reachable FROM (${borrowersBehind()}) served LEFT JOIN (
  SELECT borrower_id, true AS reachable FROM contacts
  WHERE whose = 'self' AND channel <> 'voice' AND consent AND retired_at IS NULL GROUP BY borrower_id
) reach USING (borrower_id)`;

const SERVED = `
SELECT count(*)::int AS borrowers, count(*) FILTER (WHERE reachable)::int AS reachable FROM (${SERVED_BORROWERS}) served`;

/** Loans that became more than 30 days past due in the period, after they were taken in, and those whose borrower had been warned of by that day. */
const BECAME = `
SELECT loan_id, EXISTS (
         SELECT 1 FROM warnings w WHERE w.borrower_id = book.borrower_id
           AND ${dayOfMoment('w.opened_at')} <= $1::date - (e.dpd - ${RISKY_FROM_DPD})) AS warned
FROM at_end e JOIN at_begin b USING (n) JOIN book USING (n) JOIN loans l USING (loan_id)
WHERE e.dpd >= ${RISKY_FROM_DPD} AND b.dpd < ${RISKY_FROM_DPD} AND (${dayOfMoment('l.taken_in_at')} > $1::date - (e.dpd - ${RISKY_FROM_DPD})) IS NOT TRUE`;

const IDENTIFIED = `SELECT count(*)::int AS became, count(*) FILTER (WHERE warned)::int AS warned FROM (${BECAME}) became`;

/** What a training's record says: how many were to come, how many passed; as answers of the form, or in the words of the note. */
const said = (question: string) =>
  `coalesce(record -> 'answers' ->> '${question}', substring(record ->> 'note' FROM '${question}\\D{0,3}(\\d{1,6})'))`;

const DONE_DUTIES = `
SELECT task_id, kind, owner, counted, passed, asked
FROM (SELECT task_id, t.kind, coalesce(owner, role) AS owner, ${said('考试通过人数')} AS passed, ${said('应到人数')} AS asked
      FROM tasks t JOIN duties d USING (duty_id)
      WHERE d.plan = $3 AND status = 'done' AND ended_at >= $1 AND ended_at < $2) t,
     LATERAL (SELECT kind = 'training' AND passed ~ '^\\d{1,6}$' AND asked ~ '^\\d{1,6}$' AS counted) c`;

const DUTIES = `
SELECT count(*) FILTER (WHERE kind = 'campaign')::int AS campaigns,
       coalesce(sum(passed::int) FILTER (WHERE counted), 0)::int AS passed, coalesce(sum(asked::int) FILTER (WHERE counted), 0)::int AS asked
FROM (${DONE_DUTIES}) duties`;

/** What a segment asks of a loan. */
const OF_LOAN = 'o.loan_id, o.borrower_id, o.kind, o.size, o.class, o.industry, o.product, o.principal, o.tier';

/** The documents that a plan asks for, each in each of its forms. */
const askedOf = (plan: Plan | null) =>
  (plan?.archive?.documents ?? []).flatMap(({ document, title, for: segment, paper, of }) =>
    ['electronic', ...(paper ? ['paper'] : [])].map((form) => ({ key: `${document}/${form}`, title, segment, of })),
  );

/** SQL: the open loans as `open_loan`, and as `kept` which of the documents that a plan asks for of them are in the archive. */
async function archived(sql: Sql, scope: Scope, plan: Plan): Promise<{ text: string; values: unknown[] }> {
  const { until } = momentsOf(scope);
  const values: unknown[] = [new Date(until), plan.tiers?.levels.at(-1)?.tier ?? null];
  const said = await saidInBook(sql, plan);
  const needs = askedOf(plan).map(({ key, segment, of }) => {
    const wanted = `loan_id, borrower_id, $${values.push(key)}::text AS key, ${of === 'borrower'} AS of_borrower, thing`;
    const from = of === 'collateral' ? 'on_thing' : 'by_itself';
    return `SELECT ${wanted} FROM ${from} AS it WHERE ${inSegment(segment, 'it', 'tier', values, said)}`;
  });
  return {
    values,
    text: `WITH open_loan AS (
       SELECT book.*, coalesce(l.tier, $2) AS tier FROM book JOIN at_end USING (n) JOIN loans l USING (loan_id) WHERE outstanding > 0
     ), by_itself AS (
       SELECT ${OF_LOAN}, collateral, NULL AS thing FROM open_loan o
     ), on_thing AS (
       SELECT ${OF_LOAN}, c.kind AS collateral, nullif(c.collateral_id, o.loan_id) AS thing
       FROM open_loan o JOIN collateral c ON c.loans @> ARRAY[o.loan_id] AND c.released_at IS NULL
       UNION ALL
       SELECT * FROM by_itself WHERE collateral IS NOT NULL AND NOT EXISTS (SELECT FROM collateral c WHERE c.loans @> ARRAY[loan_id])
     ), needed AS (${needs.join(' UNION ALL ')}), in_archive AS (
       SELECT loan_id, borrower_id, document || '/' || form AS key FROM archive_documents JOIN loans USING (loan_id) WHERE filed_at < $1
     ), kept AS (
       SELECT loan_id, key, EXISTS (SELECT FROM in_archive a
         WHERE a.key = needed.key || coalesce('/' || thing, '') AND (a.loan_id = needed.loan_id OR of_borrower AND a.borrower_id = needed.borrower_id
           OR thing IS NOT NULL AND a.loan_id IN (SELECT unnest(loans) FROM collateral WHERE collateral_id = thing))) AS filed
       FROM needed
     )`,
  };
}

const COMPLETE = 'loan_id NOT IN (SELECT loan_id FROM kept WHERE NOT filed)';

/** Of the open loans, those of which every document that the plan asks for is in the archive. */
async function archiveOf(
  sql: Sql,
  scope: Scope,
  plan: Plan | null,
): Promise<{ share: number | null; documents: Document[] }> {
  const asked = askedOf(plan);
  if (asked.length === 0) return { share: null, documents: [] };
  const { text, values } = await archived(sql, scope, plan!);
  const found = await rows<{ key: string | null; needed: number; filed: number; complete: number }>(
    sql,
    `${text}
     SELECT key, count(*)::int AS needed, count(*) FILTER (WHERE filed)::int AS filed, 0 AS complete FROM kept GROUP BY key
     UNION ALL
     SELECT NULL, count(*)::int, 0, count(*) FILTER (WHERE ${COMPLETE})::int FROM open_loan`,
    values,
  );
  const all = found.find((it) => it.key === null)!;
  const count = (key: string) => found.find((it) => it.key === key) ?? { needed: 0, filed: 0 };
  return {
    share: ratio(all.complete, all.needed),
    documents: asked.map(({ key, title }) => ({ key, title, needed: count(key).needed, filed: count(key).filed })),
  };
}

const SAYS_DUTY = { item: 'task_id', what: 'kind', owner: 'owner' };
const covered = (given: 'follow-up' | 'screening') =>
  listBehind(given, ASKED, when('covered'), { whole: '1', says: { borrower: 'borrower_id' } });

/** All but that of the archive, whose statement has a part for each document that the plan asks for. */
export const BEHIND_CARE: Omit<ListsOf<'care'>, 'archive-completeness'> = {
  'follow-up-coverage': covered('follow-up'),
  'screening-coverage': covered('screening'),
  'contact-coverage': listBehind('nothing', SERVED_BORROWERS, when('reachable'), { whole: '1', says: OF_BORROWER }),
  'risk-identification': listBehind('asOf', BECAME, when('warned'), { whole: '1' }),
  campaigns: listBehind('duties', DONE_DUTIES, when(`kind = 'campaign'`), { says: SAYS_DUTY }),
  'training-pass-rate': listBehind('duties', DONE_DUTIES, when('counted', 'passed::int'), {
    whole: when('counted', 'asked::int'),
    says: SAYS_DUTY,
  }),
};

/** The open loans, with those that are complete in the archive; empty where the plan asks for no documents. */
export async function behindArchive(sql: Sql, scope: Scope, plan: Plan | null): Promise<LineBehind[]> {
  if (askedOf(plan).length === 0) return [];
  const { text, values } = await archived(sql, scope, plan!);
  const list = listBehind(
    'nothing',
    `${text} SELECT loan_id, ${COMPLETE} AS complete FROM open_loan`,
    when('complete'),
    {
      whole: '1',
    },
  );
  return rows<LineBehind>(sql, list.text, values);
}
