import { createHash } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import { readLetters } from '../../../src/library/letter-files.js';
import { makeLetter } from '../../../src/reports/letters/make-letter.js';
import { rows, transaction } from '../../../src/store/base/connection/database.js';
import { reservedLetter, reserveLetter } from '../../../src/store/documents/letters.js';
import { recordPayment } from '../../../src/store/facts/payments.js';
import { keepEvidence } from '../../../src/store/work/evidence.js';
import { freshApi, LENDER, putLoan, seal } from '../api.js';
import { ask, signedIn } from './people.js';

const api = freshApi();
const LETTER = 'L1/payment/P1/receipt';
const by = () => ({ actor: 'test', at: api.now });
let north: string;
let south: string;
beforeEach(async () => {
  await putLoan(api);
  await putLoan(api, { loan: 'L2', contacts: [] });
  await api.db().pool.query(`UPDATE borrowers SET branch = CASE borrower_id WHEN 'B-L1' THEN 'north' ELSE 'south' END`);
  north = await signedIn(api, 'RM1', 'risk-manager', 'north');
  south = await signedIn(api, 'RM2', 'risk-manager', 'south');
  const { pool } = api.db();
  await recordPayment(api.db(), { loan: 'L1', reference: 'P1', amount: 106_000, paidOn: '2026-11-24' }, by());
  for (const [letter, loan] of [
    [LETTER, 'L1'],
    ['L2/receipt', 'L2'],
  ] as const)
    await reserveLetter(pool, {
      ...{
        letter,
        kind: 'payment-receipt',
        loan,
        task: null,
        report: null,
        unit: null,
        payment: loan === 'L1' ? 'P1' : null,
      },
      ...{ rule: 'S4', why: { code: 'asked-for', by: 'AM1' }, at: api.now },
    });
  const office = { db: api.db(), seal, letters: readLetters(), lender: { ...LENDER, account: '' } };
  await makeLetter(office, (await reservedLetter(pool, LETTER))!, by());
});

const get = (token: string, path: string) => ask(api, token, 'GET', path);
const post = (token: string, path: string, body: object) =>
  fetch(`${api.url}/api/v1${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const noted = (what: string) =>
  rows(api.db().pool, `SELECT actor, subject, detail->>'reason' AS why FROM audit_log WHERE what = $1`, [what]);

it('letters of borrowers in sight are listed without names, of a loan, a borrower, a kind, or by a file at hand', async () => {
  const named = async (token: string, asked = '') =>
    (await get(token, `/letters${asked}`)).body.items.map((it: { letter: string }) => it.letter);
  expect([await named(north), await named(south)]).toEqual([[LETTER], ['L2/receipt']]);
  expect(await named(north, '?loan=L2')).toEqual([]);
  expect(await named(north, '?borrower=B-L1&kind=payment-receipt')).toEqual([LETTER]);
  const all = await signedIn(api, 'AU', 'auditor');
  const { body } = await get(all, '/letters?limit=1');
  expect(await named(all, `?limit=1&after=${encodeURIComponent(body.next)}`)).toEqual(['L2/receipt']);
  const [made] = body.items;
  expect(made).toMatchObject({ letter: LETTER, loan: 'L1', withdrawn: null, receipts: [] });
  expect(made.number).toMatch(/〔2026〕1号$/);
  expect(made.files.map((it: { format: string }) => it.format)).toEqual(['docx', 'pdf']);
  expect(JSON.stringify(body)).not.toContain('1060.00');
  expect(await named(north, `?sha256=${made.files[1].sha256}`)).toEqual([LETTER]);
  expect(await named(south, `?sha256=${made.files[1].sha256}`)).toEqual([]);
});

it('a letter is read as PDF or DOCX, for a reason that is kept, by who sees its borrower', async () => {
  const at = `/letters/${encodeURIComponent(LETTER)}`;
  expect((await get(north, at)).body.letter).toBe(LETTER);
  expect((await get(south, at)).status).toBe(404);
  expect((await post(south, `${at}/look`, { reason: 'x' })).status).toBe(404);
  expect((await post(north, `${at}/look`, {})).status).toBe(422);
  const pdf = await post(north, `${at}/look`, { reason: 'a complaint' });
  expect([pdf.headers.get('content-type'), pdf.headers.get('x-content-type-options')]).toEqual([
    'application/pdf',
    'nosniff',
  ]);
  const bytes = new Uint8Array(await pdf.arrayBuffer());
  const { files } = (await get(north, at)).body;
  expect(files[1].sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
  const docx = await post(north, `${at}/look`, { format: 'docx', reason: 'a complaint' });
  expect(new Uint8Array(await docx.arrayBuffer()).length).toBe(files[0].size);
  expect(await noted('letter read')).toEqual(
    Array(2).fill({ actor: 'staff/RM1', subject: 'loan/L1', why: 'a complaint' }),
  );
  expect((await post(south, '/letters/L2%2Freceipt/look', { reason: 'x' })).status).toBe(409);
});

it('P4.10: documents of the archive are listed; their files, where they are kept here, are looked at for a reason that is kept', async () => {
  const { pool } = api.db();
  await pool.query(
    `INSERT INTO tasks (task_id, loan_id, kind, role, rule, because, opened_at, due_at) VALUES ('T', 'L1', 'visit', 'account-manager', 'S1', '{"code":"stuck"}', now(), now())`,
  );
  const file = { name: 'signed.pdf', bytes: Buffer.from('what was signed') };
  await transaction(api.db(), (client) => keepEvidence(client, seal, { task: 'T', place: null, files: [file] }, by()));
  await pool.query(
    `INSERT INTO archive_documents (loan_id, document, form, filed_at, filed_by, sha256)
     SELECT 'L1', 'duty-letter', 'electronic', now(), 'AM1', sha256 FROM evidence
     UNION ALL SELECT 'L1', 'contract', 'paper', now(), 'AM1', NULL UNION ALL SELECT 'L2', 'contract', 'paper', now(), 'AM1', NULL`,
  );
  const archivist = await signedIn(api, 'AR1', 'archivist', 'north');
  const documents = async (token: string, asked = '') => (await get(token, `/archive${asked}`)).body;
  expect((await documents(archivist)).items).toMatchObject([
    { loan: 'L1', document: 'contract/paper', file: false },
    { loan: 'L1', document: 'duty-letter/electronic', file: true },
  ]);
  const { next } = await documents(archivist, '?limit=1');
  expect((await documents(archivist, `?after=${encodeURIComponent(next)}`)).items).toMatchObject([
    { document: 'duty-letter/electronic' },
  ]);
  expect((await get(archivist, '/archive?after=x')).status).toBe(422);
  const look = (token: string, document: string) =>
    post(token, '/archive/look', { loan: 'L1', document, reason: 'an audit' });
  expect(await (await look(archivist, 'duty-letter/electronic')).text()).toBe('what was signed');
  expect([
    (await look(archivist, 'contract/paper')).status,
    (await look(archivist, 'title/paper')).status,
    (await look(south, 'duty-letter/electronic')).status,
  ]).toEqual([409, 409, 404]);
  expect(await noted('document read')).toEqual([{ actor: 'staff/AR1', subject: 'loan/L1', why: 'an audit' }]);
  const { items } = (await get(archivist, '/archive/looks?loan=L1')).body;
  expect(items.map((it: { what: string }) => it.what)).toEqual(['evidence kept', 'document read', 'evidence read']);
  expect((await get(archivist, '/archive/looks?loan=L2')).status).toBe(404);
});
