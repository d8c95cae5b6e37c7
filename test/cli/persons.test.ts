import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addDays, dayOf, momentAt } from '../../src/domain/time/dates.js';
import { rows } from '../../src/store/base/connection/database.js';
import { addLoans } from '../support/loans.js';
import { type System, startSystem } from '../support/system.js';
import { everythingSealed, putWholePerson } from '../support/whole-person.js';
import { postloan } from './run.js';

let system: System;
let dir: string;
const today = dayOf(Date.now());
const IDENTITY = '11010519491231002X';
const run = (...args: string[]) => postloan(args, system.env);
const fed = (input: string, ...args: string[]) => postloan(args, system.env, input);

beforeAll(async () => {
  system = await startSystem({ durable: false });
  dir = await mkdtemp(join(tmpdir(), 'postloan-persons-'));
  const { db, seal } = system;
  const contacts = [
    { channel: 'sms' as const, address: '+8613812345678' },
    { channel: 'sms' as const, address: '+8613887654321', whose: 'emergency' as const },
  ];
  await addLoans(
    db,
    seal,
    [{ loan: 'L1', name: '王小明', contacts, instalments: [{ dueOn: addDays(today, 20), amount: 100_000 }] }],
    Date.now(),
  );
  const closed = (years: number) => momentAt(addDays(today, -Math.round(365.25 * years)), '12:00');
  await putWholePerson(db, seal, { loan: 'L2', mark: 'zebra', identity: 'E12345678', closedAt: closed(2) });
  await putWholePerson(db, seal, { loan: 'L3', mark: 'lion', identity: 'E87654321', closedAt: closed(5.1) });
});
afterAll(async () => {
  await system?.close();
  await rm(dir, { recursive: true, force: true });
});

// Each command is a process of its own, and takes seconds where much else runs.
const LONG = 300_000;

it('person show is masked, and in the clear with a reason that the audit log keeps', { timeout: LONG }, async () => {
  const masked = await run('person', 'show', 'B-L1');
  expect(masked.out).toMatch(/name {7}王\*\*\n.*\nloans {6}L1\nself {7}sms {5}\+86\*\*\*\*5678/s);
  expect(masked.out).not.toMatch(/小明|13812345678|13887654321/);
  expect((await run('person', 'show', 'B-L1', '--reason', 'mail came back')).out).toMatch(/王小明.*\+8613812345678/s);
  const [look] = await rows(system.db.pool, `SELECT subject, detail FROM audit_log WHERE what = 'person read'`);
  expect(look).toEqual({ subject: 'borrower/B-L1', detail: { reason: 'mail came back' } });
});

it('doctor counts the numbers that no gateway serves, without naming one', { timeout: LONG }, async () => {
  const without = {
    TWILIO_COUNTRIES: '',
    ALIYUN_ACCESS_KEY_ID: '',
    ALIYUN_ACCESS_KEY_SECRET: '',
    ALIYUN_TEMPLATES: '',
  };
  const { out, code } = await postloan(['doctor'], { ...system.env, ...without });
  expect(code).toBe(1);
  expect(out).toMatch(
    /missing numbers of borrowers: no gateway serves \d+ sms numbers of CN, each message becomes a task/,
  );
  expect(out).not.toContain('138');
  expect((await run('doctor')).out).toContain('good    numbers of borrowers');
});

it('person find takes a number as people write it, and answers ids', { timeout: LONG }, async () => {
  expect((await run('person', 'find', '--phone', '138 8765-4321')).out).toBe('B-L1  (its emergency)\n');
  const byName = await fed('王小明\n', 'person', 'find', '--name', '-', '--json');
  expect(byName.out).toBe('[{"borrower":"B-L1","as":"self"}]\n');
  expect(await fed(`${IDENTITY.slice(0, 17)}1`, 'person', 'identity', 'B-L1')).toMatchObject({
    err: 'not a number of an identity card or another paper\n',
    code: 2,
  });
  expect((await fed(`${IDENTITY}\n`, 'person', 'identity', 'B-L1')).out).toBe('identity of B-L1: kept\n');
  expect((await fed(IDENTITY, 'person', 'find', '--id', '-')).out).toBe('B-L1\n');
});

it('person restrict, and export for its owner only', { timeout: LONG }, async () => {
  expect((await run('person', 'restrict', 'B-L1', '--reason', 'asked')).out).toMatch(/^B-L1 is restricted: no contact/);
  const lifted = await run('person', 'restrict', 'B-L1', '--lift', '--reason', 'asked');
  expect(lifted.out).toBe('B-L1: the restriction is lifted\n');
  const out = join(dir, 'export.json');
  const exported = await run('person', 'export', 'B-L2', '--reason', 'asked', '--out', out);
  expect(exported.out).toMatch(/^B-L2: \d+ records in /);
  expect((await stat(out)).mode & 0o777).toBe(0o600);
  const { borrower, records } = JSON.parse(await readFile(out, 'utf8'));
  expect([borrower, records.notices[0].text]).toEqual(['B-L2', 'message zebra']);
});

it('person retention and erase: what must be kept is restricted, what need not be is gone', {
  timeout: LONG,
}, async () => {
  const listed = (await run('person', 'retention')).out;
  expect(listed).toMatch(/^\d{4}-\d\d-\d\d {2}B-L3\n$/);
  expect(Math.abs(Date.parse(listed.slice(0, 10)) - Date.parse(addDays(today, -37)))).toBeLessThan(2 * 86_400_000);
  const erase = (...args: string[]) => run('person', 'erase', ...args, '--reason', 'asked');
  expect(await erase('B-L1')).toMatchObject({
    code: 1,
    out: expect.stringMatching(/^B-L1 is not erased: 1 open loan\n/),
  });
  expect(await erase('B-L2')).toMatchObject({
    code: 1,
    out: expect.stringMatching(
      /^B-L2 is not erased before \d{4}-\d\d-\d\d: china-2026 v2: .*\nuntil then the data are res/,
    ),
  });
  expect(await erase('B-L3')).toMatchObject({ code: 0, out: 'B-L3 is erased: 16 sealed values\n' });
  expect((await everythingSealed(system.db, system.seal)).join()).not.toContain('lion');
  expect((await run('person', 'show', 'B-L3')).out).toMatch(/erased\nname {7}-\n/);
  expect((await run('loan', 'show', 'L3')).out).toContain('  erased  L3/visit');
});

it('keys: a new one is given out, everything is sealed anew, the old one is let go', { timeout: LONG }, async () => {
  const old = system.env.POSTLOAN_KEY!;
  const next = (await run('keys', 'new')).out.trim();
  expect(next).toMatch(/^2:[A-Za-z0-9+/]{43}=$/);
  const having = (env: Record<string, string>, ...args: string[]) => postloan(args, { ...system.env, ...env });
  const both = { POSTLOAN_KEY: next, POSTLOAN_KEYS_OTHER: `1:${old}` };
  expect((await having(both, 'person', 'find', '--phone', '13812345678')).out).toBe('B-L1\n');
  expect((await having(both, 'keys', 'rotate')).out).toMatch(/^\d+ rows are sealed with key 2 now\n$/);
  const alone = { POSTLOAN_KEY: next };
  expect((await having(alone, 'person', 'show', 'B-L1', '--reason', 'test')).out).toContain('王小明');
  expect(await having(alone, 'keys', 'list')).toMatchObject({
    code: 0,
    out: expect.stringMatching(/key {3}2 +\d+ {2}borrowers\.name_sealed +the current key/),
  });
  const lost = await run('doctor');
  expect(lost.out).toMatch(
    /missing keys of personal data: .*borrowers\.name_sealed are under key 2, which is not conf/,
  );
  const wrong = await having({ POSTLOAN_KEY: `2:${Buffer.alloc(32).toString('base64')}` }, 'keys', 'list');
  expect(wrong).toMatchObject({ code: 1, out: expect.stringContaining('CANNOT BE OPENED') });
  // None of it says a key.
  for (const { out, err } of [lost, wrong]) for (const it of [old, next.slice(2)]) expect(out + err).not.toContain(it);
});
