import { beforeEach } from 'vitest';
import { planSchema } from '../../../src/domain/plan/plan.js';
import type { Reason } from '../../../src/domain/reason/reason.js';
import { inEnglish } from '../../../src/domain/reason/words.js';
import { momentAt } from '../../../src/domain/time/dates.js';
import { parsePeriod } from '../../../src/domain/time/period.js';
import { followUp } from '../../../src/reports/deliver/follow-up.js';
import { makeReport, paperOf } from '../../../src/reports/deliver/make-report.js';
import type { Paper } from '../../../src/reports/paper/paper.js';
import { PAPERS } from '../../../src/reports/papers/index.js';
import { rows } from '../../../src/store/base/connection/database.js';
import { findPlan } from '../../../src/store/loans/plans.js';
import { freshDatabase } from '../../book/fresh-database.js';
import { deployPlan } from '../../support/duties.js';
import { putSmallBook } from '../small-book.js';

export const NOW = momentAt('2026-04-03', '09:00') + 12_345;

export const target = (id: string, figure: string, more: object) => ({
  id,
  rule: 'P4.1',
  title: `目标${id}`,
  figure,
  ...more,
});
export const OVERDUE = target('overdue', 'overdue-rate', { atMost: 0.5, weight: 60 });
export const NPL = target('npl', 'npl-rate', { atMost: 0.25, weight: 40 });
export const SCORE = { every: 'month', missed: { role: 'department-head', dueDays: 10 } };
export const PAYMENT = { rule: 'P4.1', role: 'branch-president', dueDays: 5 };

interface Opened {
  task: string;
  owner: string | null;
  title: string;
  why: string;
  due: string;
  status: string;
  form: string[];
}

export const table = (paper: Paper, heading: string) => {
  const found = paper.sections.find((it) => it.heading === heading);
  return found && 'table' in found ? found.table.rows : [];
};

export const words = (paper: Paper) =>
  paper.sections.flatMap((it) => ('paragraphs' in it ? it.paragraphs : [])).join('\n');

/**
 * March 2026 of the book of small-book.ts, at its end, with heads to judge it, by the targets of a test:
 *
 * | | outstanding principal | overdue principal | non-performing |
 * |---|---|---|---|
 * | BR1: L1 635, L2 500, L4 300 | 1435 | 235 + 500 + 300 = 1035 | 500 |
 * | BR2: L3 600 | 600 | 0 | 0 |
 * | AM01: L1 635 | 635 | 235 | 0 |
 * | AM02: L2 500, L4 300, L3 600 | 1400 | 800 | 500 |
 */
export function judgedBook() {
  const database = freshDatabase();
  beforeEach(async () => {
    await putSmallBook(database());
    await database().pool.query(
      `INSERT INTO staff (staff_id, roles, branch) VALUES ('DH00', '{department-head}', NULL),
       ('DH01', '{department-head}', 'BR1'), ('DH02', '{department-head}', 'BR2'), ('BP01', '{branch-president}', NULL)`,
    );
  });

  /** The shipped plan, with other targets. */
  async function judgedBy(targets: object[], score: object = SCORE, more: object = {}, version = 90): Promise<void> {
    const shipped = await findPlan(database().pool, '04-personal');
    await deployPlan(database(), planSchema.parse({ ...shipped, version, targets, score, ...more }));
  }

  async function made(kind = 'score-sheet', text = '2026-03', asOf = '2026-03-31') {
    const asked = { plan: '04-personal', kind: PAPERS.get(kind)!, period: parsePeriod(text)!, asOf };
    const { report, news } = await makeReport(database(), asked, NOW);
    return { report, news, told: await followUp(database(), report, NOW), paper: paperOf(PAPERS.get(kind)!, report) };
  }

  async function tasks(kind: string): Promise<Opened[]> {
    const found = await rows<Omit<Opened, 'why'> & { why: Reason }>(
      database().pool,
      `SELECT task_id AS task, owner, title, because AS why, to_char(due_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') AS due, status, form
     FROM tasks WHERE kind = $1 ORDER BY opened_at, task_id`,
      [kind],
    );
    return found.map((it) => ({ ...it, why: inEnglish(it.why) }));
  }
  return { database, judgedBy, made, tasks };
}
