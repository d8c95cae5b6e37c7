import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { importBook } from '../../../src/book/import-book.js';
import { readIncoming } from '../../../src/domain/facts/incoming.js';
import { readIdentity } from '../../../src/domain/person/identity.js';
import { maskAddress, maskIdentity, maskName } from '../../../src/domain/person/mask.js';
import { erasureOf, type Kept } from '../../../src/domain/person/retention.js';
import { momentAt } from '../../../src/domain/time/dates.js';
import { readRetention } from '../../../src/library/retention.js';
import { rows } from '../../../src/store/base/connection/database.js';
import { createSeal } from '../../../src/store/base/seal.js';
import { receive, retryRefused } from '../../../src/store/incoming/inbox.js';
import { readLoanFiles } from '../../../src/store/loans/files/loan-files.js';
import { eraseEmergencyContacts, erasePast, erasePerson, retentionAhead } from '../../../src/store/people/erase.js';
import { rotateKeys, sealedTables } from '../../../src/store/people/keys.js';
import { exportPerson } from '../../../src/store/people/person-export.js';
import {
  findPersons,
  liftRestriction,
  maskedPerson,
  restrictPerson,
  setIdentity,
  unmaskedPerson,
} from '../../../src/store/people/persons.js';
import { freshDatabase } from '../../book/fresh-database.js';
import { everyRow } from '../../support/everything-written.js';
import { putLoans } from '../../support/loans.js';
import { everythingSealed, putWholePerson } from '../../support/whole-person.js';

const database = freshDatabase();
const seal = createSeal(Buffer.alloc(32).toString('base64'));
const RULES = readRetention();
const at = (day: string, time = '12:00') => momentAt(day, time);
const source = (day: string) => ({ actor: 'ops/test', at: at(day) });
const IDENTITY = '11010519491231002X';

const audited = async () =>
  (
    await rows<{ what: string; subject: string; detail: unknown }>(
      database().pool,
      `SELECT what, subject, detail FROM audit_log WHERE actor <> 'test' ORDER BY audit_id`,
    )
  ).map(({ what, subject, detail }) => `${what} ${subject} ${JSON.stringify(detail)}`);

const put = (loan: string, mark: string, closed = '2020-06-30') =>
  putWholePerson(database(), seal, { loan, mark, closedAt: at(closed), identity: IDENTITY });

describe('masks', () => {
  it('show enough to tell two apart, and nobody', () => {
    expect([maskName('王小明'), maskName('Lin Zhao'), maskIdentity(IDENTITY)]).toEqual(['王**', 'L**', '****2X']);
    expect(['+8613800000001', 'lin@mail.example', 'oX3kwechat'].map(maskAddress)).toEqual([
      '+86****0001',
      'l***@mail.example',
      '***',
    ]);
  });
});

it('a number of identity is held to its check digit, and written in one way', () => {
  expect(readIdentity(' 11010519491231002x\n')).toBe(IDENTITY);
  expect(readIdentity('110105194912310021')).toBeNull();
  expect(readIdentity('E 1234 5678')).toBe('E12345678');
  expect(readIdentity('')).toBeNull();
});

describe('a look at a person', () => {
  it('is masked; in the clear it needs a reason, which the audit log has before anything is shown', async () => {
    const borrower = await put('L1', 'zebra');
    const db = database();
    expect(JSON.stringify(await maskedPerson(db.pool, seal, borrower))).not.toContain('zebra');
    expect(await audited()).toEqual([]);
    await expect(unmaskedPerson(db, seal, borrower, ' ', source('2020-07-01'))).rejects.toThrow('a reason is needed');
    const shown = await unmaskedPerson(db, seal, borrower, 'court', source('2020-07-01'));
    expect(shown).toMatchObject({ name: 'Name zebra', contacts: [{ address: 'self-zebra@mail.example' }, {}, {}] });
    // A look that finds nothing readable was one.
    const blind = createSeal(Buffer.alloc(32, 5).toString('base64'));
    const again = await unmaskedPerson(db, blind, borrower, 'again', source('2020-07-01'));
    expect(again.name).toBe('cannot be opened: see `postloan keys list`');
    expect(await audited()).toEqual([
      'person read borrower/B-L1 {"reason":"court"}',
      'person read borrower/B-L1 {"reason":"again"}',
    ]);
  });

  it('find answers ids by name, address and identity number; the log does not say what was sought', async () => {
    await put('L1', 'zebra');
    const db = database();
    const find = (by: Parameters<typeof findPersons>[2], text: string) =>
      findPersons(db, seal, by, text, source('2020-07-01'));
    expect(await find('name', 'Name zebra')).toEqual([{ borrower: 'B-L1', as: 'self' }]);
    expect(await find('name', 'Name')).toEqual([]);
    expect(await find('address', 'guarantor-zebra@mail.example')).toEqual([{ borrower: 'B-L1', as: 'guarantor' }]);
    expect(await find('identity', IDENTITY)).toEqual([{ borrower: 'B-L1', as: 'self' }]);
    expect((await audited())[0]).toBe('person sought person {"by":"name","found":["B-L1"]}');
    expect((await audited()).join()).not.toMatch(/zebra|1101/);
  });

  it('an identity number is kept once, and a wrong one stands in no error', async () => {
    const borrower = await put('L1', 'zebra');
    const set = (text: string) => setIdentity(database(), seal, borrower, text, source('2020-07-01'));
    expect(await set(IDENTITY)).toBe(false);
    expect(await set('E12345678')).toBe(true);
    await expect(set('110105194912310021')).rejects.toThrow(/^not a number of an identity card or another paper$/);
    expect((await maskedPerson(database().pool, seal, borrower)).identity).toBe('****78');
  });
});

describe('restricted', () => {
  it('is a hold on every loan of the person while it lasts, and stays known afterwards', async () => {
    const db = database();
    await putLoans(
      db,
      seal,
      ['L1', 'L2'].map((loan) => ({ loan, borrower: 'B1', instalments: [{ dueOn: '2026-03-10', amount: 1 }] })),
    );
    await db.pool.query('UPDATE loans SET taken_in_at = now()');
    expect(await restrictPerson(db, 'B1', 'asked', source('2026-03-01'))).toBe(true);
    expect(await restrictPerson(db, 'B1', 'asked', source('2026-03-02'))).toBe(false);
    const holds = async () => (await readLoanFiles(db.pool, ['L1', 'L2'], at('2026-03-03'))).map((it) => it.file.holds);
    const rest = { from: at('2026-03-01'), until: null, reason: 'restricted', everything: true };
    expect(await holds()).toEqual([[rest], [rest]]);
    expect(await liftRestriction(db, 'B1', 'changed his mind', source('2026-03-05'))).toBe(true);
    expect(await liftRestriction(db, 'B1', 'again', source('2026-03-06'))).toBe(false);
    expect(await holds()).toEqual(Array(2).fill([{ ...rest, until: at('2026-03-05') }]));
    expect(await restrictPerson(db, 'B1', 'asked once more', source('2026-04-01'))).toBe(true);
    expect((await holds())[0]).toHaveLength(2);
    await expect(restrictPerson(db, 'B9', 'asked', source('2026-04-01'))).rejects.toThrow('no borrower B9');
    const nudges = await rows<{ n: number }>(db.pool, 'SELECT count(*) AS n FROM nudges');
    expect(nudges[0]!.n).toBe(6);
  });
});

describe('how long', () => {
  const kept: Kept = {
    ...{ loans: 1, openLoans: 0, lastClosedAt: at('2020-06-30', '23:59'), openComplaints: 0, openCases: 0, holds: 0 },
  };
  const verdict = (change: Partial<Kept>, now: number) => erasureOf({ ...kept, ...change }, RULES, now);

  it('five years after the last loan, to the day', () => {
    expect(verdict({}, at('2025-06-29', '23:59'))).toMatchObject({ may: false, until: '2025-06-30' });
    expect(verdict({}, at('2025-06-30', '00:00'))).toEqual({ may: true, since: '2025-06-30' });
    expect(verdict({ lastClosedAt: at('2020-02-29') }, at('2025-02-28', '00:00')).may).toBe(true);
  });

  it('an open loan, complaint, case or hold keeps the data, however old', () => {
    const now = at('2040-01-01');
    expect(verdict({ openLoans: 1, lastClosedAt: null }, now)).toMatchObject({ may: false, because: '1 open loan' });
    expect(verdict({ openComplaints: 1 }, now)).toMatchObject({ may: false, because: '1 open complaint' });
    expect(verdict({ openCases: 2 }, now)).toMatchObject({ may: false, because: '2 open cases' });
    expect(verdict({ holds: 1 }, now)).toMatchObject({ may: false, until: null, because: '1 hold' });
    expect(verdict({ loans: 0, lastClosedAt: null }, now).may).toBe(true);
  });
});

describe('erasing', () => {
  it('every kind of sealed value is there to be erased, or this would prove nothing', async () => {
    await put('L1', 'zebra');
    const there = new Set((await everythingSealed(database(), seal)).map((it) => it.split(':')[0]));
    const known = await sealedTables(database().pool);
    const columns = known.flatMap(({ table, columns }) => columns.map((it) => `${table}.${it}`));
    expect(
      columns.filter(
        (it) => !/^(staff|users|inbox|asked_once|webhooks|imports|import_files)\./.test(it) && !there.has(it),
      ),
    ).toEqual([]);
  });

  it('leaves nothing of the person that can be opened, and everything of everybody else', async () => {
    const db = database();
    const borrower = await put('L1', 'zebra');
    await put('L2', 'lion');
    const others = (await everythingSealed(db, seal)).filter((it) => it.includes('lion'));
    const ask = (day: string) => erasePerson(db, RULES, { borrower, reason: 'asked' }, source(day));
    expect(await ask('2025-06-30')).toEqual({ outcome: 'erased', values: 16 });
    expect(await everythingSealed(db, seal)).toEqual(others);
    // What was typed is gone too; figures and decisions stay.
    expect(await everyRow(db)).not.toContain('zebra');
    const [loan] = await rows(db.pool, `SELECT principal, currency FROM loans WHERE loan_id = 'L1'`);
    expect(loan).toEqual({ principal: 1, currency: 'CNY' });
    expect(await findPersons(db, seal, 'name', 'Name zebra', source('2025-07-01'))).toEqual([]);
    expect(await maskedPerson(db.pool, seal, borrower)).toMatchObject({ name: null, identity: null, erased: true });
    expect(await ask('2025-07-01')).toEqual({ outcome: 'known' });
    expect((await audited())[0]).toBe(
      'person erased borrower/B-L1 {"reason":"asked","values":16,"version":2,"retention":"china-2026"}',
    );
  });

  it('property: whoever is erased, in whichever order, under whichever key, nothing of them can be opened', async () => {
    const db = database();
    const animals = ['zebra', 'lion', 'heron', 'otter'];
    for (const [n, mark] of animals.entries()) await put(`L${n}`, mark);
    const rotated = createSeal(
      `2:${Buffer.alloc(32, 2).toString('base64')}`,
      `1:${Buffer.alloc(32).toString('base64')}`,
    );
    let gone = new Set<string>();
    const step = fc.record({ who: fc.nat(animals.length - 1), rotate: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(step, async ({ who, rotate }) => {
        if (rotate) await rotateKeys(db, rotated, source('2026-01-01'));
        await erasePerson(db, RULES, { borrower: `B-L${who}`, reason: 'asked' }, source('2026-01-01'));
        gone = new Set([...gone, animals[who]!]);
        const left = (await everythingSealed(db, rotated)).join('\n');
        for (const mark of animals) expect(left.includes(mark), mark).toBe(!gone.has(mark));
      }),
      { numRuns: 8 },
    );
  });

  it('while they must be kept, the data are restricted instead, and it says until when', async () => {
    const db = database();
    const borrower = await put('L1', 'zebra', '2024-06-30');
    const ask = () => erasePerson(db, RULES, { borrower, reason: 'asked' }, source('2026-01-01'));
    const kept = {
      outcome: 'kept',
      until: '2029-06-30',
      because: 'china-2026 v2: kept for 5 years after the last loan',
    };
    expect(await ask()).toEqual({ ...kept, restricted: true });
    expect(await maskedPerson(db.pool, seal, borrower)).toMatchObject({ restricted: true, erased: false });
    // An open loan: the contract is carried out, the ladder goes on.
    await putLoans(db, seal, [{ loan: 'L9', instalments: [{ dueOn: '2026-03-10', amount: 1 }] }]);
    const open = await erasePerson(db, RULES, { borrower: 'B-L9', reason: 'asked' }, source('2026-01-01'));
    expect(open).toEqual({ outcome: 'kept', restricted: false, until: null, because: '1 open loan' });
    expect((await maskedPerson(db.pool, seal, 'B-L9')).restricted).toBe(false);
  });

  it('a book does not bring an erased person back', async () => {
    const db = database();
    const dir = mkdtempSync(join(tmpdir(), 'postloan-erased-'));
    try {
      const write = (name: string, ...lines: string[]) =>
        writeFileSync(join(dir, `${name}.csv`), `${lines.join('\n')}\n`);
      write(
        'borrowers',
        'borrower_id,kind,name,language,size,industry,class,branch,account_manager',
        'B1,person,王小明,,,,,,',
      );
      write(
        'contacts',
        'borrower_id,whose,channel,address,consent',
        'B1,self,sms,+8613800000001,yes',
        'B1,emergency,sms,+8613800000002,yes',
      );
      write(
        'loans',
        'loan_id,borrower_id,plan,product,disbursed_on,principal,annual_rate,penalty_rate,currency,collateral',
        'L1,B1,04-personal,,2020-01-01,100.00,,,CNY,',
      );
      write('instalments', 'loan_id,seq,due_on,principal,interest,fee', 'L1,1,2020-04-01,100.00,0.00,0.00');
      const take = () => importBook(db, seal, dir, { now: at('2026-01-01'), actor: 'test' });
      expect(await take()).toMatchObject({ ok: true });
      // The emergency contact alone: at any time, and the same book changes nothing.
      expect(await eraseEmergencyContacts(db, 'B1', 'asked by the contact', source('2026-01-01'))).toBe(1);
      expect(await take()).toMatchObject({ ok: true, inserted: { contacts: 0 } });
      expect((await everythingSealed(db, seal)).join()).not.toContain('+8613800000002');

      await db.pool.query(`UPDATE loans SET closed_at = '2020-04-01'`);
      expect(await erasePerson(db, RULES, { borrower: 'B1', reason: 'asked' }, source('2026-01-01'))).toMatchObject({
        outcome: 'erased',
      });
      expect(await take()).toMatchObject({
        ok: false,
        problems: [
          'borrowers.csv:2 borrower_id: B1: the person is erased: leave out the row, a new loan is of a new borrower',
          expect.stringContaining('contacts.csv:2 borrower_id: B1: the person is erased'),
          expect.stringContaining('contacts.csv:3 borrower_id: B1: the person is erased'),
        ],
      });
      rmSync(join(dir, 'borrowers.csv'));
      rmSync(join(dir, 'contacts.csv'));
      expect(await take()).toMatchObject({ ok: true, touched: 0 });
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
});

describe('the retention job', () => {
  it('erases who is past the time, passes over who is stopped, and does nothing the second time', async () => {
    const db = database();
    const now = at('2026-01-01');
    await put('L1', 'zebra', '2020-12-31');
    await put('L2', 'lion', '2021-01-01');
    await put('L3', 'heron', '2021-01-02');
    await db.pool.query(`INSERT INTO holds (loan_id, from_at, reason) VALUES ('L1', '2021-02-01', 'legal-stay')`);
    expect(await retentionAhead(db.pool, RULES, '2026-01-31', now)).toEqual([
      { borrower: 'B-L2', from: '2026-01-01', stoppedBy: null },
      { borrower: 'B-L3', from: '2026-01-02', stoppedBy: null },
      { borrower: 'B-L1', from: '2025-12-31', stoppedBy: '1 hold' },
    ]);
    let beats = 0;
    expect(await erasePast(db, RULES, now, () => beats++)).toEqual({ persons: 1, handovers: 1, stopped: 1 });
    expect(beats).toBe(1);
    const left = (await everythingSealed(db, seal)).join();
    expect([left.includes('lion'), left.includes('heron'), left.includes('Name zebra')]).toEqual([false, true, true]);
    expect(await erasePast(db, RULES, now)).toEqual({ persons: 0, handovers: 0, stopped: 1 });
    expect((await audited()).filter((it) => it.startsWith('retention'))).toEqual([
      'retention person {"persons":1,"stopped":1,"version":2,"handovers":1,"retention":"china-2026"}',
    ]);
  });
});

it('erasure and export reach what other systems sent about a person, whether it could be taken or not', async () => {
  const db = database();
  await put('L1', 'zebra', '2020-01-01');
  await put('L2', 'lion', '2020-01-01');
  const send = (id: string, loan: string) => {
    const fact = readIncoming(
      { signal: { borrower: `B-${loan}`, source: 'court', kind: `about-${loan.toLowerCase()}` } },
      id,
    );
    if ('fault' in fact) throw new Error(fact.fault);
    return receive(db, seal, 'courts', fact, source('2025-12-01'));
  };
  // Their loans have ended: neither can be taken.
  expect(await send('F1', 'L1')).toMatchObject({ outcome: 'refused' });
  expect(await send('F2', 'L2')).toMatchObject({ outcome: 'refused' });
  const { records } = await exportPerson(db, seal, 'B-L1', 'asked', source('2025-12-01'));
  expect(JSON.stringify(records.inbox)).toContain('about-l1');
  expect(JSON.stringify(records)).not.toContain('about-l2');
  const erased = await erasePerson(db, RULES, { borrower: 'B-L1', reason: 'asked' }, source('2026-01-02'));
  expect(erased).toMatchObject({ outcome: 'erased' });
  const left = (await everythingSealed(db, seal)).filter((it) => it.startsWith('inbox'));
  expect(left).toEqual([expect.stringContaining('about-l2')]);
  // Sent again it is known by its hash, or by its content where the key was changed.
  const rotated = createSeal(`2:${Buffer.alloc(32, 2).toString('base64')}`, `1:${Buffer.alloc(32).toString('base64')}`);
  await rotateKeys(db, rotated, source('2026-01-02'));
  const again = readIncoming({ signal: { borrower: 'B-L2', source: 'court', kind: 'about-l2' } }, 'F2');
  if ('fault' in again) throw new Error(again.fault);
  expect(await receive(db, rotated, 'courts', again, source('2026-01-02'))).toMatchObject({ outcome: 'refused' });
});

describe('an export', () => {
  it('has everything with the words as sent, other people masked, and is in the audit log before it is read', async () => {
    const db = database();
    const borrower = await put('L1', 'zebra');
    await put('L2', 'lion');
    await expect(exportPerson(db, seal, borrower, '', source('2026-01-01'))).rejects.toThrow('a reason is needed');
    const { records } = await exportPerson(db, seal, borrower, 'asked for it', source('2026-01-01'));
    const all = JSON.stringify(records);
    for (const it of (await everythingSealed(db, seal)).filter((one) => one.includes('zebra'))) {
      const [where, text] = it.split(': ') as [string, string];
      const withheld = where.startsWith('archive_handovers') || /^(guarantor|emergency)-/.test(text);
      expect(all.includes(text), it).toBe(!withheld);
    }
    expect(all).not.toContain('lion');
    expect(records.contacts?.map((it) => it.address)).toEqual([
      'self-zebra@mail.example',
      'g***@mail.example',
      'e***@mail.example',
    ]);
    expect(records.notices).toMatchObject([{ text: 'message zebra', template: 'due-soon' }]);
    expect(records.instalments).toMatchObject([{ loan_id: 'L1', due_on: '2020-01-10', principal: 1 }]);
    expect(records.audit_log?.at(-1)).toMatchObject({
      what: 'person exported, all read',
      detail: { reason: 'asked for it' },
    });
  });

  it('lets go of what belongs to no one person once it is older than anybody is kept, of what still waits too', async () => {
    const db = database();
    const fact = (sender: string, day: string, status: string) =>
      db.pool.query(
        `INSERT INTO inbox (sender, fact_id, kind, content_key, content_sealed, received_at, status, reason, settled_at, settled_by)
         VALUES ($1, 'F1', 'payment', $2, $3, $4, $5::text, CASE WHEN $5::text = 'refused' THEN 'no loan L9' END, $4, 'test')`,
        [
          sender,
          seal.hash(sender),
          seal.seal(`sent by ${sender}`, 'inbox.content_sealed', sender, 'F1'),
          new Date(at(day)),
          status,
        ],
      );
    await fact('old', '2020-06-01', 'taken');
    await fact('waiting', '2020-06-01', 'refused');
    await fact('young', '2025-06-01', 'taken');
    await erasePast(db, RULES, at('2026-01-01'));
    expect(await everythingSealed(db, seal)).toEqual(['inbox.content_sealed: sent by young']);
    expect(await retryRefused(db, seal, 2, source('2026-01-01')).catch((it: Error) => it.message)).toBe(
      'what was sent as fact 2 is erased',
    );
  });
});
