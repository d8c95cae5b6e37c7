import { Secret, TOTP } from 'otpauth';
import { beforeEach, describe, expect, it } from 'vitest';
import { MS_A_DAY, momentAt } from '../../../src/domain/time/dates.js';
import { offerSecondFactor, useSecondFactor } from '../../../src/store/access/second-factor.js';
import { beginSession, sessionOf, signOut } from '../../../src/store/access/sessions.js';
import { signIn } from '../../../src/store/access/sign-in.js';
import { addUser, changePassword, disableUser, listUsers, resetUser } from '../../../src/store/access/users.js';
import { rows } from '../../../src/store/base/connection/database.js';
import { createSeal } from '../../../src/store/base/seal.js';
import { addStaff, markLeft } from '../../../src/store/staff/coming-and-going.js';
import { freshDatabase } from '../../book/fresh-database.js';

const db = freshDatabase();
const seal = createSeal('ab'.repeat(32));
const NOON = momentAt('2026-11-24', '12:00');
const HOUR = MS_A_DAY / 24;
const by = (at = NOON) => ({ actor: 'ops/test', at });
const OWN = 'a ferry across the lake';

let given = '';
beforeEach(async () => {
  const risk = {
    staff: 'RM1',
    roles: ['risk-manager' as const],
    branch: 'north',
    supervisor: null,
    name: null,
    email: null,
  };
  await addStaff(db(), seal, risk, by());
  given = await addUser(db(), { staff: 'RM1', access: [] }, by());
});

const enter = (said: { staff?: string; password?: string; code?: string } = {}, at = NOON) =>
  signIn(db(), seal, { staff: 'RM1', password: given, ...said }, at);
const token = async (...said: Parameters<typeof enter>) => {
  const answer = await enter(...said);
  if ('refused' in answer) throw new Error(answer.refused);
  return answer.token;
};
const refusals = async () =>
  (
    await rows<{ why: string }>(
      db().pool,
      `SELECT detail->>'why' AS why FROM audit_log WHERE what = 'sign-in refused' ORDER BY audit_id`,
    )
  ).map((it) => it.why);

describe('a user', () => {
  it('is staff, or has a role of access; nobody has a password that was not made for him', async () => {
    await expect(addUser(db(), { staff: 'RM1', access: [] }, by())).rejects.toThrow(/is a user already/);
    await expect(addUser(db(), { staff: 'X9', access: [] }, by())).rejects.toThrow(/has no work/);
    await addUser(db(), { staff: 'audit', access: ['auditor'] }, by());
    expect((await listUsers(db().pool)).map(({ staff, roles }) => [staff, roles])).toEqual([
      ['RM1', ['risk-manager']],
      ['audit', ['auditor']],
    ]);
  });

  it('signs in, and of the password and the token only hashes are kept', async () => {
    const opened = await token();
    expect(await sessionOf(db().pool, opened, NOON)).toEqual({
      ...{ staff: 'RM1', roles: ['risk-manager'], branch: 'north', language: null, mustChange: true },
    });
    const [kept] = await rows<{ all: string }>(
      db().pool,
      'SELECT (u::text || e::text) AS all FROM users u JOIN sessions e USING (staff_id)',
    );
    expect(kept!.all).toMatch(/\$argon2id\$/);
    for (const secret of [given, opened]) expect(kept!.all).not.toContain(secret);
  });

  it('changes the password that was given; other sessions end', async () => {
    const [mine, other] = [await token(), await token()];
    await changePassword(db(), seal, { staff: 'RM1', before: given, password: OWN, token: mine }, by());
    expect(await sessionOf(db().pool, mine, NOON)).toMatchObject({ mustChange: false });
    expect(await sessionOf(db().pool, other, NOON)).toEqual({ fault: 'ended' });
    expect(await enter()).toEqual({ refused: 'wrong' });
    expect(await enter({ password: OWN })).toHaveProperty('token');
    await expect(
      changePassword(db(), seal, { staff: 'RM1', before: given, password: `${OWN}s`, token: mine }, by()),
    ).rejects.toThrow(/wrong/);
  });

  it('who is disabled, has left or was reset has no session any more, and comes in only after a reset', async () => {
    const opened = await token();
    expect(await disableUser(db(), 'RM1', by())).toBe(true);
    expect(await disableUser(db(), 'RM1', by())).toBe(false);
    expect(await sessionOf(db().pool, opened, NOON)).toEqual({ fault: 'ended' });
    expect(await enter()).toEqual({ refused: 'wrong' });
    const anew = await resetUser(db(), seal, 'RM1', by());
    const again = await token({ password: anew });
    await markLeft(db(), 'RM1', by());
    expect(await sessionOf(db().pool, again, NOON)).toEqual({ fault: 'disabled' });
    expect(await enter({ password: anew })).toEqual({ refused: 'wrong' });
  });
});

describe('a session', () => {
  it('ends after an hour of nothing, after twelve hours, or by signing out; a forged token is none', async () => {
    const opened = await token();
    expect(await sessionOf(db().pool, opened, NOON + HOUR)).toEqual({ fault: 'expired' });
    for (let at = NOON; at < NOON + 12 * HOUR; at += HOUR / 2)
      expect(await sessionOf(db().pool, opened, at)).toHaveProperty('staff');
    expect(await sessionOf(db().pool, opened, NOON + 12 * HOUR)).toEqual({ fault: 'expired' });
    expect(await sessionOf(db().pool, `${opened.slice(0, -1)}~`, NOON)).toEqual({ fault: 'unknown' });
    const next = await token();
    expect([await signOut(db().pool, next, NOON), await signOut(db().pool, next, NOON)]).toEqual([true, false]);
    expect(await sessionOf(db().pool, next, NOON)).toEqual({ fault: 'ended' });
  });

  it('is not opened by guessing: after five wrong tries each waits longer, also with the right word', async () => {
    for (let n = 0; n < 5; n++) expect(await enter({ password: 'guess' })).toEqual({ refused: 'wrong' });
    expect(await enter()).toEqual({ refused: 'wait' });
    expect(await enter({}, NOON + 59_000)).toEqual({ refused: 'wait' });
    expect(await enter({}, NOON + 61_000)).toHaveProperty('token');
    expect(await enter({ staff: 'nobody' })).toEqual({ refused: 'wrong' });
    expect(await refusals()).toEqual([...Array(5).fill('password'), ...Array(2).fill('too many tries'), 'password']);
  });

  it('says nothing of who there is: a name that nobody has is refused as any other, and waits as long', async () => {
    await disableUser(db(), 'RM1', by());
    const told = async (staff: string) => {
      const said: unknown[] = [];
      // Past the first wait comes one of two minutes; a day without a try ends it.
      for (const at of [...Array(7).fill(NOON), ...[61, 62, 180, 182].map((s) => NOON + s * 1000), NOON + 2 * MS_A_DAY])
        said.push(await enter({ staff, password: 'guess' }, at));
      return said.map((it) => (it as { refused: string }).refused);
    };
    const expected = [...Array(5).fill('wrong'), 'wait', 'wait', 'wrong', 'wait', 'wait', 'wrong', 'wrong'];
    expect(await told('nobody')).toEqual(expected);
    expect(await told('RM1')).toEqual(expected);
    const [kept] = await rows<{ all: string }>(
      db().pool,
      'SELECT string_agg(t::text, $1) AS all FROM sign_in_tries t',
      [' '],
    );
    expect(kept!.all).not.toMatch(/nobody|RM1/);
  });

  it('of names that are tried no more nothing is kept', async () => {
    for (let n = 0; n < 5; n++) await enter({ staff: `nobody-${n}` });
    await enter({}, NOON + 2 * MS_A_DAY);
    expect(await rows(db().pool, 'SELECT FROM sign_in_tries')).toEqual([]);
  });

  it('that somebody has taken over is no way to guess the password: wrong ones count as those of signing in', async () => {
    const opened = await token();
    const guess = (before: string) =>
      changePassword(db(), seal, { staff: 'RM1', before, password: OWN, token: opened }, by());
    for (let n = 0; n < 5; n++) await expect(guess('guess')).rejects.toThrow(/is wrong/);
    await expect(guess(given)).rejects.toThrow(/too many wrong tries/);
    expect(await enter()).toEqual({ refused: 'wait' });
    expect(await refusals()).toEqual([
      ...Array(5).fill('password, to change it'),
      'too many tries, to change it',
      'too many tries',
    ]);
  });

  it('of one name is tried one by one: many guesses at once are no more than five', async () => {
    const tries = await Promise.all(Array.from({ length: 12 }, () => enter({ staff: 'nobody', password: 'guess' })));
    expect(tries.filter((it) => 'refused' in it && it.refused === 'wrong').length).toBe(5);
  });
});

describe('a second factor', () => {
  const codeAt = (secret: string, at: number) =>
    new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: at });

  it('is asked for from its first code on; no code is good twice, nor a recovery code', async () => {
    const { secret, uri } = offerSecondFactor('RM1');
    expect(uri).toMatch(/^otpauth:\/\/totp\/postloan:RM1\?/);
    const opened = await token();
    const use = (code: string) =>
      useSecondFactor(db(), seal, { staff: 'RM1', secret, code, token: opened, password: given }, by());
    await expect(use('000000')).rejects.toThrow(/not a code/);
    // Six signs that are more than six bytes.
    await expect(use('０００汉字\u0017')).rejects.toThrow(/not a code/);
    const recovery = await use(codeAt(secret, NOON));
    expect(recovery).toHaveLength(10);
    await expect(use(codeAt(secret, NOON))).rejects.toThrow(/is in use/);

    expect(await enter()).toEqual({ refused: 'code-needed' });
    expect(await enter({ code: codeAt(secret, NOON) })).toEqual({ refused: 'wrong' });
    expect(await enter({ code: '０００汉字\u0017' })).toEqual({ refused: 'wrong' });
    const later = NOON + 30_000;
    expect(await enter({ code: codeAt(secret, later) }, later)).toHaveProperty('token');
    expect(await enter({ code: codeAt(secret, later) }, later)).toEqual({ refused: 'wrong' });
    expect(await enter({ code: recovery[3]! }, later)).toHaveProperty('token');
    expect(await enter({ code: recovery[3]! }, later)).toEqual({ refused: 'wrong' });
    const anew = await resetUser(db(), seal, 'RM1', by());
    expect(await enter({ password: anew }, later)).toHaveProperty('token');
  });

  it('is not begun by who took a session over: it asks for the password, and wrong ones count as tries', async () => {
    const opened = await token();
    const { secret } = offerSecondFactor('RM1');
    const use = (password?: string) =>
      useSecondFactor(
        db(),
        seal,
        { staff: 'RM1', secret, code: codeAt(secret, NOON), token: opened, ...(password ? { password } : {}) },
        by(),
      );
    await expect(use()).rejects.toThrow(/say your password/);
    for (let n = 0; n < 5; n++) await expect(use('guess')).rejects.toThrow(/is wrong/);
    await expect(use(given)).rejects.toThrow(/too many wrong tries/);
    expect(await enter()).toEqual({ refused: 'wait' });
    expect((await listUsers(db().pool))[0]).toMatchObject({ secondFactor: false });
    expect(await refusals()).toEqual([
      'no password, to begin a second factor',
      ...Array(5).fill('password, to begin a second factor'),
      'too many tries, to begin a second factor',
      'too many tries',
    ]);
  });

  it('of who has no password of ours is begun in the first ten minutes of single sign-on', async () => {
    const opened = await beginSession(db().pool, 'RM1', NOON, { byProvider: true });
    const { secret } = offerSecondFactor('RM1');
    const use = (at: number) =>
      useSecondFactor(db(), seal, { staff: 'RM1', secret, code: codeAt(secret, at), token: opened }, by(at));
    await expect(use(NOON + 600_000)).rejects.toThrow(/sign in anew/);
    expect(await use(NOON + 599_000)).toHaveLength(10);
  });
});
