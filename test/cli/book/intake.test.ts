import { afterAll, beforeAll, expect, it } from 'vitest';
import { readIncoming } from '../../../src/domain/facts/incoming.js';
import { rows } from '../../../src/store/base/connection/database.js';
import { receive } from '../../../src/store/incoming/inbox.js';
import { addLoans } from '../../support/loans.js';
import { type System, startSystem } from '../../support/system.js';
import { postloan } from '../run.js';

let system: System;

beforeAll(async () => {
  system = await startSystem({ durable: false });
});
afterAll(() => system?.close());

const run = (...args: string[]) => postloan(args, system.env);

async function sent(fact: object): Promise<void> {
  const read = readIncoming(fact, 'spare');
  if ('fault' in read) throw new Error(read.fault);
  await receive(system.db, system.seal, 'core-banking', read, { actor: 'intake/core-banking', at: Date.now() });
}

const payment = (id: string, loan: string) => ({ id, payment: { loan, reference: `R-${id}`, amount: '10.00' } });
const instalments = [{ dueOn: '2030-01-20', amount: 100_000 }];

it('what was refused is listed, shown to who says why, and tried again', { timeout: 300_000 }, async () => {
  await addLoans(system.db, system.seal, [{ loan: 'L1', instalments }], Date.now());
  for (const fact of [payment('a', 'L1'), payment('b', 'L2'), payment('c', 'L3')]) await sent(fact);

  const all = (await run('intake', 'list', '--json')).out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(all.map(({ inbox, id, kind, status, reason }) => ({ inbox, id, kind, status, reason }))).toEqual([
    { inbox: 1, id: 'a', kind: 'payment', status: 'taken', reason: null },
    { inbox: 2, id: 'b', kind: 'payment', status: 'refused', reason: 'no loan L2' },
    { inbox: 3, id: 'c', kind: 'payment', status: 'refused', reason: 'no loan L3' },
  ]);
  const refused = await run('intake', 'list', '--refused');
  expect(refused.out).toMatch(/^ +2 {2}\S+ {2}core-banking {2}payment {2}b {2}refused: no loan L2\n.*no loan L3\n$/);

  const shown = await run('intake', 'show', '2', '--reason', 'which loan is it');
  expect(JSON.parse(shown.out)).toEqual(payment('b', 'L2'));
  expect((await run('intake', 'show', '2')).code).toBe(2);
  expect(await run('intake', 'show', '9', '--reason', 'x')).toMatchObject({ code: 2, err: 'no fact 9 in the inbox\n' });

  expect(await run('intake', 'retry', '2')).toMatchObject({ code: 1, out: '2: refused: no loan L2\n' });
  await addLoans(system.db, system.seal, [{ loan: 'L2', instalments }], Date.now());
  expect(await run('intake', 'retry', '--all')).toMatchObject({
    code: 1,
    out: '2: taken\n3: refused: no loan L3\n',
  });
  expect(await run('intake', 'retry', '2')).toMatchObject({ code: 2, err: 'nothing refused has the number 2\n' });
  expect((await run('intake', 'retry')).code).toBe(2);
  const paid = await rows(system.db.pool, 'SELECT reference, loan_id AS loan FROM payments ORDER BY 1');
  expect(paid).toEqual([
    { reference: 'R-a', loan: 'L1' },
    { reference: 'R-b', loan: 'L2' },
  ]);
});

it('a rate is noted once, shown, and refused when it is none', { timeout: 300_000 }, async () => {
  const rate = (...more: string[]) => run('loan', 'rate', 'L1', ...more);
  expect((await rate('--rate', '4.35', '--from', '2026-01-01')).out).toBe('rate of L1: noted\n');
  expect((await rate('--rate', '4.350', '--from', '2026-01-01')).out).toBe('rate of L1: known already\n');
  expect((await run('loan', 'show', 'L1')).out).toMatch(/^rate +4\.35%$/m);
  expect((await run('loan', 'show', 'L2')).out).toMatch(/^rate +not known$/m);
  expect(await rate('--rate', '435', '--from', '2026-01-01')).toMatchObject({ code: 2, out: '' });
  expect(await rate('--rate', '4.35', '--from', 'soon')).toMatchObject({ code: 2, err: '--from: not a date: soon\n' });
  expect(await run('loan', 'rate', 'L9', '--rate', '4', '--from', '2026-01-01')).toMatchObject({
    code: 2,
    err: 'no loan L9\n',
  });
});
