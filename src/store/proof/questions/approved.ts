import { type AnswerLine, entryName, type Said } from '../../../domain/proof/answer.js';
import type { Moment } from '../../../domain/time/dates.js';
import { rows } from '../../base/connection/database.js';
import type { Ask } from './asked.js';
import { named, nameOf } from './decided.js';

/** What needs somebody's word: reliefs and disposals, categories, tiers, holds lifted, steps done again. */
const DECISIONS = [
  'decision',
  'category decided',
  'warning judged',
  'tier set',
  'release',
  'retrigger',
  'restriction lifted',
  'rest ended',
];

/** Who proposed and who approved, and where one did it alone. */
export async function approved({ sql, loan }: Ask): Promise<AnswerLine[]> {
  const cases = await rows<{
    case: string;
    kind: string;
    openedBy: string | null;
    by: string | null;
    at: Moment | null;
    approved: boolean | null;
    rule: string;
    closed: boolean;
  }>(
    sql,
    `SELECT case_id AS case, kind, opened_by AS "openedBy", decided_by AS by, decided_at AS at, approved, rule, closed_at IS NOT NULL AS closed FROM cases WHERE loan_id = $1 ORDER BY opened_at`,
    [loan],
  );
  const categories = await rows<{
    id: number;
    category: string;
    proposedBy: string;
    by: string | null;
    at: Moment | null;
  }>(
    sql,
    `SELECT classification_id AS id, category, proposed_by AS "proposedBy", approved_by AS by, approved_at AS at FROM classifications WHERE loan_id = $1 ORDER BY 1`,
    [loan],
  );
  const noted = await rows<{ id: number; at: Moment; actor: string; what: string; alone: string | null }>(
    sql,
    `SELECT audit_id AS id, at, actor, what, detail->>'breakGlass' AS alone FROM audit_log
     WHERE what = ANY ($2) AND (subject = 'loan/' || $1 OR subject = (SELECT 'borrower/' || borrower_id FROM loans WHERE loan_id = $1)
       OR subject IN (SELECT 'case/' || case_id FROM cases WHERE loan_id = $1) OR subject IN (SELECT 'warning/' || warning_id FROM warnings WHERE loan_id = $1))
     ORDER BY audit_id`,
    [loan, DECISIONS],
  );
  return [
    ...cases.map((it) => ({
      at: it.at,
      says: said(named(it.kind), it.openedBy ?? { row: it.rule }, it.by, it.approved ?? (it.closed ? 'ended' : null)),
      entries: [entryName('cases', it.case)],
    })),
    ...categories.map((it) => ({
      at: it.at,
      says: said(named(it.category), it.proposedBy, it.by, it.at === null ? null : true),
      entries: [entryName('classifications', it.id)],
    })),
    ...noted.map(({ id, at, actor, what, alone }) => ({
      at,
      says: {
        zh: `${named(what).zh}：${nameOf(actor)}${alone === null ? '' : `，一人决定（${alone}）`}`,
        en: `${what}: ${nameOf(actor)}${alone === null ? '' : `, alone (${alone})`}`,
      },
      entries: [entryName('audit_log', id)],
    })),
  ];
}

/** @param proposed by somebody, or by a row of the plan @param by null: nobody @param yes null: it is still to be decided */
function said(what: Said, proposed: string | { row: string }, by: string | null, yes: boolean | 'ended' | null): Said {
  const from =
    typeof proposed === 'string'
      ? { zh: nameOf(proposed), en: nameOf(proposed) }
      : { zh: `方案${proposed.row}`, en: `row ${proposed.row} of the plan` };
  const whose = by === null ? { zh: '规则', en: 'a rule' } : { zh: nameOf(by), en: nameOf(by) };
  const end =
    yes === null
      ? { zh: '尚未决定', en: 'not decided yet' }
      : yes === 'ended'
        ? { zh: '未经决定已结束', en: 'ended without a decision' }
        : { zh: `${whose.zh}${yes ? '批准' : '否决'}`, en: `${yes ? 'approved' : 'rejected'} by ${whose.en}` };
  return { zh: `${what.zh}：${from.zh}提出，${end.zh}`, en: `${what.en}: proposed by ${from.en}, ${end.en}` };
}
