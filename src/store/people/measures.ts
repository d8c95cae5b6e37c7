import type pg from 'pg';
import type { Heard } from '../../domain/facts/facts.js';
import type { Role } from '../../domain/plan/roles.js';
import type { Reason } from '../../domain/reason/reason.js';
import { dayOf, momentAt } from '../../domain/time/dates.js';
import { whyWarned } from '../../domain/work/warnings/warning.js';
import { type Begin, type Database, rows, transaction } from '../base/connection/database.js';
import type { Seal } from '../base/seal.js';
import { whyOf } from '../base/why.js';
import { writeDiary } from '../facts/diary.js';
import { FactRefused } from '../facts/fact-refused.js';
import { leaveNudge, noteFact, type Source, touchLoan } from '../facts/facts.js';
import { dpdOf } from '../loans/files/account-facts.js';
import { insertTask } from '../loans/steps/task-rows.js';

/** A measure whose day is over is due so much later than it is written, since nothing may be overdue at once. */
const A_MINUTE_MS = 60_000;

/**
 * A written measure of a warning or a case 一户一策 (S2): a task for its owner with its deadline. The warning or case is not
 * closed before it is done. The same measure for the same owner and day is the same fact.
 */
export async function writeMeasure(db: Begin, seal: Seal, measure: Heard<'measure'>, source: Source): Promise<boolean> {
  const { of, text, owner, due } = measure;
  const { kind, id } = of;
  if (due < dayOf(source.at)) throw new FactRefused(`due ${due}: is over`, 'due');
  return transaction(db, async (client) => {
    const { loan, rule, why } = await openOne(client, of);
    await touchLoan(client, loan);
    const [person] = await rows<{ role: Role }>(
      client,
      `SELECT coalesce(roles[1], 'account-manager') AS role FROM staff WHERE staff_id = $1 AND left_on IS NULL`,
      [owner],
    );
    if (!person) throw new FactRefused(`no staff ${owner}`, 'owner');
    const known = await rows<{ task: string; text: Buffer | null; owner: string | null; due: number }>(
      client,
      `SELECT task_id AS task, text_sealed AS text, owner, due_at AS due FROM measures JOIN tasks USING (task_id) WHERE tasks.${kind}_id = $1`,
      [id],
    );
    const dueAt = momentAt(due, '18:00');
    const says = (it: (typeof known)[number]) => seal.tryOpen(it.text, 'measures.text_sealed', it.task);
    if (known.some((it) => it.owner === owner && it.due === dueAt && says(it) === text)) return false;

    const about = `written-${known.length + 1}`;
    const entry = `${kind}/${id}/${about}`;
    const task = `${loan}/${entry}`;
    const at = new Date(source.at);
    await insertTask(client, {
      ...{ loan, duty: null, of, owner, at: source.at, rule, why },
      work: {
        ...{ task, kind: 'measure', about, role: person.role, title: '措施 measure' },
        due: Math.max(dueAt, source.at + A_MINUTE_MS),
      },
    });
    await client.query('INSERT INTO measures (task_id, text_sealed, written_at, written_by) VALUES ($1, $2, $3, $4)', [
      task,
      seal.seal(text, 'measures.text_sealed', task),
      at,
      source.actor,
    ]);
    const opened = { task, kind: 'measure', role: person.role, due: dueAt, delinquency: null };
    await writeDiary(
      client,
      { kind: 'loan', id: loan },
      [{ key: entry, at: source.at, what: 'task.open', rule, why, ...opened }],
      source.at,
      await dpdOf(client, loan, source.at),
    );
    await noteFact(client, source, 'measure written', `loan/${loan}`, { task, owner, due });
    await leaveNudge(client, 'task', task, 'task.open');
    return true;
  });
}

type Open = { loan: string; rule: string; why: Reason; closed: number | null };

async function openOne(client: pg.PoolClient, { kind, id }: Heard<'measure'>['of']): Promise<Open> {
  const found = await (kind === 'warning' ? warningOf : caseOf)(client, id);
  if (!found) throw new FactRefused(`no ${kind} ${id}`, 'id');
  if (found.closed !== null) throw new FactRefused(`${kind} ${id} is closed`, 'id');
  return found;
}

async function warningOf(client: pg.PoolClient, id: string): Promise<Open | undefined> {
  const [row] = await rows<Omit<Open, 'why'> & { source: string; indicator: string }>(
    client,
    'SELECT loan_id AS loan, rule, source, indicator, closed_at AS closed FROM warnings WHERE warning_id = $1 FOR UPDATE',
    [id],
  );
  return row && { ...row, why: whyWarned(row.source, row.indicator) };
}

async function caseOf(client: pg.PoolClient, id: string): Promise<Open | undefined> {
  const [row] = await rows<Open>(
    client,
    `SELECT loan_id AS loan, rule, ${whyOf('cases')} AS why, closed_at AS closed FROM cases WHERE case_id = $1 FOR UPDATE`,
    [id],
  );
  return row;
}

/** The words of a measure, null when the task is none. The reading is an entry of the audit log. */
export async function readMeasure(db: Database, seal: Seal, task: string, source: Source): Promise<string | null> {
  return transaction(db, async (client) => {
    const [row] = await rows<{ text: Buffer | null; loan: string }>(
      client,
      'SELECT text_sealed AS text, loan_id AS loan FROM measures JOIN tasks USING (task_id) WHERE task_id = $1 AND loan_id IS NOT NULL',
      [task],
    );
    if (!row) return null;
    if (row.text === null) throw new FactRefused(`the words of task ${task} are erased`, 'task');
    await noteFact(client, source, 'measure read', `loan/${row.loan}`, { task });
    return seal.open(row.text, 'measures.text_sealed', task);
  });
}
