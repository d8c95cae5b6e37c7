import { RISKY_FROM_DPD } from '../../../domain/loan/account/classification.js';
import type { Plan } from '../../../domain/plan/plan.js';
import { rows, type Sql } from '../../../store/base/connection/database.js';
import { findPlan } from '../../../store/loans/plans.js';
import { ratio } from '../buckets.js';
import type { Values } from '../definitions.js';
import { dayOfMoment } from '../lay-out.js';
import { momentsOf, type Scope } from '../scope.js';
import { inSegment, saidInBook } from '../segment-sql.js';
import { checksFor, coverageOf } from './coverage.js';

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

const SERVED = `
WITH served AS (
  SELECT DISTINCT borrower_id FROM at_end JOIN book USING (n) WHERE outstanding > 0
), reach AS (
  SELECT borrower_id, true AS reachable FROM contacts
  WHERE whose = 'self' AND channel <> 'voice' AND consent AND retired_at IS NULL GROUP BY borrower_id
)
SELECT count(*)::int AS borrowers, count(*) FILTER (WHERE reachable)::int AS reachable
FROM served LEFT JOIN reach USING (borrower_id)`;

/** Loans that became more than 30 days past due in the period, after they were taken in, and those whose borrower had been warned of by that day. */
const IDENTIFIED = `
SELECT count(*)::int AS became, count(*) FILTER (WHERE EXISTS (
         SELECT 1 FROM warnings w WHERE w.borrower_id = book.borrower_id
           AND ${dayOfMoment('w.opened_at')} <= $1::date - (e.dpd - ${RISKY_FROM_DPD})))::int AS warned
FROM at_end e JOIN at_begin b USING (n) JOIN book USING (n) JOIN loans l USING (loan_id)
WHERE e.dpd >= ${RISKY_FROM_DPD} AND (b.dpd < ${RISKY_FROM_DPD} OR NOT b.present) AND (${dayOfMoment('l.taken_in_at')} > $1::date - (e.dpd - ${RISKY_FROM_DPD})) IS NOT TRUE`;

/** What a training's record says: how many were to come, how many passed; as answers of the form, or in the words of the note. */
const said = (question: string) =>
  `coalesce(record -> 'answers' ->> '${question}', substring(record ->> 'note' FROM '${question}\\D{0,3}(\\d{1,6})'))`;

const DUTIES = `
SELECT count(*) FILTER (WHERE kind = 'campaign')::int AS campaigns,
       coalesce(sum(passed::int) FILTER (WHERE counted), 0)::int AS passed, coalesce(sum(asked::int) FILTER (WHERE counted), 0)::int AS asked
FROM (SELECT t.kind, ${said('考试通过人数')} AS passed, ${said('应到人数')} AS asked FROM tasks t JOIN duties d USING (duty_id)
      WHERE d.plan = $3 AND status = 'done' AND ended_at >= $1 AND ended_at < $2) t,
     LATERAL (SELECT kind = 'training' AND passed ~ '^\\d{1,6}$' AND asked ~ '^\\d{1,6}$' AS counted) c`;

/** What a segment asks of a loan. */
const OF_LOAN = 'o.loan_id, o.borrower_id, o.kind, o.size, o.class, o.industry, o.product, o.principal, o.tier';

/** Of the open loans, those of which every document that the plan asks for is in the archive. */
async function archiveOf(
  sql: Sql,
  scope: Scope,
  plan: Plan | null,
): Promise<{ share: number | null; documents: Document[] }> {
  const asked = (plan?.archive?.documents ?? []).flatMap(({ document, title, for: segment, paper, of }) =>
    ['electronic', ...(paper ? ['paper'] : [])].map((form) => ({ key: `${document}/${form}`, title, segment, of })),
  );
  if (asked.length === 0) return { share: null, documents: [] };
  const { until } = momentsOf(scope);
  const values: unknown[] = [new Date(until), plan!.tiers?.levels.at(-1)?.tier ?? null];
  const said = await saidInBook(sql, plan!);
  const needs = asked.map(({ key, segment, of }) => {
    const wanted = `loan_id, borrower_id, $${values.push(key)}::text AS key, ${of === 'borrower'} AS of_borrower, thing`;
    const from = of === 'collateral' ? 'on_thing' : 'by_itself';
    return `SELECT ${wanted} FROM ${from} AS it WHERE ${inSegment(segment, 'it', 'tier', values, said)}`;
  });
  const found = await rows<{ key: string | null; needed: number; filed: number; complete: number }>(
    sql,
    `WITH open_loan AS (
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
     )
     SELECT key, count(*)::int AS needed, count(*) FILTER (WHERE filed)::int AS filed, 0 AS complete FROM kept GROUP BY key
     UNION ALL
     SELECT NULL, count(*)::int, 0, count(*) FILTER (WHERE loan_id NOT IN (SELECT loan_id FROM kept WHERE NOT filed))::int FROM open_loan`,
    values,
  );
  const all = found.find((it) => it.key === null)!;
  const count = (key: string) => found.find((it) => it.key === key) ?? { needed: 0, filed: 0 };
  return {
    share: ratio(all.complete, all.needed),
    documents: asked.map(({ key, title }) => ({ key, title, needed: count(key).needed, filed: count(key).filed })),
  };
}
