/** Every door that reads a file, tried with spoilt ones: it takes them or names their faults, and never falls over. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify as csv } from 'csv-stringify/sync';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { importBook } from '../../src/book/import-book.js';
import { checkBook } from '../../src/book/read-book.js';
import { answerAll } from '../../src/cli/plan/arrears.js';
import { preview } from '../../src/domain/preview/preview.js';
import { checkedYaml } from '../../src/library/checked-yaml.js';
import { shippedPlans } from '../../src/library/shipped-plans.js';
import { readWordRules } from '../../src/library/word-rules.js';
import { planProblems } from '../../src/planning/plan-check.js';
import { habitsOf, scenarioSchema } from '../../src/rehearsal/scenario.js';
import { writeScenarioBook } from '../../src/rehearsal/scenario-book.js';
import { scenarioLoans } from '../../src/rehearsal/scenario-loans.js';
import { rows } from '../../src/store/base/connection/database.js';
import { createSeal } from '../../src/store/base/seal.js';
import { GOOD } from '../book/book.js';
import { freshDatabase } from '../book/fresh-database.js';
import { CHINA } from '../support/contact-rules.js';
import { nastyText, SEED, spoilt } from './nasty.js';
import { takenOrNamed } from './taken-or-named.js';

const MINUTES = 300_000;
const runs = (numRuns: number) => ({ seed: SEED, numRuns, endOnFailure: true });
const plans = await shippedPlans();
const words = await readWordRules();
const database = freshDatabase();

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'postloan-doors-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const LOAN = {
  loan: 'L1',
  on: '2026-03-01',
  graceDays: 0,
  instalments: [{ seq: 1, dueOn: '2026-01-15', principal: '1000.00', interest: '60.00', fee: '0.00' }],
  payments: [
    { reference: 'A', paidOn: '2026-01-15', amount: '1060.00' },
    { reverses: 'A', paidOn: '2026-01-20' },
  ],
  pauses: [{ from: '2026-02-01', until: '2026-02-11' }],
};

test('arrears', { timeout: MINUTES }, () => {
  let taken = 0;
  fc.assert(
    fc.property(spoilt(LOAN), (loan) => {
      const answers = takenOrNamed('F', () => answerAll(JSON.stringify(loan), 'F', '2026-03-01'));
      if (answers) taken += answers.map((it) => JSON.parse(it)).length;
    }),
    runs(700),
  );
  expect(taken).toBeGreaterThan(20);
});

const SCENARIO = {
  from: '2026-11-01T08:00:00+08:00',
  until: '2027-02-01',
  providers: { sms: 'ok', voice: { outage: ['2026-11-20', '2026-11-22'] } },
  tasks: { visit: { after: 'P2D' }, call: 'never' },
  borrowers: [
    {
      id: 'B1',
      kind: 'person',
      name: '张',
      contacts: [{ whose: 'self', channel: 'sms', address: '+8613800000001', consent: 'yes' }],
    },
  ],
  loans: [
    {
      id: 'L1',
      borrower: 'B1',
      plan: '04-personal',
      product: 'car',
      disbursedOn: '2026-10-20',
      principal: '3000.00',
      annualRate: '4.35',
      currency: 'CNY',
      instalments: [
        { seq: 1, dueOn: '2026-11-20', principal: '1000.00', interest: '60.00' },
        { seq: 2, dueOn: '2026-12-20', principal: '1000.00' },
      ],
    },
  ],
  events: [
    { at: '2026-11-26T10:00:00+08:00', payment: { loan: 'L1', reference: 'P1', amount: '1060.00' } },
    { at: '2026-11-27T10:00:00+08:00', hold: { loan: 'L1', until: '2026-12-05', reason: 'dispute' } },
    { at: '2026-11-28T10:00:00+08:00', promise: { loan: 'L1', on: '2026-12-28', amount: '10.00' } },
    { at: '2026-11-29T10:00:00+08:00', signal: { borrower: 'B1', source: 'news', kind: 'litigation' } },
  ],
};

test('scenario, and the preview of what is taken', { timeout: MINUTES }, () => {
  let seen = 0;
  fc.assert(
    fc.property(spoilt(SCENARIO), (spoiltOne) => {
      const text = stringify(spoiltOne);
      const scenario = takenOrNamed('s.yaml', () => checkedYaml(text, scenarioSchema, 's.yaml'));
      if (!scenario || scenario.loans.some((it) => !plans.has(it.plan))) return;
      const until = Math.min(scenario.until, scenario.from + 90 * 86_400_000);
      const loans = scenarioLoans(scenario, plans);
      preview({ loans, until, staff: habitsOf(scenario), providers: scenario.providers, rules: CHINA });
      seen++;
    }),
    runs(350),
  );
  expect(seen).toBeGreaterThan(10);
});

test('what a preview takes, a rehearsal takes in', { timeout: MINUTES }, async () => {
  const large = fc.constantFrom('99999999999.99', '100000000000.00', '60000000000.00', '1.00');
  const sums = fc.record({ principal: large, more: fc.array(large, { maxLength: 3 }) }).map(({ principal, more }) => ({
    ...SCENARIO,
    loans: [
      {
        ...SCENARIO.loans[0],
        principal,
        instalments: more.map((interest, n) => ({ seq: n + 1, dueOn: '2026-11-20', principal, interest })),
      },
    ],
  }));
  const [borrower] = SCENARIO.borrowers;
  const [loan] = SCENARIO.loans;
  const ofBorrower = fc.constantFrom('name', 'industry', 'class', 'branch', 'accountManager');
  const ofLoan = fc.constantFrom('id', 'product', 'collateral', 'annualRate', 'penaltyRate', 'currency', 'disbursedOn');
  const cells = fc.tuple(ofBorrower, nastyText, ofLoan, nastyText, fc.boolean()).map(([a, x, b, y, both]) => ({
    ...SCENARIO,
    borrowers: [both ? { ...borrower, [a]: x } : borrower],
    loans: [{ ...loan, [b]: y }],
    events: [],
  }));
  const seal = createSeal('ab'.repeat(32));
  const db = database();
  let seen = 0;
  await fc.assert(
    fc.asyncProperty(fc.oneof(spoilt(SCENARIO), sums, { weight: 4, arbitrary: cells }), async (one) => {
      const scenario = takenOrNamed('s.yaml', () => checkedYaml(stringify(one), scenarioSchema, 's.yaml'));
      if (!scenario || scenario.loans.some((it) => !plans.has(it.plan))) return;
      const book = join(dir, `s${seen++}`);
      mkdirSync(book);
      await writeScenarioBook(scenario, book);
      const taken = await importBook(db, seal, book, { now: scenario.from, actor: 'test', takeIn: false });
      expect(taken).toMatchObject({ ok: true });
      await db.pool.query(
        'BEGIN; SET LOCAL session_replication_role = replica; TRUNCATE loans, borrowers CASCADE; COMMIT',
      );
    }),
    runs(400),
  );
  expect(seen).toBeGreaterThan(50);
});

test('plan', { timeout: MINUTES }, async () => {
  const good = parse(stringify(plans.get('04-personal')));
  await fc.assert(
    fc.asyncProperty(spoilt(good), async (plan) => {
      const problems = await planProblems(stringify(plan), 'p.yaml', CHINA, words);
      for (const it of problems) expect(it).toMatch(/^(p\.yaml|plans\/[\w/-]+\.yaml):\d+ /);
    }),
    runs(100),
  );
});

test('YAML of any kind', { timeout: MINUTES }, () => {
  const any = fc.oneof(
    nastyText,
    fc
      .array(
        fc.constantFrom(
          'a',
          ': ',
          '&a ',
          '*a',
          '- ',
          '[',
          ']',
          '{',
          '}',
          '\n',
          '  ',
          '!x ',
          '|',
          '>',
          '"',
          "'",
          '#',
          '---\n',
          '<<: ',
        ),
        { maxLength: 40 },
      )
      .map((it) => it.join('')),
  );
  fc.assert(
    fc.property(any, (text) => {
      takenOrNamed('y.yaml', () => checkedYaml(text, scenarioSchema, 'y.yaml'));
    }),
    runs(500),
  );
});

/** A good book with some of its cells spoilt. */
const spoiltBook = fc
  .array(
    fc.record({
      file: fc.constantFrom(...(Object.keys(GOOD) as (keyof typeof GOOD)[])),
      row: fc.nat(),
      cell: fc.nat(),
      by: nastyText,
    }),
    {
      minLength: 1,
      maxLength: 3,
    },
  )
  .map((spots) => {
    const tables = Object.entries(GOOD).map(
      ([name, lines]) => [name, lines.map((line) => (line.includes('"') ? null : line.split(',')))] as const,
    );
    for (const { file, row, cell, by } of spots) {
      const lines = tables.find(([name]) => name === file)![1];
      const cells = lines[1 + (row % (lines.length - 1))];
      if (cells) cells[cell % cells.length] = by;
    }
    return tables.map(
      ([name, lines]) =>
        [
          name,
          csv(
            lines.map(
              (it, n) =>
                it ?? ['B2', 'enterprise', 'Lin', 'en', 'small', 'tea', 'normal', 'BR2', 'AM02', n].slice(0, 9),
            ),
          ),
        ] as const,
    );
  });

const TABLES = ['staff', 'borrowers', 'contacts', 'loans', 'instalments', 'payments', 'nudges', 'audit_log'];

test('book: taken whole, or not at all and its faults named', { timeout: MINUTES }, async () => {
  const seal = createSeal('ab'.repeat(32));
  const db = database();
  const count = async () =>
    String(
      await Promise.all(
        TABLES.map(async (it) => (await rows<{ n: number }>(db.pool, `SELECT count(*) AS n FROM ${it}`))[0]!.n),
      ),
    );
  let n = 0;
  await fc.assert(
    fc.asyncProperty(spoiltBook, async (files) => {
      const book = join(dir, String(n++));
      mkdirSync(book);
      for (const [name, text] of files) writeFileSync(join(book, name), text);
      const { listed } = await checkBook(book);
      for (const it of listed) expect(it).toMatch(/^[a-z]+\.csv(:\d+ |: )/);
      if (n % 4 !== 0 && listed.length > 0) return;
      const before = await count();
      const taken = await importBook(db, seal, book, { now: Date.parse('2026-03-01T09:00:00+08:00'), actor: 'test' });
      if (!taken.ok) expect(await count()).toBe(before);
      else expect(listed).toEqual([]);
    }),
    runs(250),
  );
});
