import { beforeEach, expect, it } from 'vitest';
import { measure } from '../../src/reports/figures/index.js';
import { freshDatabase } from '../book/fresh-database.js';
import { at, lendEach, type Parts, pay } from './small-book.js';

/**
 * Facts on both sides of the edges of March 2026, of loans that are open all the while, worked out by hand. The first moment of
 * April is not of March, the first of March is.
 */
const database = freshDatabase();
const MARCH = { plan: '04-personal', currency: 'CNY', from: '2026-03-01', asOf: '2026-03-31' };
const [BEFORE, FIRST, LAST, AFTER] = ['2026-02-28 23:59', '2026-03-01 00:00', '2026-03-31 23:59', '2026-04-01 00:00'];

const sql = (text: string, ...values: unknown[]) => database().pool.query(text, values);
const moment = (text: string | null | undefined) => (text ? at(text) : null);
const due = (day: string): Parts => [[day, 1000, 0, 0]];

const reverse = (reference: string, on: string) =>
  sql('UPDATE payments SET reversed_on = $2, reversal_recorded_at = $3 WHERE reference = $1', reference, on, at(on));

beforeEach(() =>
  lendEach(database(), Object.fromEntries(['A', 'B', 'C', 'D', 'E'].map((id) => [id, { parts: due('2027-01-01') }]))),
);

it('messages', async () => {
  let n = 0;
  const notice = (loan: string, channel: string, dueAt: string, status: string, settled: string | null) =>
    sql(
      `INSERT INTO notices (loan_id, entry, borrower_id, channel, template, purpose, due_at, stale_at, status, settled_at)
       VALUES ($1, $2, $3, $4, 't', 'service', $5, $5, $6, $7)`,
      ...[loan, `n${n++}`, `of ${loan}`, channel, at(dueAt), status, moment(settled)],
    );
  await notice('A', 'sms', FIRST, 'sent', FIRST);
  await notice('A', 'sms', '2026-03-02', 'sent', '2026-03-02');
  await notice('D', 'sms', BEFORE, 'sent', '2026-03-02');
  await notice('B', 'sms', LAST, 'sent', LAST);
  await notice('D', 'sms', AFTER, 'sent', AFTER);
  await notice('C', 'sms', '2026-03-10', 'sent', AFTER); // waiting at the cut-off
  await notice('C', 'sms', '2026-03-11', 'unknown', '2026-03-11');
  await notice('C', 'sms', '2026-03-12', 'reserved', null);
  await notice('C', 'wechat', '2026-03-12', 'failed', '2026-03-12');
  await notice('A', 'wechat', '2026-03-13', 'suppressed', '2026-03-13');
  // It came back: sent, and nobody was reached.
  await notice('E', 'email', '2026-03-14', 'sent', '2026-03-14');
  await database().pool.query(`UPDATE notices SET delivery_status = 'undelivered' WHERE channel = 'email'`);
  const { contact } = await measure(database(), MARCH, ['contact']);
  expect(contact).toEqual({
    values: {
      'notices-sent': 4,
      'notices-returned': 1,
      'notices-failed': 1,
      'notices-suppressed': 1,
      'contact-reach': 3 / 6,
      'borrowers-reached': 2, // A, B
    },
    byChannel: [
      { key: 'email', sent: 1, returned: 1, failed: 0, suppressed: 0, unknown: 0, waiting: 0, reach: 0 },
      { key: 'sms', sent: 3, returned: 0, failed: 0, suppressed: 0, unknown: 1, waiting: 2, reach: 3 / 4 },
      { key: 'wechat', sent: 0, returned: 0, failed: 1, suppressed: 1, unknown: 0, waiting: 0, reach: 0 },
    ],
  });
});

const task = (id: string, opened: string, dueAt: string, ended: string | null = null, more: object = {}) => {
  const {
    status = ended ? 'done' : 'open',
    kind = 'odd',
    loan = 'A',
    duty = null,
    warning = null,
  } = more as Record<string, string>;
  return sql(
    `INSERT INTO tasks (task_id, loan_id, duty_id, kind, role, rule, why, opened_at, due_at, status, ended_at, warning_id, about)
     VALUES ($1, $2, $3, $4, 'risk-manager', 'P4.5', '', $5, $6, $7, $8, $9, $10)`,
    ...[
      id,
      duty ? null : loan,
      duty,
      kind,
      at(opened),
      at(dueAt),
      status,
      moment(ended),
      warning,
      warning && id.split('/').at(-1),
    ],
  );
};

it('work', async () => {
  for (const plan of ['04-personal', '10-agriculture'])
    await sql(`INSERT INTO duties VALUES ($1, $1, 'd', '2026-03', '2026-03-05', $2)`, plan, at('2026-03-05'));
  const noon = '2026-03-10 12:00';
  await task('in time', BEFORE, FIRST, FIRST);
  await task('done after the end', FIRST, LAST, AFTER);
  await task('due after the end', LAST, AFTER);
  await task('opened after it', AFTER, AFTER);
  await task('over before', '2026-02-01', BEFORE, BEFORE, { kind: 'early' });
  await task('not due', '2026-03-02', noon, noon, { status: 'cancelled' });
  await task('cancelled too late', '2026-03-02', noon, '2026-03-10 12:01', { status: 'cancelled' });
  await task('late', '2026-03-02', noon, '2026-03-10 12:01');
  await task('of a duty', '2026-03-05', '2026-03-06', null, { duty: '04-personal' });
  await task('of the duty of another plan', '2026-03-05', '2026-03-06', null, { duty: '10-agriculture' });
  const { tasks } = await measure(database(), MARCH, ['tasks']);
  expect(tasks.values).toEqual({
    'tasks-opened': 6,
    'tasks-done': 2, // in time, late
    'tasks-due': 5, // in time, done after the end, cancelled too late, late, of a duty
    'tasks-in-time-rate': 1 / 5,
    'tasks-open': 3, // done after the end, due after the end, of a duty
    'tasks-overdue': 2,
    'check-coverage': null,
  });
  const all = { opened: 6, done: 2, due: 5, inTime: 1, late: 1, open: 3, overdue: 2, inTimeRate: 1 / 5 };
  const none = { opened: 0, done: 0, due: 0, inTime: 0, late: 0, open: 0, overdue: 0, inTimeRate: null };
  expect(tasks.byKind).toEqual([
    { key: 'early', ...none },
    { key: 'odd', ...all },
  ]);
  expect([tasks.byRole, tasks.byPerson]).toEqual([
    [{ key: 'risk-manager', ...all }],
    [{ key: 'risk-manager', ...all }],
  ]);
});

it('warnings, and the work for them', async () => {
  const warning = (loan: string, level: string, opened: string, closed: string | null, more: object = {}) => {
    const { right = null, key = false } = more as { right?: boolean; key?: boolean };
    return sql(
      `INSERT INTO warnings (warning_id, borrower_id, loan_id, level, source, indicator, opened_at, closed_at, rule, proved_right, key_monitoring)
       VALUES ($1, $2, $3, $4, 's', $4, $5, $6, 'P2.10', $7, $8)`,
      ...[`${loan} ${opened}`, `of ${loan}`, loan, level, at(opened), moment(closed), right, key],
    );
  };
  await warning('A', 'red', FIRST, LAST, { right: true, key: true });
  await warning('A', 'yellow', BEFORE, FIRST, { right: false });
  await warning('B', 'yellow', LAST, AFTER, { right: true, key: true });
  await warning('D', 'blue', AFTER, null, { key: true });
  await warning('D', 'red', '2026-02-01', BEFORE, { right: true, key: true });
  await warning('C', 'blue', '2026-03-10', '2026-03-11');
  await warning('A', 'red', '2026-03-15', null);
  const [one, two] = [{ warning: `A ${FIRST}` }, { warning: `A ${BEFORE}` }];
  await task('A/warning/1/form', BEFORE, FIRST, FIRST, one);
  await task('A/warning/1/review', FIRST, LAST, AFTER, one);
  await task('A/warning/1/measures', FIRST, AFTER, '2026-03-20', one);
  await task('A/warning/1/closure', FIRST, '2026-03-10', '2026-03-10', { ...one, status: 'cancelled' });
  await task('A/warning/2/closure', FIRST, '2026-03-10', '2026-03-11', { ...two, status: 'cancelled' });
  const { warnings } = await measure(database(), MARCH, ['warnings']);
  expect(warnings.values).toMatchObject({
    'warnings-opened': 4, // two of A, B, C
    'new-warned-borrowers': 3,
    'warnings-closed': 3, // two of A, C
    'warnings-open': 2, // A, B
    'warning-work-in-time-rate': 1 / 3, // form, review, closure of the second
    'warning-accuracy': 1 / 2, // of C nobody said it
    'key-monitored-borrowers': 1, // B
  });
  const levels = [
    { key: 'blue', opened: 1, closed: 1, open: 0 },
    { key: 'red', opened: 2, closed: 1, open: 1 },
    { key: 'yellow', opened: 1, closed: 1, open: 1 },
  ];
  expect([warnings.byLevel, warnings.byIndicator]).toEqual([levels, levels]);
});

it('cases of relief and disposal', async () => {
  const put = (loan: string, kind: string, opened: string, decided: [string, boolean] | null, closed: string | null) =>
    sql(
      `INSERT INTO cases (case_id, loan_id, kind, title, rule, why, effect, opened_at, decided_at, approved, closed_at, outcome)
       VALUES ($1, $2, $3, $4, 'S5', '', 'none', $5, $6, $7, $8, $9)`,
      ...[`${loan} ${opened}`, loan, kind, kind === 'legal' ? '诉讼' : null, at(opened), moment(decided?.[0])],
      ...[decided?.[1] ?? null, moment(closed), closed && 'carried out'],
    );
  await put('A', 'grace', FIRST, [LAST, true], null);
  await put('A', 'grace', BEFORE, [FIRST, false], FIRST);
  await put('A', 'grace', '2026-02-01', [BEFORE, true], BEFORE);
  await put('B', 'legal', LAST, [AFTER, true], AFTER);
  await put('B', 'legal', AFTER, [AFTER, false], null);
  const { warnings } = await measure(database(), MARCH, ['warnings']);
  expect(warnings.cases).toEqual([
    { key: 'grace', opened: 1, approved: 1, rejected: 1, closed: 1, open: 1 },
    { key: '诉讼', opened: 1, approved: 0, rejected: 0, closed: 0, open: 1 },
  ]);
});

it('promises: money counts that came in after they were made, by its own day, and stayed', async () => {
  let n = 0;
  const promise = (loan: string, made: string, on: string, yuan: number) =>
    sql('INSERT INTO promises VALUES ($1, $2, $3, $4, $5)', `s${n++}`, loan, at(made), on, yuan * 100);
  const db = database();
  await pay(db, 'a', 'A', '2026-03-10', 100); // at ten
  await promise('A', '2026-03-10 10:00', '2026-03-10', 100); // kept
  await promise('A', '2026-03-10 10:01', '2026-03-20', 100);
  await pay(db, 'b1', 'B', '2026-02-25', 30);
  await pay(db, 'b2', 'B', '2026-03-01', 20);
  await pay(db, 'b3', 'B', '2026-03-16', 99);
  await promise('B', '2026-02-20', '2026-02-28', 30);
  await promise('B', '2026-02-20', '2026-03-01', 50); // kept, by two
  await promise('B', '2026-03-02', '2026-03-15', 99);
  await pay(db, 'c', 'C', '2026-03-31', 70);
  await sql(`UPDATE payments SET recorded_at = $1 WHERE reference = 'c'`, at('2026-04-02'));
  await promise('C', '2026-03-05', '2026-03-31', 70); // kept, though it was recorded later
  await promise('C', '2026-03-05', '2026-04-01', 70);
  await pay(db, 'd', 'D', '2026-03-05', 40);
  await reverse('d', '2026-03-12');
  await promise('D', '2026-03-02', '2026-03-12', 40);
  await pay(db, 'e', 'E', '2026-03-05', 40);
  await reverse('e', '2026-03-13');
  await promise('E', '2026-03-02', '2026-03-12', 40); // what kept it bounced the day after
  await promise('E', LAST, '2026-03-31', 1);
  const { warnings } = await measure(database(), MARCH, ['warnings']);
  expect(warnings.values).toMatchObject({ 'promises-due': 8, 'promise-kept-rate': 3 / 8 });
});

it('complaints', async () => {
  let n = 0;
  const complaint = (loan: string, opened: string, solveDue: string, ...more: (string | null)[]) => {
    const [accepted, solved, surveyed, satisfied] = more;
    return sql(
      `INSERT INTO complaints (complaint_id, borrower_id, opened_at, solve_due, due_assumed, accepted_at, solved_at, surveyed_at, satisfied)
       VALUES ($1, $2, $3, $4, false, $5, $6, $7, $8)`,
      ...[`k${n++}`, `of ${loan}`, at(opened), at(solveDue), moment(accepted), moment(solved), moment(surveyed)],
      surveyed ? satisfied === 'yes' : null,
    );
  };
  // The 24 hours end with February.
  await complaint('A', '2026-02-28 00:00', '2026-03-03', FIRST, '2026-03-02', LAST, 'no');
  await complaint('B', '2026-03-31 00:00', '2026-04-03');
  await complaint('B', '2026-03-05 10:00', LAST, '2026-03-06 10:01', AFTER);
  await complaint('C', FIRST, '2026-03-04 18:00', FIRST, '2026-03-04 18:00', AFTER, 'yes');
  await complaint('C', '2026-02-20', '2026-02-23', '2026-02-20', '2026-02-21', FIRST, 'yes');
  await complaint('D', AFTER, '2026-04-04');
  await lendEach(database(), {
    F: { parts: due('2026-04-15') }, // paid in March
    G: { parts: due('2026-04-15') }, // paid in February
    H: { on: '2026-03-20', parts: due('2026-04-15') },
    other: { plan: '10-agriculture', parts: due('2026-04-15') },
  });
  await pay(database(), 'f', 'F', '2026-03-15', 1000);
  await pay(database(), 'g', 'G', '2026-02-15', 1000);
  await complaint('other', '2026-03-10', '2026-03-13');
  const { complaints } = await measure(database(), MARCH, ['complaints']);
  expect(complaints.values).toEqual({
    complaints: 3, // two of B, one of C
    'complaints-open': 2, // of B
    'complaint-rate': 3 / 7, // A to F, H
    'complaints-accepted-in-time-rate': 2 / 3,
    'complaints-solved-in-time-rate': 2 / 3,
    surveys: 2,
    satisfaction: 1 / 2,
  });
});
