import { beforeEach, describe, expect, it } from 'vitest';
import { projectPath } from '../../../src/library/project-path.js';
import { rows } from '../../../src/store/base/connection/database.js';
import { deployPlans } from '../../../src/store/loans/plans.js';
import { freshApi, putLoan, putNotice } from '../api.js';
import { ask, signedIn } from './people.js';

const api = freshApi();
let token: string;
const get = (path: string, headers: Record<string, string> = {}) => ask(api, token, 'GET', path, undefined, headers);
const post = (path: string, body: unknown = {}) => ask(api, token, 'POST', path, body);

/** L1 is four days overdue, and somebody is to call about it. */
beforeEach(async () => {
  await deployPlans(api.db(), projectPath('plans'));
  await putLoan(api);
  await api.db().pool.query(
    `INSERT INTO tasks (task_id, loan_id, kind, role, rule, because, opened_at, due_at)
       VALUES ('L1/call', 'L1', 'call', 'account-manager', 'P4.5', '{"code":"asked-for","by":"RM1"}', now(), $1)`,
    [new Date(api.now)],
  );
  token = await signedIn(api, 'RM1', 'risk-manager');
});

describe('who is to be called', () => {
  const callee = () => post('/tasks/L1%2Fcall/callee');

  it('is named only while a call is let go, and the look is kept', async () => {
    expect((await callee()).status).toBe(409);
    expect((await post('/tasks/L1%2Fcall/call')).body).toMatchObject({ verdict: 'go' });
    const shown = (await callee()).body;
    expect(shown).toMatchObject({ numbers: ['+8613800000001'], language: 'en' });
    expect(shown.script).toContain('1,060.00');
    const looks = await rows(api.db().pool, `SELECT actor, subject FROM audit_log WHERE what = 'person read'`);
    expect(looks).toEqual([{ actor: 'staff/RM1', subject: 'borrower/B-L1' }]);
    expect((await post('/tasks/L1%2Fcall/call-ended', { ended: 'answered' })).status).toBe(200);
    expect((await callee()).status).toBe(409);
  });

  it('is not named when the rules of contact say no, which they say in the reader’s language', async () => {
    await post('/holds', { loan: 'L1', reason: 'dispute' });
    const asked = await ask(api, token, 'POST', '/tasks/L1%2Fcall/call', {}, { 'accept-language': 'zh-CN,zh;q=0.9' });
    expect(asked.body.verdict).not.toBe('go');
    expect(asked.body.say).toMatch(/\p{Script=Han}/u);
    expect((await callee()).status).toBe(409);
  });

  it('is not named to who has the borrower not in sight', async () => {
    await post('/tasks/L1%2Fcall/call');
    const south = await signedIn(api, 'RM2', 'risk-manager', 'south');
    expect((await ask(api, south, 'POST', '/tasks/L1%2Fcall/callee', {})).status).toBe(404);
  });
});

it('work of a complaint names the borrower, masked; an approval leads to the case that it decides', async () => {
  const { pool } = api.db();
  await pool.query(
    `INSERT INTO complaints (complaint_id, borrower_id, text_sealed, opened_at, solve_due, due_assumed) VALUES ('K1', 'B-L1', '', now(), now(), false)`,
  );
  await pool.query(
    `INSERT INTO cases (case_id, loan_id, kind, rule, because, effect, opened_at) VALUES ('C1', 'L1', 'extension', 'P4.7', '{"code":"asked-for","by":"RM1"}', 'extend', now())`,
  );
  await pool.query(
    `INSERT INTO tasks (task_id, complaint_id, case_id, loan_id, kind, role, rule, because, opened_at, due_at)
     VALUES ('K1/accept', 'K1', NULL, NULL, 'complaint-accept', 'risk-manager', 'P4.8', '{"code":"asked-for","by":"RM1"}', now(), $1),
            ('L1/case/C1/approval', NULL, 'C1', 'L1', 'case-approval', 'risk-manager', 'P4.7', '{"code":"asked-for","by":"RM1"}', now(), $1)`,
    [new Date(api.now)],
  );
  const { items } = (await get('/tasks')).body;
  const of = (task: string) => items.find((it: { task: string }) => it.task === task);
  expect(of('K1/accept')).toMatchObject({ borrower: 'B-L1', name: of('L1/call').name, decides: null });
  expect(of('L1/case/C1/approval')).toMatchObject({ decides: 'C1' });
  // What may be answered, and which lines are days: a form offers them, in whichever language it is read.
  const sets = {
    way: { line: '方式：归还、续贷', cases: { none: ['归还', '还'], renewal: ['续贷'] } },
    dates: { on: '立案日期' },
  };
  await api
    .db()
    .pool.query(`UPDATE tasks SET form = $1, sets = $2 WHERE task_id = 'L1/call'`, [
      [sets.way.line, '立案日期', '说明'],
      JSON.stringify(sets),
    ]);
  expect((await get('/tasks/L1%2Fcall')).body).toMatchObject({
    choices: { [sets.way.line]: ['归还', '续贷'] },
    days: ['立案日期'],
  });
  expect((await get('/words')).body.english).toMatchObject({ 续贷: 'renewal', 未还原因: 'why it is unpaid' });
});

it('what is not to be done now is listed with the end of its rest: of a hold, and of a promise', async () => {
  const rests = async () => (await get('/rests')).body.items;
  expect(await rests()).toEqual([]);
  await post('/promises', { loan: 'L1', on: '2026-11-27', amount: '1060.00' });
  expect(await rests()).toMatchObject([{ loan: 'L1', kind: 'promise', until: '2026-11-29T00:00:00+08:00', dpd: 4 }]);
  await post('/holds', { loan: 'L1', reason: 'dispute', until: '2026-12-05' });
  expect(await rests()).toMatchObject([{ loan: 'L1', kind: 'hold', until: '2026-12-06T00:00:00+08:00' }]);
  const south = await signedIn(api, 'RM2', 'risk-manager', 'south');
  expect((await ask(api, south, 'GET', '/rests')).body.items).toEqual([]);
  api.now += 30 * 86_400_000;
  token = await signedIn(api, 'RM3', 'risk-manager');
  expect(await rests()).toEqual([]);
});

describe('a hold before it is entered', () => {
  const ahead = async (body: object = {}) =>
    (await post('/hold-previews', { filter: { loans: ['L1'] }, ...body })).body;
  const sum = (rows: { keptBack: number; goesOn: number }[], of: 'keptBack' | 'goesOn') =>
    rows.reduce((all, it) => all + it[of], 0);

  it('says what is kept back until its end, and what goes on; nothing is written', async () => {
    const it = await ahead({ until: '2026-12-20' });
    expect(it).toMatchObject({ loans: 1, foreseen: 1, until: '2026-12-21T00:00:00+08:00' });
    expect(it.keptBack.messages).toBeGreaterThan(0);
    expect(it.keptBack.work).toBeGreaterThan(0);
    expect(it.goesOn.messages).toBe(0);
    expect(sum(it.rows, 'keptBack')).toBe(it.keptBack.messages + it.keptBack.work);
    expect(sum(it.rows, 'goesOn')).toBe(it.goesOn.messages + it.goesOn.work);
    // It is what happens next without it, and nothing of that with it.
    const { lines } = (await get('/loans/L1/next?days=26')).body;
    const sent = lines.filter(
      (line: { what: string; status?: string }) => line.what === 'notice' && line.status === 'sent',
    );
    expect(it.keptBack.messages).toBe(sent.length);
    expect((await get('/loans/L1')).body.holds).toEqual([]);
  });

  it('of one day keeps back less; care goes on unless everything is held; a loan that is held already has nothing left to keep back', async () => {
    const [short, long] = [await ahead({ until: '2026-11-25' }), await ahead()];
    expect(short.keptBack.messages + short.keptBack.work).toBeLessThan(long.keptBack.messages + long.keptBack.work);
    expect((await ahead({ everything: true })).goesOn.work).toBeLessThan(long.goesOn.work);
    await post('/holds', { loan: 'L1', reason: 'dispute' });
    expect((await ahead()).keptBack).toEqual({ messages: 0, work: 0 });
  });

  it('is foreseen of loans in sight alone, and by who may enter one', async () => {
    const south = await signedIn(api, 'RM2', 'risk-manager', 'south');
    const of = { filter: { loans: ['L1'] } };
    expect((await ask(api, south, 'POST', '/hold-previews', of)).body).toMatchObject({
      loans: 0,
      foreseen: 0,
      rows: [],
    });
    const auditor = await signedIn(api, 'AU1', 'auditor');
    expect((await ask(api, auditor, 'POST', '/hold-previews', of)).status).toBe(403);
  });
});

describe('a relief before it is proposed', () => {
  const ahead = async (body: unknown) => (await post('/loans/L1/relief-ahead', body)).body;

  it('moves what is unpaid to its day, and writes nothing', async () => {
    const it = await ahead({ kind: 'extension', until: '2027-01-15' });
    expect(it).toMatchObject({ refused: null, effect: 'extend', dpd: 0, overdue: '0.00', outstanding: '2120.00' });
    expect(it.before.map((part: { dueOn: string }) => part.dueOn)).toEqual(['2026-11-20', '2026-12-20']);
    expect(it.after.map((part: { dueOn: string }) => part.dueOn)).toEqual(['2027-01-15', '2027-01-15']);
    expect((await get('/loans/L1')).body).toMatchObject({ dpd: 4, overdue: '1060.00' });
  });

  it('says why it cannot be: a day that is past, a schedule of too little', async () => {
    expect((await ahead({ kind: 'extension', until: '2026-11-24' })).refused).toMatch(/must be later/);
    const instalments = [
      { seq: 1, dueOn: '2027-01-15', principal: '1.00' },
      { seq: 2, dueOn: '2026-11-20', principal: '1.00' },
    ];
    const typed = await ahead({ kind: 'restructuring', instalments });
    expect(typed.refused).toMatch(/instalment 2 is due on 2026-11-20/);
    expect(typed.faults).toEqual([
      { seq: 2, wrong: expect.stringMatching(/must be later than 2026-11-24/) },
      { seq: null, wrong: expect.stringMatching(/principal of the new schedule is 2.00/) },
    ]);
    expect((await ahead({ kind: 'grace', instalments })).refused).toBe('grace has no schedule of its own');
  });

  it('by a schedule that is typed: it stands in the proposal until another decides', async () => {
    const instalments = [{ seq: 1, dueOn: '2027-01-15', principal: '2120.00', interest: '10.00', fee: '0.00' }];
    const it = await ahead({ kind: 'extension', instalments });
    expect(it).toMatchObject({ refused: null, faults: [], overdue: '0.00', until: '2027-01-15' });
    const said = { loan: 'L1', kind: 'extension', why: 'less income', instalments };
    expect((await post('/cases', said)).status).toBe(201);
    const { case: id } = (await get('/cases')).body.items[0];
    const proposal = (await get(`/cases/${encodeURIComponent(id)}`)).body;
    expect(proposal.schedule).toEqual({ instalments, capitalise: false });
    expect((await post('/cases', { ...said, instalments: undefined, capitalise: true })).status).toBe(422);
  });
});

it('a message’s words are read for a reason, which is kept', async () => {
  await putNotice(api);
  const [{ notice }] = (await get('/loans/L1/notices')).body.items;
  expect((await post(`/loans/L1/notices/${notice}/look`)).status).toBe(422);
  expect((await post(`/loans/L1/notices/${notice}/look`, { reason: 'complaint' })).body).toEqual({
    notice,
    text: null,
  });
  expect((await post('/loans/L1/notices/999/look', { reason: 'complaint' })).status).toBe(404);
  const kept = await rows(api.db().pool, `SELECT subject, detail FROM audit_log WHERE what = 'notice read'`);
  expect(kept).toEqual([{ subject: 'loan/L1', detail: { notice, reason: 'complaint' } }]);
});

it('documents that are filed and those that are missing stand together', async () => {
  await post('/documents', { loan: 'L1', documents: ['contract/electronic'] });
  const { documents, letters } = (await get('/loans/L1/papers')).body;
  expect(documents).toContainEqual({
    document: 'contract/electronic',
    filedAt: expect.any(String),
    filedBy: 'staff/RM1',
  });
  expect(letters).toEqual([]);
  // What the plan does not ask for is a slip: what it was to be would stay missing.
  const slip = await post('/documents', { loan: 'L1', documents: ['contract/paper', 'contrat/paper'] });
  expect(slip).toMatchObject({
    status: 409,
    body: {
      detail: expect.stringMatching(/^documents: plan 04-personal asks for no contrat\/paper: it asks for contract, /),
    },
  });
  expect((await get('/loans/L1/papers')).body.documents).toEqual(documents);
  const meant = { loan: 'L1', documents: ['contrat/paper'], acceptWarnings: true };
  expect((await post('/documents', meant)).body).toEqual({ outcome: 'taken' });
});

it('a case names who proposes it and who decides', async () => {
  await post('/cases', { loan: 'L1', kind: 'grace', why: 'illness in the family' });
  const [{ case: id }] = (await get('/cases')).body.items;
  expect((await get(`/cases/${encodeURIComponent(id)}`)).body).toMatchObject({
    ...{ openedBy: 'staff/RM1', proposedBy: null, approver: 'department-head', effect: 'pause' },
  });
  expect((await get('/cases/none')).status).toBe(404);
});

it('loans that are overdue come with the worst first', async () => {
  const worse = [{ dueOn: '2026-10-20', amount: 50_000 }];
  await putLoan(api, { loan: 'L2', instalments: worse });
  await putLoan(api, { loan: 'L3', instalments: [{ dueOn: '2026-12-20', amount: 50_000 }] });
  const { items, next } = (await get('/loans?overdue=true')).body;
  expect([items.map((it: { loan: string }) => it.loan), next]).toEqual([['L2', 'L1'], null]);
});

it('what happened and why is said in the reader’s language, beside the words that stay', async () => {
  await putLoan(api, { loan: 'L9', plan: '04-personal', contacts: [] });
  const [english] = (await get('/loans/L9/next')).body.lines;
  const [chinese] = (await get('/loans/L9/next', { 'accept-language': 'zh-CN' })).body.lines;
  expect(english.say.what).toMatch(/^task: /);
  expect(chinese.say).toEqual({
    what: expect.stringMatching(/^任务：\p{Script=Han}/u),
    why: expect.stringMatching(/\p{Script=Han}/u),
  });
  expect({ ...chinese, say: null }).toEqual({ ...english, say: null });
});
