import { beforeEach, expect, it } from 'vitest';
import { createServer } from '../../../src/api/server.js';
import { zipped } from '../../../src/cli/audit/file/zip.js';
import { rows } from '../../../src/store/base/connection/database.js';
import { keepImport } from '../../../src/store/incoming/imports.js';
import { freshApi, seal } from '../api.js';
import { ask, keyFor, signedIn } from './people.js';

const api = freshApi();
const loans = (n: number, borrower = (it: number) => `B${it}`) =>
  [
    'loan_id,borrower_id,plan,product,disbursed_on,principal,annual_rate,penalty_rate,currency,collateral',
    ...Array.from({ length: n }, (_, it) => `L${it},${borrower(it)},04-personal,car,2026-10-20,1000.00,4.35,,CNY,`),
  ].join('\n');
const instalments = (n: number) =>
  [
    'loan_id,seq,due_on,principal,interest,fee',
    ...Array.from({ length: n }, (_, it) => `L${it},1,2026-12-20,1000.00,10.00,0.00`),
  ].join('\n');
const BOOK = { 'loans.csv': loans(3), 'instalments.csv': instalments(3) };
const CONTACTS = {
  'borrowers.csv':
    'borrower_id,kind,name,language,size,industry,class,branch,account_manager\nB0,person,Ana,en,,,,,\nB1,person,Bo,en,,,,,\nB2,person,Cy,en,,,,,\n',
  'contacts.csv': 'borrower_id,whose,channel,address,consent\nB0,self,sms,0412 345 678,yes\n',
};

let key: string;
beforeEach(async () => {
  key = await keyFor(api);
});

const zipOf = (files: Record<string, string>) =>
  zipped(new Map(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)])));
async function send(body: Buffer | FormData, asked = '', token = key) {
  const answer = await fetch(`${api.url}/api/v1/imports${asked}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      ...(body instanceof FormData ? {} : { 'content-type': 'application/zip' }),
    },
    body: body instanceof FormData ? body : new Uint8Array(body),
  });
  return { status: answer.status, body: await answer.json() };
}
const formOf = (files: Record<string, string>) => {
  const form = new FormData();
  for (const [name, text] of Object.entries(files)) form.append('file', new Blob([text]), name);
  return form;
};
/** How it ended. */
async function ended(id: number) {
  for (;;) {
    const { body } = await ask(api, key, 'GET', `/imports/${id}`);
    if (!['waits', 'reading'].includes(body.state)) return body;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
const loansThere = async () => (await rows<{ count: number }>(api.db().pool, 'SELECT count(*) FROM loans'))[0]!.count;

it('a book comes as a zip or as files, is read in the background, and says what became of it', async () => {
  const sent = await send(await zipOf(BOOK));
  expect([sent.status, sent.body]).toEqual([
    202,
    expect.objectContaining({ kind: 'book', askedBy: expect.stringMatching(/^key\//) }),
  ]);
  const taken = await ended(sent.body.import);
  expect(taken).toMatchObject({
    state: 'taken',
    tries: 1,
    result: { inserted: { loans: 3, instalments: 3 }, touched: 3 },
  });
  expect(await loansThere()).toBe(3);
  // The same again changes nothing.
  const again = await ended((await send(formOf(BOOK))).body.import);
  expect(again).toMatchObject({ state: 'taken', result: { inserted: { loans: 0 } } });
  expect((await ask(api, key, 'GET', '/imports?limit=1')).body.items[0].import).toBe(again.import);
  expect(await rows(api.db().pool, 'SELECT FROM import_files')).toEqual([]);
  expect(api.told).toBeGreaterThan(0);
});

it('one that is only checked, or refused, leaves nothing but what is wrong with it', async () => {
  const checked = await ended((await send(await zipOf(BOOK), '?checkOnly=true')).body.import);
  expect(checked).toMatchObject({ state: 'checked', result: { inserted: { loans: 3 } } });
  const bad = { ...BOOK, 'instalments.csv': `${instalments(3)}\nL0,2,2026-13-01,1.00,0,0` };
  const refused = await ended((await send(await zipOf(bad))).body.import);
  expect(refused.state).toBe('refused');
  expect(refused.result.problems[0]).toMatch(/^instalments\.csv:5 due_on/);
  expect(await loansThere()).toBe(0);
  const daily = await ended((await send(await zipOf(BOOK), '?kind=daily')).body.import);
  expect(daily).toMatchObject({ state: 'taken', result: { counts: { 'new loans': 3 } } });
  expect(await loansThere()).toBe(3);
});

it('numbers without a country code are of LENDER_COUNTRY, in a book and by the route', async () => {
  const refused = await ended((await send(await zipOf({ ...BOOK, ...CONTACTS }))).body.import);
  expect(refused.state).toBe('refused');
  api.context.settings.country = 'AU';
  expect(await ended((await send(await zipOf({ ...BOOK, ...CONTACTS }))).body.import)).toMatchObject({
    state: 'taken',
  });
  const contact = { borrower: 'B1', channel: 'sms', address: '0413 345 678', whose: 'self' };
  expect((await ask(api, key, 'POST', '/contacts', contact)).status).toBe(201);
  const ops = await signedIn(api, 'OPS', 'ops');
  const look = await ask(api, ops, 'POST', '/borrowers/B1/look', { reason: 'x' });
  expect(look.body.contacts[0].address).toBe('+61413345678');
  expect(
    (await ask(api, key, 'POST', '/contact-retirements', { borrower: 'B1', channel: 'sms', address: '0413345678' }))
      .body,
  ).toEqual({ outcome: 'taken' });
});

it('what a killed process has left is read once more, by whoever comes up next, and no row comes in twice', async () => {
  const files = new Map(Object.entries(BOOK).map(([name, text]) => [name, Buffer.from(text)]));
  const asked = { kind: 'book', checkOnly: false, acceptWarnings: false } as const;
  const { id } = await keepImport(api.db(), seal, { ...asked, files }, { actor: 'key/x', at: api.now });
  expect(await keepImport(api.db(), seal, { ...asked, files }, { actor: 'key/x', at: api.now })).toEqual({
    id,
    news: false,
  });
  await api.db().pool.query(`UPDATE imports SET state = 'reading', tries = 1, file = 'loans', rows = 2`);
  const next = await createServer(api.context);
  await next.listen({ host: '127.0.0.1', port: 0 });
  expect(await ended(id)).toMatchObject({ state: 'taken', tries: 2, result: { inserted: { loans: 3 } } });
  await next.close();
  expect(await loansThere()).toBe(3);
  // One at which the process ends each time does not stand before the others for ever.
  const { id: worst } = await keepImport(api.db(), seal, { ...asked, files }, { actor: 'key/x', at: api.now });
  await api.db().pool.query(`UPDATE imports SET state = 'reading', tries = 5 WHERE import_id = $1`, [worst]);
  await send(await zipOf(BOOK), '?checkOnly=true');
  expect((await ended(worst)).result.problems[0]).toMatch(/^begun 5 times/);
  expect((await rows(api.db().pool, `SELECT FROM audit_log WHERE what = 'import'`)).length).toBe(1);
});

it('what is no book is refused at the door: other names, paths, twice the same, bombs, what cannot be read, who may not', async () => {
  const refused = async (body: Buffer | FormData) => {
    const { status, body: problem } = await send(body);
    return [status, problem.detail];
  };
  for (const name of ['loans.csv.sh', 'passwd', 'format.yaml'])
    expect((await refused(formOf({ [name]: 'x' })))[0], name).toBe(422);
  const evil = await zipOf({ 'aa/loans.csv': 'x' });
  for (const path of ['../loans.csv', '/x/loans.csv'])
    expect(
      (await refused(Buffer.from(evil.toString('latin1').replaceAll('aa/loans.csv', path), 'latin1')))[0],
      path,
    ).toBe(400);
  expect((await refused(await zipOf({ 'a/loans.csv': 'x', 'b/loans.csv': 'y' })))[1]).toBe('loans.csv: comes twice');
  const bomb = await zipOf({ 'loans.csv': '0'.repeat(129 * 1024 * 1024) });
  expect(bomb.length).toBeLessThan(1024 * 1024);
  expect((await refused(bomb))[0]).toBe(413);
  expect((await refused(Buffer.from('no zip')))[0]).toBe(400);
  expect((await ask(api, key, 'POST', '/imports', { x: 1 })).status).toBe(415);
  expect((await send(await zipOf(BOOK), '', await signedIn(api, 'DH1', 'department-head'))).status).toBe(403);
  expect((await ask(api, key, 'GET', '/imports')).body.items).toEqual([]);
});

const STATEMENT = {
  'format.yaml': `separator: ";"
dates: YYYYMMDD
files:
  payments:
    from: "流水*.csv"
    columns: { reference: 流水号, loan_id: 借据号, paid_on: 还款日, amount: 还款金额 }
`,
  '流水1124.csv': '流水号;借据号;还款日;还款金额\nG1;L0;20261123;10.00\nG2;L1;20261399;10.00\n',
};

it('the day of another system comes in its own form, as by the command: what is refused stands where it stood there', async () => {
  await ended((await send(await zipOf(BOOK))).body.import);
  const taken = await ended((await send(formOf({ ...BOOK, ...STATEMENT }), '?kind=daily')).body.import);
  expect(taken).toMatchObject({ state: 'taken', result: { counts: { 'new payments': 1 } } });
  expect(taken.result.refused).toEqual([expect.objectContaining({ file: '流水1124.csv', line: 3, loan: 'L1' })]);
  expect(await rows(api.db().pool, 'SELECT reference, loan_id AS loan FROM payments')).toEqual([
    { reference: 'G1', loan: 'L0' },
  ]);
  // A mapping that ships, by its name; one of the lender's, which comes too.
  const [format] = Object.values(STATEMENT);
  const own = { ...BOOK, 'bank.yaml': format!, '流水1125.csv': STATEMENT['流水1124.csv'].replace('G1', 'G3') };
  const mapped = await ended((await send(await zipOf(own), '?kind=daily&mapping=bank.yaml')).body.import);
  expect(mapped).toMatchObject({ state: 'taken', result: { counts: { 'new payments': 1 } } });
  const fineract = await ended(
    (await send(await zipOf({ 'loans.json': '{"x": ' }), '?kind=daily&mapping=fineract')).body.import,
  );
  expect([fineract.state, fineract.tries, fineract.result.problems]).toEqual([
    'refused',
    1,
    [expect.stringMatching(/not JSON|no file/)],
  ]);
});

it('of this machine an uploaded format reads nothing: no path leads out of what came, no name hides, no workbook is larger than it looks', async () => {
  const daily = async (files: Record<string, string>, asked = '?kind=daily') => send(formOf(files), asked);
  const problemsOf = async (files: Record<string, string>) =>
    (await ended((await daily({ ...BOOK, ...files })).body.import)).result.problems;
  for (const mapping of ['/etc/hostname', '../../etc/hostname', './x/y.yaml'])
    expect(await problemsOf({ 'format.yaml': `mapping: ${mapping}\n` })).toEqual([
      'mapping: one that ships, or a file beside the others, by its name',
    ]);
  expect(await problemsOf({ 'format.yaml': 'mapping: none.yaml\n' })).toEqual(['none.yaml: no such format or mapping']);
  expect((await daily({ ...BOOK, ...STATEMENT }, '?kind=daily&mapping=fineract')).body.detail).toMatch(/say it there/);
  expect((await daily(BOOK, '?mapping=fineract')).body.detail).toMatch(/goes with kind=daily/);
  expect((await daily(STATEMENT, '')).body.detail).toMatch(/go with kind=daily/);
  for (const name of ['.format.yaml', 'x.sh', '..csv'])
    expect((await daily({ ...BOOK, [name]: 'x' })).status, name).toBe(422);
  expect((await daily({ 'book.xlsx': 'no workbook' })).body.detail).toMatch(/^a workbook that cannot be read/);
  const bomb = new FormData();
  bomb.append(
    'file',
    new Blob([new Uint8Array(await zipOf({ 'xl/sheet1.xml': '0'.repeat(65 * 1024 * 1024) }))]),
    'book.xlsx',
  );
  expect((await send(bomb, '?kind=daily')).status).toBe(413);
});

/** As Windows in China packs it: names in GBK, and no word of it. `gbk`: of as many bytes as the name that is put in its place. */
async function packedInChina(files: Record<string, string>, gbk: Record<string, Buffer>) {
  const zip = await zipOf(files);
  for (const [sign, at] of [
    ['PK\u0003\u0004', 6],
    ['PK\u0001\u0002', 8],
  ] as const)
    for (let from = zip.indexOf(sign, 0, 'latin1'); from >= 0; from = zip.indexOf(sign, from + 1, 'latin1'))
      zip.writeUInt16LE(zip.readUInt16LE(from + at) & ~0x800, from + at);
  for (const [name, bytes] of Object.entries(gbk))
    for (let from = zip.indexOf(name); from >= 0; from = zip.indexOf(name, from + 1)) bytes.copy(zip, from);
  return zip;
}

it('names of files in GBK, as Windows in China packs them, are read; none leads out of the folder all the same', async () => {
  const { 'format.yaml': format, '流水1124.csv': lines } = STATEMENT;
  // 流水, and 誠: its second byte is that of a backslash.
  const flows = Buffer.from([0xc1, 0xf7, 0xcb, 0xae]);
  const folder = Buffer.from([0xd5, 0x5c]);
  const files = { ...BOOK, 'format.yaml': format, 'ff/xxxx1124.csv': lines };
  const zip = await packedInChina(files, { xxxx: flows, 'ff/': Buffer.concat([folder, Buffer.from('/')]) });
  const taken = await ended((await send(zip, '?kind=daily')).body.import);
  expect(taken.result.refused).toEqual([expect.objectContaining({ file: '流水1124.csv', line: 3, loan: 'L1' })]);
  const evil = await packedInChina({ 'aaxxxxx.csv': 'x' }, { aaxxxxx: Buffer.concat([Buffer.from('..\\'), flows]) });
  expect((await send(evil, '?kind=daily')).status).toBe(400);
});
