import { expect, test } from 'vitest';
import { momentAt } from '../../src/domain/time/dates.js';
import type { Database } from '../../src/store/base/connection/database.js';
import { createSeal } from '../../src/store/base/seal.js';
import { noteLook } from '../../src/store/documents/archive.js';
import { FactRefused } from '../../src/store/facts/fact-refused.js';
import type { Source } from '../../src/store/facts/facts.js';
import { placeHold } from '../../src/store/facts/holds.js';
import { recordPayment } from '../../src/store/facts/payments.js';
import { recordPromise } from '../../src/store/loans/promises.js';
import { recordRate } from '../../src/store/loans/rates.js';
import { overrideTier } from '../../src/store/loans/standing.js';
import { addContact } from '../../src/store/people/borrowers.js';
import { restrictPerson } from '../../src/store/people/persons.js';
import { addStaff } from '../../src/store/staff/coming-and-going.js';
import { enterStaffFigure } from '../../src/store/staff/staff-figures.js';
import { recordCause } from '../../src/store/work/cases.js';
import { acceptComplaint, openComplaint } from '../../src/store/work/complaints.js';
import { recordIndicator, recordSignal } from '../../src/store/work/warnings.js';
import { freshDatabase } from '../book/fresh-database.js';
import { addLoans } from '../support/loans.js';

const database = freshDatabase();
const seal = createSeal('ab'.repeat(32));
const source: Source = { actor: 'test', at: momentAt('2026-11-24', '12:00') };
const PERSON = {
  staff: 'S1',
  roles: ['collection-specialist' as const],
  branch: null,
  supervisor: null,
  name: null,
  email: null,
};

const FACTS: [string, (db: Database) => Promise<unknown>][] = [
  ['a payment', (db) => recordPayment(db, { loan: 'L1', reference: 'R', paidOn: '2026-11-24', amount: 100 }, source)],
  ['a complaint', (db) => openComplaint(db, seal, { id: 'C2', borrower: 'B-L1', text: 'x' }, source)],
  ['that a complaint is taken up', (db) => acceptComplaint(db, 'C1', source)],
  ['a promise', (db) => recordPromise(db, { loan: 'L1', on: '2026-11-28', amount: 100 }, source)],
  ['a hold', (db) => placeHold(db, { loan: 'L1', until: null, reason: 'dispute' }, source)],
  ['a cause', (db) => recordCause(db, { loan: 'L1', kind: 'illness' }, source)],
  ['a rate', (db) => recordRate(db, { loan: 'L1', annualRate: '4.35', from: '2026-12-01' }, source)],
  ['a tier', (db) => overrideTier(db, { loan: 'L1', tier: 'high', until: '2026-12-01', reason: 'x' }, source)],
  ['a signal', (db) => recordSignal(db, { borrower: 'B-L1', source: 'news', kind: 'litigation' }, source)],
  ['a figure', (db) => recordIndicator(db, { borrower: 'B-L1', name: 'income', period: '2026-10', value: 1 }, source)],
  ['a restriction', (db) => restrictPerson(db, 'B-L1', 'asked for', source)],
  [
    'a contact',
    (db) =>
      addContact(
        db,
        seal,
        { borrower: 'B-L1', whose: 'self', channel: 'email', address: 'a@b.example', consent: true },
        source,
      ),
  ],
  ['somebody of the staff', (db) => addStaff(db, seal, PERSON, source)],
  [
    'a sum of somebody',
    (db) => enterStaffFigure(db, { staff: 'S0', name: 'deposits', period: '2026-10', amount: 5 }, source),
  ],
];

test.each(FACTS)('%s that comes eight times at the same moment is news once, and known then', async (_, take) => {
  const db = database();
  await addLoans(
    db,
    seal,
    [{ loan: 'L1', instalments: [{ dueOn: '2026-11-20', amount: 1000 }] }],
    momentAt('2026-11-01', '12:00'),
  );
  await openComplaint(db, seal, { id: 'C1', borrower: 'B-L1', text: 'x' }, { ...source, at: source.at - 60_000 });
  await addStaff(db, seal, { ...PERSON, staff: 'S0' }, source);
  const answers = await Promise.all(Array.from({ length: 8 }, () => take(db)));
  expect(answers.filter((it) => it !== false)).toHaveLength(1);
  expect(await take(db)).toBe(false);
});

test.each([
  [
    'a tier until a day that is over',
    (db: Database) => overrideTier(db, { loan: 'L1', tier: 'high', until: '2026-11-23', reason: 'x' }, source),
  ],
  [
    'a figure of a period to come',
    (db: Database) => recordIndicator(db, { borrower: 'B-L1', name: 'income', period: '2026-12', value: 1 }, source),
  ],
  [
    'a payment of a day to come',
    (db: Database) => recordPayment(db, { loan: 'L1', reference: 'R', paidOn: '2026-11-25', amount: 1 }, source),
  ],
  [
    'a payment before the payout',
    (db: Database) => recordPayment(db, { loan: 'L1', reference: 'R', paidOn: '2026-10-20', amount: 1 }, source),
  ],
  [
    'a look that has not been yet',
    (db: Database) =>
      noteLook(db, { loan: 'L1', document: 'contract/paper', reason: 'x', at: '2026-11-24T12:00:01+08:00' }, source),
  ],
])('%s is refused', async (_, take) => {
  const db = database();
  await addLoans(
    db,
    seal,
    [{ loan: 'L1', instalments: [{ dueOn: '2026-11-20', amount: 1000 }] }],
    momentAt('2026-11-01', '12:00'),
  );
  await expect(take(db)).rejects.toThrow(FactRefused);
});
