import { appendFile, copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays, dayOf } from '../../src/domain/time/dates.js';
import { readLetter } from '../../src/reports/letters/make-letter.js';
import { rows } from '../../src/store/base/connection/database.js';
import { listLetters, unmadeLetters } from '../../src/store/documents/letters.js';
import { deliverNudges } from '../../src/worker/tell/deliver-nudges.js';
import { postloan } from '../cli/run.js';
import type { ChildWorker } from '../support/child-worker.js';
import { everyRun } from '../support/everything-written.js';
import { addLoans } from '../support/loans.js';
import { pdfWords } from '../support/pdf-words.js';
import { type System, startSystem } from '../support/system.js';
import { until } from '../support/until.js';

/** Everything real: the worker is a process, and is killed in the middle of its letters. */
const LOANS = Array.from({ length: 12 }, (_, n) => `L${String(n + 1).padStart(2, '0')}`);
const nameOf = (loan: string) => `借款人甲乙${loan}`;
let system: System;
let first: ChildWorker;
let worker: ChildWorker;
let dir: string;
const run = (...args: string[]) => postloan(args, system.env);
const filed = async () => (await rows(system.db.pool, 'SELECT 1 FROM letter_files')).length;
const allMade = async () => (await unmadeLetters(system.db.pool, null, 1)).length === 0;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'postloan-letters-'));
  system = await startSystem();
  const { db, seal, clock, messenger } = system;
  const dueOn = addDays(dayOf(clock.now()), -8);
  const late = (loan: string) => ({
    loan,
    name: nameOf(loan),
    plan: '07-monthly-team',
    instalments: [{ dueOn, amount: 123_456 }],
  });
  first = await system.startWorker();
  await addLoans(db, seal, LOANS.map(late), clock.now());
  await deliverNudges(db, messenger);
  await until('some letters are made', async () => (await filed()) >= 6);
  await first.kill();
  expect(await filed(), 'the middle was missed').toBeLessThan(24);
  worker = await system.startWorker();
  await until('all are made', async () => (await filed()) >= 24 && (await allMade()), 120_000);
}, 240_000);
afterAll(async () => {
  await system?.close();
  await rm(dir, { recursive: true, force: true });
});

describe('a worker that is killed while it makes letters', { timeout: 120_000 }, () => {
  it('is followed by one that makes the rest: each letter once, numbers without a gap', async () => {
    const letters = await listLetters(system.db, { kind: 'collection-notice' });
    expect(letters.map((it) => it.loan).sort()).toEqual(LOANS);
    const year = dayOf(system.clock.now()).slice(0, 4);
    expect(letters.map((it) => it.number).sort()).toEqual(LOANS.map((_, n) => `催〔${year}〕${n + 1}号`).sort());
    const written = await rows(system.db.pool, `SELECT 1 FROM audit_log WHERE what = 'letter written'`);
    expect(written).toHaveLength(12);
    expect(await filed()).toBe(24);
  });

  it('every letter is of its own loan', async () => {
    for (const { letter, loan, files } of await listLetters(system.db, { kind: 'collection-notice' })) {
      const words = await pdfWords(
        await readLetter(system, { letter, format: 'pdf', reason: null }, { actor: 'test', at: 1 }),
      );
      for (const said of [`${nameOf(loan!)}：`, '应还合计1,234.56元', '示例贷款公司']) expect(words).toContain(said);
      expect(files).toHaveLength(2);
    }
  });
});

describe('postloan letter', { timeout: 240_000 }, () => {
  const LETTER = () => `L01/${addDays(dayOf(system.clock.now()), -8)}/visit/visit/0/letter`;

  it('task list names the letter that the visit hands over; print writes it out; verify knows it until a byte is changed', async () => {
    const tasks = JSON.parse((await run('task', 'list', '--loan', 'L01', '--json')).out) as {
      kind: string;
      letter: string | null;
    }[];
    expect(tasks.find((it) => it.kind === 'visit')?.letter).toBe(LETTER());
    const pdf = join(dir, 'a.pdf');
    expect(await run('letter', 'print', LETTER(), '--out', pdf)).toMatchObject({ code: 0, err: '' });
    expect((await run('letter', 'print', LETTER(), '--out', pdf)).err).toMatch('is there already');
    expect(await run('letter', 'verify', pdf)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/催〔\d+〕\d+号, collection-notice, L01\/.*, as pdf, .*: unchanged/),
    });
    const docx = join(dir, 'a.docx');
    await run('letter', 'print', LETTER(), '--format', 'docx', '--out', docx);
    expect((await run('letter', 'verify', docx)).out).toContain('as docx');
    const bytes = await readFile(pdf);
    bytes[bytes.length >> 1]! ^= 1;
    await writeFile(pdf, bytes);
    const changed = await run('letter', 'verify', pdf);
    expect(changed).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('it was changed, or is none of ours'),
    });
    const longer = join(dir, 'b.docx');
    await copyFile(docx, longer);
    await appendFile(longer, ' ');
    expect((await run('letter', 'verify', longer)).code).toBe(1);
    expect((await run('archive', 'log', 'L01')).out).toMatch(/letter read {2}loan\/L01/);
    expect(await run('letter', 'print', 'L01/none', '--out', join(dir, 'c.pdf'))).toMatchObject({
      code: 2,
      err: expect.stringContaining('no letter L01/none'),
    });
  });

  it('receipt keeps what was signed, as evidence of the visit', async () => {
    const photo = join(dir, '回执.jpg');
    await writeFile(photo, 'signed');
    expect(await run('letter', 'receipt', LETTER(), '--file', photo)).toMatchObject({
      code: 0,
      out: `${LETTER()}: 1 kept\n`,
    });
    expect((await run('letter', 'list', '--loan', 'L01')).out).toMatch(
      /催〔\d+〕\d+号 .*collection-notice .*signed for/,
    );
    expect((await run('evidence', 'list', '--loan', 'L01')).out).toContain('***.jpg');
  });

  it('receipt-of-payment makes a receipt once, and writes it out again as it was', async () => {
    const paidOn = dayOf(system.clock.now());
    await system.db.pool.query(
      `INSERT INTO payments (reference, loan_id, paid_on, amount, recorded_at) VALUES ('P/1', 'L12', $1, 20000, now())`,
      [paidOn],
    );
    const [a, b] = [join(dir, 'r1.pdf'), join(dir, 'r2.pdf')];
    expect(await run('letter', 'receipt-of-payment', 'P/1', '--out', a)).toMatchObject({ code: 0, err: '' });
    expect(await run('letter', 'receipt-of-payment', 'P/1', '--out', b)).toMatchObject({ code: 0, err: '' });
    expect(Buffer.compare(await readFile(a), await readFile(b))).toBe(0);
    expect(await pdfWords(await readFile(a))).toContain('还款金额200.00元');
    expect(await run('letter', 'receipt-of-payment', 'P/2', '--out', b)).toMatchObject({
      code: 2,
      err: expect.stringContaining('no payment P/2'),
    });
  });
});

describe('what nobody may read there', { timeout: 120_000 }, () => {
  it('no name is in any history, nor in what the workers said', async () => {
    const { text } = await everyRun(system.client);
    expect(text).toContain('letters/all');
    for (const said of [text, first.said(), worker.said()]) expect(said).not.toContain('借款人甲乙');
    expect(worker.running(), worker.said().slice(-2_000)).toBe(true);
    expect(worker.said()).not.toContain('cannot be made');
  });
});
