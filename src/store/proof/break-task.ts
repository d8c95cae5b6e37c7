import type { TaskSpec } from '../../domain/plan/plan.js';
import { dayOf, type Moment } from '../../domain/time/dates.js';
import { type Begin, rows, type Sql, transaction } from '../base/connection/database.js';
import { askUnit } from '../work/ask-unit.js';
import { type Checked, lastCheck, noteCheck } from './check.js';
import type { Finding } from './finding.js';

const SPEC: TaskSpec = {
  kind: 'record-broken',
  // Where nobody signs in as an auditor.
  role: 'department-head',
  dueDays: 1,
  title: '数据与审计记录不符 record broken',
  form: ['不符之处与原因', '如何处理'],
};

/**
 * Keeps what a check found. What the one before did not find is one task of an auditor, however much it is: while one is open no other is
 * opened, and what was looked into and still differs opens none anew. `at`: by the world's time; `now`: the lender's.
 */
export async function noteFindings(db: Begin, checked: Checked, at: Moment, now: Moment): Promise<void> {
  await transaction(db, async (client) => {
    const known = new Set((await lastCheck(client))?.findings.map(nameOf));
    const [first] = checked.findings.filter((it) => !known.has(nameOf(it)));
    await noteCheck(client, checked, at);
    if (!first) return;
    const why = { code: 'record-broken', findings: checked.findings.length, first: first.where } as const;
    const day = dayOf(now);
    const asked = { about: 'record', duty: 'broken', period: `${day}/${now}`, asOf: day, spec: SPEC, why };
    await askUnit(client, { ...asked, person: await auditorOf(client) }, now);
  });
}

const nameOf = ({ what, where }: Finding) => `${what} ${where}`;

/** Somebody who may sign in as an auditor; null: nobody may. */
async function auditorOf(sql: Sql): Promise<string | null> {
  const [found] = await rows<{ staff: string }>(
    sql,
    `SELECT staff_id AS staff FROM users JOIN staff USING (staff_id)
     WHERE 'auditor' = ANY (access) AND disabled_at IS NULL AND left_on IS NULL ORDER BY absent_until IS NOT NULL, staff_id LIMIT 1`,
  );
  return found?.staff ?? null;
}
