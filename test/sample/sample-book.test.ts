import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { carriesNumber } from '../../src/channels/message/phone.js';
import { agenda } from '../../src/domain/agenda.js';
import { amountOf } from '../../src/domain/loan/account/arrears.js';
import { CURRENT, type LoanFile, UNTOUCHED } from '../../src/domain/loan/loan-file.js';
import { parseMoney } from '../../src/domain/money/money.js';
import type { ChannelName } from '../../src/domain/plan/plan.js';
import { ROLES } from '../../src/domain/plan/roles.js';
import { addDays, momentAt } from '../../src/domain/time/dates.js';
import { shippedPlans } from '../../src/library/shipped-plans.js';
import { writeSampleBook } from '../../src/sample/sample-book.js';

const plans = await shippedPlans();
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'postloan-test-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const bytes = () => readdirSync(dir).map((name) => [name, readFileSync(join(dir, name), 'utf8')]);
const rows = (name: string): Record<string, string>[] =>
  parse(readFileSync(join(dir, `${name}.csv`)), { columns: true });
const money = (text: string | undefined) => parseMoney(text!)!;

/** The book's loans as the rules see them when it is taken in at eleven. */
function loanFiles(today: string): { file: LoanFile; plan: string }[] {
  const takenInAt = momentAt(today, '11:00');
  const [contacts, instalments, payments] = [rows('contacts'), rows('instalments'), rows('payments')];
  return rows('loans').map((loan) => ({
    plan: loan.plan!,
    file: {
      loan: loan.loan_id!,
      borrower: loan.borrower_id!,
      takenInAt,
      instalments: instalments
        .filter((it) => it.loan_id === loan.loan_id)
        .map(({ seq, due_on, principal, interest, fee }) => {
          return {
            seq: Number(seq),
            dueOn: due_on!,
            principal: money(principal),
            interest: money(interest),
            fee: money(fee),
          };
        }),
      payments: payments
        .filter((it) => it.loan_id === loan.loan_id)
        .map(({ reference, paid_on, amount }) => {
          const came = { recordedAt: takenInAt, reversedOn: null, reversalRecordedAt: null };
          return { reference: reference!, paidOn: paid_on!, amount: money(amount), ...came };
        }),
      holds: [],
      contacts: contacts
        .filter((it) => it.borrower_id === loan.borrower_id)
        .map((it) => ({
          whose: it.whose as 'self',
          channel: it.channel as ChannelName,
          consent: it.consent === 'yes',
        })),
      disbursedOn: loan.disbursed_on!,
      principal: money(loan.principal),
      product: loan.product || null,
      collateral: loan.collateral || null,
      profile: { kind: 'person', size: null, industry: null, class: null },
      ...UNTOUCHED,
    },
  }));
}

test('the same day and seed give the same bytes; another seed another book', async () => {
  await writeSampleBook(dir, '2026-11-25', 7);
  const first = bytes();
  await writeSampleBook(dir, '2026-11-25', 7);
  expect(bytes()).toEqual(first);
  await writeSampleBook(dir, '2026-11-25', 8);
  expect(bytes()).not.toEqual(first);
});

// The last day of a month, a leap day, the turn of the year: months are not all as long.
describe.each(['2026-11-25', '2027-01-31', '2028-02-29', '2026-12-31', '2027-03-01'])('taken in on %s', (today) => {
  beforeEach(() => writeSampleBook(dir, today));
  const tomorrow = momentAt(addDays(today, 1), '10:00');
  const looked = () =>
    loanFiles(today).map(({ file, plan }) => {
      const now = agenda(file, plans.get(plan)!, file.takenInAt);
      const next = agenda(
        { ...file, state: now.state, done: new Set(now.steps.map((it) => it.key)) },
        plans.get(plan)!,
        tomorrow,
      );
      return { ...now, file, plan, next };
    });
  const stages = [...plans.values()].flatMap((plan) => plan.ladder.stages.map((it) => `${plan.plan} ${it.stage}`));

  test('every stage of every plan is entered, and some loan of every plan changes its stage tomorrow', () => {
    const loans = looked();
    const entered = new Set(loans.map(({ plan, state }) => `${plan} ${state.stage}`));
    expect(stages.filter((it) => !entered.has(it))).toEqual([]);
    const moves = loans.filter(({ state, next }) => next.state.stage !== state.stage && next.state.stage !== CURRENT);
    expect(new Set(moves.map((it) => it.plan)).size).toBe(plans.size);
  });

  test('every reminder of every plan is due', () => {
    const sent = new Set(
      looked().flatMap(({ plan, steps }) =>
        steps.map(({ key }) => `${plan} ${/^remind\/\d+\/([^/]+)/.exec(key)?.[1]}`),
      ),
    );
    const wanted = [...plans.values()].flatMap((plan) => plan.reminders.map((it) => `${plan.plan} ${it.id}`));
    expect(wanted.filter((it) => !sent.has(it))).toEqual([]);
  });

  test('one loan closes, some are paid up, one has only its last instalment open', () => {
    const loans = looked();
    expect(loans.filter(({ state }) => state.closedAt !== null)).toHaveLength(1);
    expect(
      loans.filter(({ state, steps }) => state.stage === CURRENT && steps.every((it) => it.what === 'task.open'))
        .length,
    ).toBeGreaterThan(5);
    const open = ({ file }: { file: LoanFile }) =>
      file.instalments.reduce((sum, it) => sum + amountOf(it), 0) -
      file.payments.reduce((sum, it) => sum + it.amount, 0);
    expect(loans.filter((it) => open(it) === amountOf(it.file.instalments.at(-1)!))).not.toEqual([]);
  });

  test('there are a borrower with two loans in two stages, one without contacts, one who reads English', () => {
    const loans = looked();
    const stagesOf = (id: string) => loans.filter(({ file }) => file.borrower === id).map(({ state }) => state.stage);
    const two = rows('borrowers')
      .map((it) => stagesOf(it.borrower_id!))
      .filter((it) => it.length > 1);
    expect(two).toEqual([['friendly-reminder', 'specialist']]);
    const reached = new Set(rows('contacts').map((it) => it.borrower_id));
    expect(rows('borrowers').filter((it) => !reached.has(it.borrower_id))).toHaveLength(1);
    expect(rows('borrowers').filter((it) => it.language === 'en')).toHaveLength(1);
  });

  test('is a book without gaps: ids, people, dates and sums agree', () => {
    const [borrowers, staff] = [rows('borrowers'), rows('staff')];
    const ids = (them: Record<string, string>[], column: string) => new Set(them.map((it) => it[column]!));
    expect(borrowers.length).toBeGreaterThanOrEqual(55);
    expect(ids(borrowers, 'name').size).toBe(borrowers.length);
    expect(rows('loans').filter((it) => !ids(borrowers, 'borrower_id').has(it.borrower_id!))).toEqual([]);
    expect(borrowers.filter((it) => !ids(staff, 'staff_id').has(it.account_manager!))).toEqual([]);
    expect(staff.filter((it) => it.supervisor && !ids(staff, 'staff_id').has(it.supervisor))).toEqual([]);
    expect(ROLES.filter((role) => !staff.some((it) => it.roles!.split(' ').includes(role)))).toEqual([]);
    for (const loan of rows('loans')) {
      const borrower = borrowers.find((it) => it.borrower_id === loan.borrower_id)!;
      expect(plans.get(loan.plan!)!.borrowers).toContain(borrower.kind);
      expect(borrower.kind === 'person' || (borrower.size && borrower.industry)).toBeTruthy();
      expect(loan.disbursed_on! < today).toBe(true);
      const parts = rows('instalments').filter((it) => it.loan_id === loan.loan_id);
      expect(parts.reduce((sum, it) => sum + money(it.principal), 0)).toBe(money(loan.principal));
    }
    expect(rows('payments').filter((it) => it.paid_on! > today || money(it.amount) <= 0)).toEqual([]);
    for (const { channel, address } of rows('contacts')) {
      if (channel === 'sms' || channel === 'voice') expect(carriesNumber(address!, channel, '*'), address).toBe(true);
      if (channel === 'email') expect(address).toMatch(/@example\.com$/);
    }
  });
});
