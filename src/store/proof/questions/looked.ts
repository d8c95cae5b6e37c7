import { type AnswerLine, entryName } from '../../../domain/proof/answer.js';
import type { Moment } from '../../../domain/time/dates.js';
import { rows } from '../../base/connection/database.js';
import { LOOKS } from '../../lists/audit-list.js';
import { type Ask, ON_DAY } from './asked.js';
import { named, nameOf } from './decided.js';

/** Who saw what of the loan's borrower in the clear, by which door, for which reason; and who took a file of it. */
export async function looked({ sql, loan, on }: Ask): Promise<AnswerLine[]> {
  const looks = await rows<{
    id: number;
    at: Moment;
    actor: string;
    what: string;
    subject: string;
    reason: string | null;
  }>(
    sql,
    `WITH b AS (SELECT borrower_id AS id FROM loans WHERE loan_id = $1), l AS (SELECT loan_id FROM loans JOIN b ON borrower_id = b.id)
     SELECT audit_id AS id, at, actor, what, subject, detail->>'reason' AS reason FROM audit_log
     WHERE ${LOOKS}
       AND ${ON_DAY('at')}
       AND (subject = (SELECT 'borrower/' || id FROM b) OR subject IN (SELECT 'loan/' || loan_id FROM l)
         OR subject IN (SELECT 'task/' || task_id FROM tasks JOIN l USING (loan_id))
         OR subject IN (SELECT 'complaint/' || complaint_id FROM complaints JOIN b ON borrower_id = b.id)
         OR subject IN (SELECT 'warning/' || warning_id FROM warnings JOIN b ON borrower_id = b.id)
         OR subject IN (SELECT 'case/' || case_id FROM cases JOIN l USING (loan_id)))
     ORDER BY audit_id`,
    [loan, on],
  );
  return looks.map(({ id, at, actor, what, subject, reason }) => ({
    at,
    says: {
      zh: `${nameOf(actor)}：${named(what).zh}，${subject}${reason === null ? '' : `，事由：${reason}`}`,
      en: `${nameOf(actor)}: ${what}, ${subject}${reason === null ? '' : `, because: ${reason}`}`,
    },
    entries: [entryName('audit_log', id)],
  }));
}
