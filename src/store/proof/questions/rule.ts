import { type AnswerLine, entryName, type Said } from '../../../domain/proof/answer.js';
import type { Moment } from '../../../domain/time/dates.js';
import { rows } from '../../base/connection/database.js';
import { whyOf } from '../../base/why.js';
import { type Ask, ON_DAY } from './asked.js';
import { type Decided, decidedBy, join, named } from './decided.js';

type Decision = Decided & { entry: string; at: Moment; what: string; deployed: Moment | null; keys: string[] | null };

/** Each decision with the row, the plan's version and the names of what of the plan has that row. */
export async function rule({ sql, loan, on }: Ask): Promise<AnswerLine[]> {
  const decided = await rows<Decision>(
    sql,
    `SELECT d.entry, d.at, d.what, d.rule, ${whyOf('d')} AS why, d.dpd, d.stage, l.plan, d.plan_version AS "planVersion", p.created_at AS deployed,
            (SELECT array_agg(DISTINCT coalesce(it->>'id', it->>'stage', it->>'kind', it->>'template')) FROM jsonb_path_query(p.content, '$.**') it
             WHERE jsonb_typeof(it) = 'object' AND it->>'rule' = d.rule AND coalesce(it->>'id', it->>'stage', it->>'kind', it->>'template') IS NOT NULL) AS keys
     FROM diary d JOIN loans l ON l.loan_id = d.subject LEFT JOIN plans p ON p.plan = l.plan AND p.version = d.plan_version
     WHERE d.kind = 'loan' AND d.subject = $1 AND ${ON_DAY('d.at')} ORDER BY d.at, d.entry`,
    [loan, on],
  );
  return decided.map((it) => ({
    at: it.at,
    says: join([named(it.what), decidedBy(it), inPlan(it)]),
    entries: [
      entryName('diary', 'loan', loan, it.entry),
      ...(it.deployed === null ? [] : [entryName('plans', it.plan, it.planVersion!)]),
    ],
  }));
}

/** What of the plan a row is: several stages and messages may have one row, of which the decision's own is meant. */
function inPlan({ keys, stage, entry }: Decision): Said | null {
  if (keys === null) return null;
  const own = keys.filter((it) => it === stage || entry.split('/').includes(it));
  const those = own.length > 0 ? own : keys;
  return { zh: `方案中：${those.map((key) => named(key).zh).join('、')}`, en: `in the plan: ${those.join(', ')}` };
}
