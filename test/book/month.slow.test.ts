/**
 * A lender's month: 22 books of a day over 2,000 loans, with every kind of change and fault, a lost day, a repeated one, a crash in the
 * middle. After each the book equals an independent recount; nobody who paid is dunned, nobody whose consent was withdrawn is written to.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { expect, test } from 'vitest';
import { type Dependencies, REAL_CLOCK } from '../../activities/dependencies.js';
import { loanActivities } from '../../activities/loans.js';
import { type DispatchResult, noticeActivities } from '../../activities/sending/notices.js';
import { type Daily, importDaily } from '../../src/book/daily/import-daily.js';
import { importBook } from '../../src/book/import-book.js';
import type { Channel } from '../../src/channels/message/channel.js';
import { readTemplates } from '../../src/channels/message/words.js';
import { addDays, type Day, momentAt } from '../../src/domain/time/dates.js';
import { readRetention } from '../../src/library/retention.js';
import { rows } from '../../src/store/base/connection/database.js';
import { createSeal } from '../../src/store/base/seal.js';
import { sharedLoanFiles } from '../../src/store/loans/files/shared-loan-files.js';
import { planReader } from '../../src/store/loans/plans.js';
import { CHINA } from '../support/contact-rules.js';
import { freshDatabase } from './fresh-database.js';

const LOANS = Number(process.env.MONTH_LOANS ?? 2_000);
const seal = createSeal('ab'.repeat(32));
const database = freshDatabase();

/** The core system, kept by the test in the plainest way. Amounts in fen. */
interface Loan {
  id: string;
  borrower: string;
  phone: string;
  consent: boolean;
  class: string;
  branch: string;
  manager: string;
  rate: string;
  instalments: { seq: number; dueOn: Day; principal: number; interest: number }[];
  paid: number;
}

/** The same numbers in each run. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}
const roll = dice(18);
const yuan = (fen: number) => (fen / 100).toFixed(2);

function newLoan(n: number, firstDueOn: Day): Loan {
  const instalments = [0, 1, 2].map((at) => ({
    ...{ seq: at + 1, dueOn: addDays(firstDueOn, at * 30), principal: 100_000, interest: 6_000 },
  }));
  return {
    ...{
      id: `L${n}`,
      borrower: `B${n}`,
      phone: `+86138${String(n).padStart(8, '0')}`,
      consent: n % 10 !== 0,
      class: '',
    },
    ...{ branch: `BR${n % 7}`, manager: `AM${n % 30}`, rate: '4.35', instalments, paid: 0 },
  };
}

const HEADERS = {
  borrowers: 'borrower_id,kind,name,language,size,industry,class,branch,account_manager',
  contacts: 'borrower_id,whose,channel,address,consent',
  loans: 'loan_id,borrower_id,plan,product,disbursed_on,principal,annual_rate,penalty_rate,currency,collateral',
  instalments: 'loan_id,seq,due_on,principal,interest,fee',
  payments: 'reference,loan_id,paid_on,amount',
};
type Files = Record<keyof typeof HEADERS, string[]>;

const filesOf = (loans: readonly Loan[], payments: string[]): Files => ({
  borrowers: loans.map((it) => `${it.borrower},person,n${it.borrower},zh-CN,,,${it.class},${it.branch},${it.manager}`),
  contacts: loans.map((it) => `${it.borrower},self,sms,${it.phone},${it.consent ? 'yes' : 'no'}`),
  loans: loans.map((it) => `${it.id},${it.borrower},09-consumer,,2026-10-01,3000.00,${it.rate},,CNY,`),
  instalments: loans.flatMap((loan) =>
    loan.instalments.map((it) => `${loan.id},${it.seq},${it.dueOn},${yuan(it.principal)},${yuan(it.interest)},0.00`),
  ),
  payments,
});

/** Each fault spoils one line of a loan, and says which loan is refused by it. */
const FAULTS: ((files: Files) => string | null)[] = [
  ({ instalments }) => spoil(instalments, (it) => it.replace(/,2026-/, ',2026-13-')),
  ({ loans }) => spoil(loans, (it) => it.replace('09-consumer', '99-none')),
  ({ instalments }) => spoil(instalments, (it) => it.replace(/1000\.00/, 'much')),
  ({ payments }) => spoil(payments, (it) => it.replace(/,[\d.]+$/, ',1O60.00'), 1),
  ({ loans }) => spoil(loans, (it) => it.replace('2026-10-01', '2026-10-02')),
];

function spoil(lines: string[], how: (line: string) => string, column = 0): string | null {
  const fits = [...lines.keys()].filter((at) => how(lines[at]!) !== lines[at]);
  if (fits.length === 0) return null;
  const at = fits[roll(fits.length)]!;
  const loan = lines[at]!.split(',')[column]!;
  lines[at] = how(lines[at]!);
  return loan;
}

function write(files: Files, day: Day, sequence: number): string {
  const dir = mkdtempSync(join(tmpdir(), 'postloan-month-'));
  for (const [file, lines] of Object.entries(files))
    writeFileSync(join(dir, `${file}.csv`), `${[HEADERS[file as keyof Files], ...lines].join('\n')}\n`);
  const manifest = Object.entries(files).map(([file, lines]) => `${file}.csv,${lines.length},,${day},${sequence}`);
  writeFileSync(join(dir, 'manifest.csv'), `file,rows,sum,day,sequence\n${manifest.join('\n')}\n`);
  return dir;
}

const workdays = (from: Day, count: number): Day[] => {
  const days: Day[] = [];
  for (let day = from; days.length < count; day = addDays(day, 1))
    if (![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay())) days.push(day);
  return days;
};

test('22 books of a day', async () => {
  const db = database();
  const loans = Array.from({ length: LOANS }, (_, n) => newLoan(n + 1, addDays('2026-11-20', roll(40))));
  const sent: { to: string; at: number }[] = [];
  const sms: Channel = {
    name: 'sms',
    carries: () => true,
    send: async ({ to, noticeId }) => {
      sent.push({ to, at: now });
      return { status: 'sent', providerId: noticeId };
    },
    find: async () => ({ status: 'absent' }),
    close: async () => undefined,
  };
  const dependencies: Dependencies = {
    ...{ db, seal, channels: { sms }, templates: await readTemplates(), rules: CHINA, retention: readRetention() },
    ...{ planOf: planReader(db.pool), clock: REAL_CLOCK, lender: { name: 'Example Bank', hotline: '400-000-0000' } },
    messenger: { nudge: async () => undefined, restart: async () => undefined, startReport: async () => undefined },
    mend: async () => ({ counted: {}, failed: [] }),
  };
  const { advanceLoan } = loanActivities(dependencies, sharedLoanFiles(db.pool));
  const { dispatchNotices } = noticeActivities(dependencies);
  let now = momentAt('2026-11-30', '07:00');
  /** When each loan wakes up next. */
  const wakesAt = new Map<string, number>();
  const begun = new Map(loans.map((it) => [it.phone, it]));

  /** What a worker does until a time of the day: told loans and those whose time has come, then the messages that are due. */
  const work = async (until: number) => {
    now = until;
    const told = await rows<{ loan: string }>(
      db.pool,
      `DELETE FROM nudges WHERE kind = 'loan' RETURNING subject AS loan`,
    );
    const due = [...wakesAt].filter(([, at]) => at <= now).map(([loan]) => loan);
    const all = [...new Set([...told.map((it) => it.loan), ...due])];
    for (let from = 0; from < all.length; from += 20)
      await Promise.all(
        all.slice(from, from + 20).map(async (loan) => {
          const { next } = await advanceLoan({ loan, now });
          if (next === null) wakesAt.delete(loan);
          else wakesAt.set(loan, Math.max(next.at, now + 1));
        }),
      );
    const environment = new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') });
    for (let more = true; more; )
      more = ((await environment.run(dispatchNotices, { channel: 'sms', now })) as DispatchResult).more;
  };

  const firstDir = write(filesOf(loans, []), '2026-11-30', 1);
  rmSync(join(firstDir, 'manifest.csv'));
  expect(await importBook(db, seal, firstDir, { now, actor: 'test' })).toMatchObject({ ok: true });
  await work(momentAt('2026-11-30', '10:30'));

  let [payment, sequence] = [0, 1];
  let again: string[] = [];
  const lost: { dir: string; day: Day }[] = [];
  const days = workdays('2026-12-01', 22);
  const take = async (dir: string, more: Partial<Parameters<typeof importDaily>[3]> = {}) => {
    const answer = await importDaily(db, seal, dir, { now, actor: 'core', ...more });
    if (!answer.ok) throw new Error(answer.problems.join('\n'));
    return answer as Extract<Daily, { ok: true }>;
  };

  for (const [n, day] of days.entries()) {
    now = momentAt(day, '07:00');
    sequence++;
    const payments = again;
    again = [];
    // Who owes something pays it, nine of ten; some pay ahead.
    for (const loan of loans) {
      const owed = loan.instalments
        .filter((it) => it.dueOn <= day)
        .reduce((sum, it) => sum + it.principal + it.interest, 0);
      const amount = owed > loan.paid && roll(10) > 0 ? owed - loan.paid : roll(400) === 0 ? 5_000 : 0;
      if (amount === 0) continue;
      loan.paid += amount;
      payments.push(`P${++payment},${loan.id},${addDays(day, -1)},${yuan(amount)}`);
    }
    // Of the last instalment nothing is paid this month.
    for (let change = 0; change < LOANS / 100; change++) {
      const loan = loans[roll(loans.length)]!;
      const last = loan.instalments[2]!;
      const kinds = [
        () => (loan.consent = false),
        () => (loan.consent = true),
        () => (last.interest = 5_000 + roll(1_000)),
        () => (last.dueOn = addDays(last.dueOn, 1)),
        () => (loan.class = '优良'),
        () => (loan.branch = `BR${roll(7)}`),
        () => (loan.manager = `AM${roll(40)}`),
        () => (loan.rate = `3.${10 + roll(80)}`),
      ];
      kinds[roll(kinds.length)]!();
    }
    const fresh = newLoan(LOANS + n + 1, addDays(day, 5));
    loans.push(fresh);
    begun.set(fresh.phone, fresh);
    const files = filesOf(loans, [...payments]);
    // What is spoilt today comes right tomorrow; a payment is sent again.
    const spoilt = n % 3 === 1 ? FAULTS.flatMap((it) => it(files) ?? []) : [];
    if (spoilt.length > 0) again = payments.filter((it) => spoilt.includes(it.split(',')[1]!));
    const dir = write(files, day, sequence);
    if (n === 8) {
      lost.push({ dir, day });
      again = [];
    } else {
      if (n === 15) {
        const killed = take(dir, {
          onProgress: () => {
            throw new Error('killed');
          },
        });
        await expect(killed).rejects.toThrow('killed');
      }
      const taken = await take(dir);
      expect([...new Set(taken.refused.map((it) => it.loan))].sort(), day).toEqual([...new Set(spoilt)].sort());
      if (lost.length > 0 && n === 9) {
        expect(taken.said).toEqual([expect.stringMatching(/missing/)]);
        const late = await take(lost[0]!.dir);
        expect(late.said).toEqual([expect.stringMatching(/older/)]);
      }
      if (n === 12) expect(await take(dir)).toMatchObject({ counts: {}, said: [expect.stringMatching(/before/)] });
      await recount(spoilt);
    }
    const sentBefore = sent.length;
    await work(momentAt(day, '10:30'));
    await work(momentAt(day, '18:30'));
    if (n === 8) continue;
    for (const { to } of sent.slice(sentBefore)) expect(begun.get(to)!.consent, `${day} ${to}`).toBe(true);
    const dunned = await rows<{ loan: string }>(
      db.pool,
      // By the time of the book; when it was attempted is the machine's own, which may be any day.
      `SELECT DISTINCT loan_id AS loan FROM notices WHERE purpose = 'collection' AND status = 'sent' AND settled_at >= $1`,
      [new Date(momentAt(day, '00:00'))],
    );
    for (const { loan } of dunned) {
      const it = loans.find(({ id }) => id === loan)!;
      const due = it.instalments
        .filter(({ dueOn }) => dueOn < day)
        .reduce((sum, part) => sum + part.principal + part.interest, 0);
      expect(it.paid, `${day} ${loan}`).toBeLessThan(due);
      expect(spoilt, `${day} ${loan} is held`).not.toContain(loan);
    }
  }
  expect(sent.length).toBeGreaterThan(LOANS / 4);

  /** Loan by loan what the database says, against what the core system does; of refused loans tomorrow. */
  async function recount(spoilt: readonly string[]): Promise<void> {
    const found = await rows<Record<string, unknown> & { loan: string }>(
      db.pool,
      `SELECT l.loan_id AS loan, b.class, b.branch, b.account_manager AS manager,
              trim_scale(coalesce((SELECT annual_rate FROM rate_changes r WHERE r.loan_id = l.loan_id ORDER BY from_on DESC, rate_change_id DESC LIMIT 1),
                l.annual_rate))::text AS rate, c.consent_given AS consent,
              (SELECT string_agg(seq || ' ' || due_on || ' ' || principal || ' ' || interest, ', ' ORDER BY seq) FROM instalments i WHERE i.loan_id = l.loan_id) AS instalments,
              (SELECT coalesce(sum(amount), 0)::bigint FROM payments p WHERE p.loan_id = l.loan_id) AS paid
       FROM loans l JOIN borrowers b USING (borrower_id) JOIN contacts c USING (borrower_id)`,
    );
    const said = loans.map((it) => ({
      ...{ loan: it.id, class: it.class || null, branch: it.branch, manager: it.manager },
      ...{ rate: String(Number(it.rate)), consent: it.consent },
      instalments: it.instalments
        .map((part) => `${part.seq} ${part.dueOn} ${part.principal} ${part.interest}`)
        .join(', '),
      paid: it.paid,
    }));
    const without = (all: { loan: string }[]) =>
      all.filter((it) => !spoilt.includes(it.loan)).sort((a, b) => (a.loan < b.loan ? -1 : 1));
    expect(without(found)).toEqual(without(said));
  }
}, 900_000);
