import { expect, it } from 'vitest';
import type { TimelineLine } from '../../src/domain/preview/timeline.js';
import { momentAt } from '../../src/domain/time/dates.js';
import { rehearsalPaper } from '../../src/reports/papers/rehearsed.js';
import { render } from '../../src/reports/render.js';

const line = (day: string, what: string, loan: string | null, more: object = {}): TimelineLine =>
  ({ at: momentAt(day, '09:00'), what, loan, borrower: loan === null ? null : 'B1', ...more }) as TimelineLine;

const LINES = [
  line('2026-01-10', 'notice', 'L1', { channel: 'sms', to: 'borrower', template: 'due-soon', status: 'sent' }),
  line('2026-01-10', 'notice', 'L2', { channel: 'sms', to: 'borrower', template: 'due-soon', status: 'suppressed' }),
  line('2026-01-15', 'payment', 'L1', { reference: 'P1', amount: '1060.00', clears: [1] }),
  line('2026-01-16', 'payment', 'L1', { reference: 'P1', amount: '-1060.00', clears: [], reverses: 'P1' }),
  line('2026-02-01', 'task.open', 'L2', {
    kind: 'call',
    role: 'account-manager',
    dpd: 3,
    stage: 'current',
    rule: 'P4.5',
  }),
  line('2026-02-02', 'task.open', null, { kind: 'meeting', role: 'department-head', rule: 'P4.6' }),
  { ...line('2026-02-03', 'complaint.open', null, { complaint: 'C1' }), borrower: 'B1' },
];
const PAPER = rehearsalPaper(LINES, {
  plan: '04-personal',
  from: '2026-01-01',
  until: '2026-03-01',
  planOf: new Map([['L1', '04-personal']]),
  titles: new Map(),
});

it('each month in figures: what was sent and what was not, money that came, work', () => {
  const [months] = PAPER.sections;
  expect(months).toMatchObject({
    table: {
      rows: [
        { month: '2026-01', payments: 1, paid: 106000, sent: 1, notSent: 1, opened: 0 },
        { month: '2026-02', payments: 0, paid: 0, opened: 2, late: 0 },
      ],
    },
  });
  expect(PAPER).toMatchObject({ period: '2026-01-01至2026-02-28', asOf: '2026-02-28' });
});

it('a section for each loan, with the complaint of its borrower, and one for the unit', () => {
  const tables = PAPER.sections.slice(2).map((it) => [it.heading, 'table' in it ? it.table.rows.length : 0]);
  expect(tables).toEqual([
    ['贷款L1 · 客户B1 · 04-personal', 4],
    ['贷款L2 · 客户B1', 3],
    ['机构例行工作', 1],
  ]);
});

it.each(['pdf', 'xlsx', 'html', 'csv'] as const)('it is rendered as %s', async (format) => {
  expect((await render(PAPER, format)).length).toBeGreaterThan(500);
});
