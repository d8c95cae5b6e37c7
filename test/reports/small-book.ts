import { momentAt } from '../../src/domain/time/dates.js';
import { type Database, transaction } from '../../src/store/base/connection/database.js';
import { createSeal } from '../../src/store/base/seal.js';

/** Amounts are in yuan here, and in fen in the database. */
const fen = (yuan: number) => Math.round(yuan * 100);
/** `2026-03-12 15:00` of the lender's clock. */
export const at = (text: string) => new Date(momentAt(text.slice(0, 10), text.slice(11) || '10:00'));

/**
 * A book that can be worked out by hand; the report is of March 2026.
 *
 * | loan | borrower | paid out | falls due (principal + interest + fee) | paid |
 * |---|---|---|---|---|
 * | L1 | B1, BR1, AM01 | 2026-01-10, 1200 | 02-10, 03-10, 04-10: 400 + 30 + 5 each | 02-10 435; 03-12 200 |
 * | L2 | B2, BR1, AM02 | 2025-10-01, 1000 | 11-01, 12-01: 500 + 50 each | 03-20 600 |
 * | L3 | B3, BR2, AM02 | 2026-03-05, 600 | 04-05: 600 + 12 | |
 * | L4 | B2 | 2026-01-20, 300 | 02-20: 300 + 6 | 03-01 306, reversed 03-15 |
 * | L5 | B3 | 2026-01-15, 100 | 02-15: 100 + 2 | 02-15 102 |
 * | L6 | B1 | 2026-02-01, 200 | 03-01: 200 + 4 | 03-01 204 |
 * | L7, L8, L9 | B3 | in USD; of another plan; paid out in April | | |
 */
export async function putSmallBook(db: Database): Promise<void> {
  const seal = createSeal('ab'.repeat(32));
  await transaction(db, async (client) => {
    const put = (text: string, ...values: unknown[]) => client.query(text, values);
    await put(
      `INSERT INTO staff (staff_id, roles) VALUES ('AM01', '{account-manager}'), ('AM02', '{account-manager}')`,
    );
    for (const [id, branch, manager] of [
      ['B1', 'BR1', 'AM01'],
      ['B2', 'BR1', 'AM02'],
      ['B3', 'BR2', 'AM02'],
    ]) {
      await put(
        `INSERT INTO borrowers (borrower_id, kind, language, branch, account_manager, name_sealed, name_key)
         VALUES ($1, 'person', 'zh-CN', $2, $3, $4, $5)`,
        id,
        branch,
        manager,
        seal.seal(`姓名${id}`, 'borrowers.name_sealed', id!),
        seal.hash(`姓名${id}`),
      );
    }
    const loan = (id: string, borrower: string, on: string, principal: number, parts: Parts, more = {}) =>
      lend(client, { id, borrower, on, principal, parts, ...more });
    await loan('L1', 'B1', '2026-01-10', 1200, [
      ['2026-02-10', 400, 30, 5],
      ['2026-03-10', 400, 30, 5],
      ['2026-04-10', 400, 30, 5],
    ]);
    await loan('L2', 'B2', '2025-10-01', 1000, [
      ['2025-11-01', 500, 50, 0],
      ['2025-12-01', 500, 50, 0],
    ]);
    await loan('L3', 'B3', '2026-03-05', 600, [['2026-04-05', 600, 12, 0]]);
    await loan('L4', 'B2', '2026-01-20', 300, [['2026-02-20', 300, 6, 0]]);
    await loan('L5', 'B3', '2026-01-15', 100, [['2026-02-15', 100, 2, 0]]);
    await loan('L6', 'B1', '2026-02-01', 200, [['2026-03-01', 200, 4, 0]]);
    await loan('L7', 'B3', '2026-01-01', 999, [['2026-02-01', 999, 0, 0]], { currency: 'USD' });
    await loan('L8', 'B3', '2026-01-01', 999, [['2026-02-01', 999, 0, 0]], { plan: '09-consumer' });
    await loan('L9', 'B3', '2026-04-02', 999, [['2026-05-01', 999, 0, 0]]);
    await pay(db, 'P1', 'L1', '2026-02-10', 435, client);
    await pay(db, 'P2', 'L1', '2026-03-12', 200, client);
    await pay(db, 'P3', 'L2', '2026-03-20', 600, client);
    await pay(db, 'P4', 'L4', '2026-03-01', 306, client);
    await put(
      `UPDATE payments SET reversed_on = '2026-03-15', reversal_recorded_at = $1 WHERE reference = 'P4'`,
      at('2026-03-15'),
    );
    await pay(db, 'P5', 'L5', '2026-02-15', 102, client);
    await pay(db, 'P6', 'L6', '2026-03-01', 204, client);

    const stage = (loan: string, when: string, to: string) =>
      put(
        `INSERT INTO diary (kind, subject, entry, at, acted_at, what, rule, why, dpd, stage, plan_version, detail)
         VALUES ('loan', $1, $2, $3, $3, 'stage', 'P4.5', '', 0, $4, 1, '{}')`,
        ...[loan, `stage/${when}`, at(when), to],
      );
    await stage('L2', '2025-12-02', 'legal');
    await stage('L1', '2026-03-11', 'friendly-reminder');
    await stage('L4', '2026-02-21', 'friendly-reminder');
    // The payment itself ended the stage: it came in while the stage still was.
    await stage('L4', '2026-03-01', 'current');

    const task = (
      id: string,
      loan: string,
      kind: string,
      who: [string, string | null],
      when: string[],
      warning: string | null = null,
    ) => {
      const [opened, due, ended = null, status = 'done'] = when;
      return put(
        `INSERT INTO tasks (task_id, loan_id, kind, role, owner, rule, why, opened_at, due_at, status, ended_at, warning_id, about)
         VALUES ($1, $2, $3, $4, $5, 'P4.5', '', $6, $7, $8, $9, $10, $11)`,
        ...[
          id,
          loan,
          kind,
          ...who,
          at(opened!),
          at(due!),
          ended === null ? 'open' : status,
          ended && at(ended),
          warning,
          warning && id.split('/').at(-1),
        ],
      );
    };
    const manager = (id: string): [string, string] => ['account-manager', id];
    await task('T1', 'L1', 'call', manager('AM01'), ['2026-03-11', '2026-03-12 18:00', '2026-03-12 15:00']);
    await task('T2', 'L2', 'visit', ['collection-specialist', null], ['2026-03-01', '2026-03-05', '2026-03-07']);
    await task('T3', 'L4', 'call', manager('AM02'), ['2026-03-20', '2026-04-02', '2026-04-01']);
    await task('T4', 'L4', 'call', manager('AM02'), ['2026-03-10', '2026-03-12', '2026-03-11', 'cancelled']);
    await task('T5', 'L2', 'call', manager('AM02'), ['2026-02-20', '2026-03-30']);
    const warning = (
      id: string,
      loan: string,
      level: string,
      opened: string,
      closed: string | null,
      right: boolean | null,
    ) =>
      put(
        `INSERT INTO warnings (warning_id, borrower_id, loan_id, level, source, indicator, opened_at, closed_at, rule, proved_right, key_monitoring)
         SELECT $1, borrower_id, $2, $3, 'credit-registry', 'new-overdue', $4, $5, 'P2.10', $6, true FROM loans WHERE loan_id = $2`,
        ...[id, loan, level, at(opened), closed && at(closed), right],
      );
    await warning('B2-1', 'L2', 'red', '2026-03-05', '2026-03-25', true);
    await warning('B1-1', 'L1', 'yellow', '2026-02-10', null, null);
    const form = ['2026-03-05', '2026-03-06 18:00', '2026-03-06 12:00'];
    await task('L2/warning/B2-1/form', 'L2', 'warning-form', manager('AM02'), form, 'B2-1');
    const review = ['2026-03-06', '2026-03-08', '2026-03-09'];
    await task('L2/warning/B2-1/review', 'L2', 'warning-review', ['risk-manager', null], review, 'B2-1');

    const complaint = (id: string, borrower: string, opened: string, due: string, more: (string | null)[]) =>
      put(
        `INSERT INTO complaints (complaint_id, borrower_id, text_sealed, opened_at, solve_due, due_assumed, accepted_at, solved_at, surveyed_at, satisfied)
         VALUES ($1, $2, $3, $4, $5, false, $6, $7, $8, $9)`,
        ...[
          id,
          borrower,
          seal.seal('x', 'complaints.text_sealed', id),
          at(opened),
          at(due),
          ...more.map((it) => it && at(it)),
          more[2] ? true : null,
        ],
      );
    await complaint('C1', 'B1', '2026-03-02 10:00', '2026-03-05 18:00', [
      ...['2026-03-02 15:00', '2026-03-05 17:00', '2026-03-06'],
    ]);
    await complaint('C2', 'B3', '2026-03-30 20:00', '2026-04-02 18:00', [null, null, null]);

    const notice = (loan: string, channel: string, due: string, status: string, settled: string) =>
      put(
        `INSERT INTO notices (loan_id, entry, borrower_id, channel, template, purpose, due_at, stale_at, status, settled_at)
         SELECT $1, $2, borrower_id, $3, 'overdue-friendly', 'collection', $4, $4, $5, $6 FROM loans WHERE loan_id = $1`,
        ...[loan, `notice/${due}`, channel, at(due), status, at(settled)],
      );
    await notice('L1', 'sms', '2026-03-11', 'sent', '2026-03-11');
    await notice('L2', 'sms', '2026-03-02', 'failed', '2026-03-02');
    await notice('L4', 'wechat', '2026-03-20', 'suppressed', '2026-03-20');
    await notice('L4', 'sms', '2026-03-31 23:00', 'sent', '2026-04-01');

    const promise = (id: string, loan: string, made: string, on: string, amount: number) =>
      put('INSERT INTO promises VALUES ($1, $2, $3, $4, $5)', id, loan, at(made), on, fen(amount));
    await promise('S1', 'L2', '2026-03-10', '2026-03-20', 600);
    await promise('S2', 'L4', '2026-03-16', '2026-03-25', 306);
  });
}

/** When each instalment falls due, and its principal, interest and fee. */
export type Parts = [due: string, principal: number, interest: number, fee: number][];

interface Lent {
  id: string;
  borrower: string;
  on: string;
  principal: number;
  parts: Parts;
  plan?: string;
  currency?: string;
}

export async function lend(client: Pick<Database['pool'], 'query'>, lent: Lent): Promise<void> {
  const { id, borrower, on, principal, parts, plan = '04-personal', currency = 'CNY' } = lent;
  await client.query(
    'INSERT INTO loans (loan_id, borrower_id, plan, disbursed_on, principal, currency) VALUES ($1, $2, $3, $4, $5, $6)',
    [id, borrower, plan, on, fen(principal), currency],
  );
  for (const [n, [due, ...amounts]] of parts.entries())
    await client.query('INSERT INTO instalments VALUES ($1, $2, $3, $4, $5, $6)', [
      id,
      n + 1,
      due,
      ...amounts.map(fen),
    ]);
}

/** Loans, each to a borrower of its own: `of A` has loan A. */
export async function lendEach(
  db: Database,
  loans: Record<string, { on?: string; plan?: string; parts: Parts }>,
): Promise<void> {
  const seal = createSeal('ab'.repeat(32));
  await transaction(db, async (client) => {
    for (const [id, { on = '2024-01-01', parts, ...more }] of Object.entries(loans)) {
      await client.query(
        `INSERT INTO borrowers (borrower_id, kind, language, name_sealed, name_key) VALUES ($1, 'person', 'zh-CN', $2, $3)`,
        [`of ${id}`, seal.seal(id, 'borrowers.name_sealed', `of ${id}`), seal.hash(id)],
      );
      const principal = parts.reduce((sum, part) => sum + part[1], 0);
      await lend(client, { id, borrower: `of ${id}`, on, principal, parts, ...more });
    }
  });
}

/** At ten on its day. */
export async function pay(
  db: Database,
  reference: string,
  loan: string,
  on: string,
  yuan: number,
  client: Pick<Database['pool'], 'query'> = db.pool,
): Promise<void> {
  await client.query(
    'INSERT INTO payments (reference, loan_id, paid_on, amount, recorded_at) VALUES ($1, $2, $3, $4, $5)',
    [reference, loan, on, fen(yuan), at(`${on} 10:00`)],
  );
}
