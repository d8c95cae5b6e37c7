import { ALL_LETTERS, dutyId, letterId } from '../../domain/entry/ids.js';
import type { Plan } from '../../domain/plan/plan.js';
import type { Reason } from '../../domain/reason/reason.js';
import type { Day, Moment } from '../../domain/time/dates.js';
import { nextPeriod, type Period } from '../../domain/time/period.js';
import { type Database, rows, type Sql, transaction } from '../../store/base/connection/database.js';
import type { Nudge } from '../../store/base/nudges.js';
import type { Seal } from '../../store/base/seal.js';
import { reserveLetter } from '../../store/documents/letters.js';
import { leaveNudge } from '../../store/facts/facts.js';
import { type Frozen, reportById } from '../paper/frozen.js';
import type { Table } from '../paper/paper.js';
import { wayOf } from '../papers/due-lists.js';
import type { DueLine } from '../papers/parts/lists.js';

/** A loan on the list of a letter about what falls due. Amounts in minor units. */
type Line = Pick<
  DueLine,
  'loan' | 'borrower' | 'manager' | 'dueOn' | 'unpaid' | 'principal' | 'last' | 'overdue' | 'dpd'
>;

/** What falls due in a month, for a unit or of one loan. */
export interface DueUnit {
  from: Day;
  asOf: Day;
  currency: string;
  lines: Line[];
}

/** Papers that may go to units as letters: which month their lines are of. */
const MONTH_OF: Record<string, (period: Period) => Period> = {
  'due-list': (period) => period,
  'next-maturities': nextPeriod,
};

interface Snapshot {
  about: { period: Period };
  paper: { lines: DueLine[] };
}

/**
 * Reserves the letters that the duty of a paper asks for, one to each unit that has a loan on it: once, of its first version.
 * Answers whom to tell of it.
 */
export async function reserveUnitLetters(
  db: Database,
  plan: Plan,
  { id, kind, period, currency, figures }: Frozen,
  at: Moment,
): Promise<Nudge[]> {
  const duty = plan.duties.find((it) => it.report === kind && it.letter !== undefined);
  if (!duty?.letter || !MONTH_OF[kind]) return [];
  const units = new Set((figures as Snapshot).paper.lines.map((it) => it.branch));
  return transaction(db, async (client) => {
    let reserved = 0;
    for (const unit of units) {
      const letter = letterId(dutyId(plan.plan, duty.id, period), `${currency}/${unit ?? ''}`);
      const why: Reason = { code: 'duty', title: duty.title, period };
      const about = { loan: null, task: null, report: id, unit, payment: null, rule: duty.rule, why, at };
      if (await reserveLetter(client, { letter, kind: duty.letter!, ...about })) reserved++;
    }
    return reserved === 0 ? [] : [(await leaveNudge(client, 'letters', ALL_LETTERS, 'letter'))!];
  });
}

/** What a paper's frozen figures say of one unit, with the names of the borrowers. */
export async function unitOf(
  sql: Sql,
  seal: Seal,
  report: number,
  unit: string | null,
): Promise<DueUnit & { figures: object }> {
  const { kind, currency, asOf, figures, sha256 } = await reportById(sql, report);
  const { about, paper } = figures as Snapshot;
  const lines = paper.lines.filter((it) => it.branch === unit);
  const named = await rows<{ id: string; sealed: Buffer | null }>(
    sql,
    'SELECT borrower_id AS id, name_sealed AS sealed FROM borrowers WHERE borrower_id = ANY($1)',
    [lines.map((it) => it.borrower)],
  );
  const names = new Map(named.map(({ id, sealed }) => [id, seal.tryOpen(sealed, 'borrowers.name_sealed', id)]));
  return {
    from: MONTH_OF[kind]!(about.period).from,
    asOf,
    currency,
    lines: lines.map((it) => ({ ...it, borrower: names.get(it.borrower) ?? it.borrower })),
    figures: { report, sha256, unit, loans: lines.map(({ key, unpaid }) => ({ key, unpaid })) },
  };
}

/** A letter is read on paper: the whole list of a large unit stands in the paper's workbook. */
const MOST_LINES = 300;

export function dueTable(lines: readonly Line[]): Table {
  const cut = lines.length > MOST_LINES;
  const sum = cut ? {} : { total: 'sum' as const };
  const more = { loan: `另有${lines.length - MOST_LINES}笔，见到期贷款提示表` };
  return {
    columns: [
      { key: 'loan', title: '贷款编号', type: 'text' },
      { key: 'borrower', title: '借款人', type: 'text' },
      { key: 'manager', title: '客户经理', type: 'text' },
      { key: 'dueOn', title: '到期日', type: 'date' },
      { key: 'unpaid', title: '到期本息', type: 'money', ...sum },
      { key: 'overdue', title: '已逾期', type: 'money', ...sum },
      { key: 'way', title: '处理方式（建议）', type: 'text' },
    ],
    rows: [
      ...lines.slice(0, MOST_LINES).map((it) => ({
        loan: it.loan,
        borrower: it.borrower,
        manager: it.manager,
        dueOn: it.dueOn,
        unpaid: it.unpaid,
        overdue: it.overdue,
        way: wayOf(it),
      })),
      ...(cut ? [more] : []),
    ],
  };
}
