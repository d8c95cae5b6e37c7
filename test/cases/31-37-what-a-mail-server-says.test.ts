import { execFileSync } from 'node:child_process';
import { afterEach, expect, it } from 'vitest';
import { noticeFaults } from '../../src/cli/doctor/doctor-database.js';
import { momentAt } from '../../src/domain/time/dates.js';
import { rows } from '../../src/store/base/connection/database.js';
import { createSeal } from '../../src/store/base/seal.js';
import { freshDatabase } from '../book/fresh-database.js';
import { type SmtpScript, startSmtp } from '../channels/smtp-server.js';
import { caseInput } from './case.js';
import { mailWorker, noticesOf, remindedByMail } from './mail-worker.js';

const database = freshDatabase();
const seal = createSeal('ab'.repeat(32));
const now = momentAt('2026-11-24', '10:00');
const MINUTES = 60_000;
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function workerWith(script: SmtpScript) {
  const server = await startSmtp(script);
  const worker = await mailWorker(database(), seal, server.url);
  stops.push(worker.close, server.stop);
  return { script, server, ...worker };
}
const tasks = () => rows<{ kind: string }>(database().pool, 'SELECT kind FROM tasks');

it('31: its own program sees nothing handed over, and no login in the clear', () => {
  const said = execFileSync(process.execPath, [caseInput('31')], { encoding: 'utf8', timeout: 60_000 });
  const outcomes = said.trim().split('\n');
  expect(outcomes).toHaveLength(4);
  for (const line of outcomes) expect(line).toMatch(/^[abcd] \{"status":"not-sent"/);
});

it('31: what it refuses of us waits, is said once, found by doctor, and goes when it is taken', async () => {
  const { script, server, dispatch, logged } = await workerWith({ to: '554 5.7.1 Relay access denied' });
  await remindedByMail(database(), seal, { L1: 'a@borrower.example', L2: 'b@borrower.example' }, now, (it) => `B${it}`);
  await dispatch(now);
  await dispatch(now + 20 * MINUTES);
  expect(await noticesOf(database())).toEqual(['reserved smtp-5.7.1', 'reserved smtp-5.7.1']);
  expect([await tasks(), server.mails]).toEqual([[], []]);
  expect(logged).toEqual([
    'email: nothing is taken, messages wait: the mail server refuses us (smtp-5.7.1); see postloan doctor',
  ]);
  const NOT_TAKEN = /2 messages by email were not taken \(smtp-5\.7\.1, last at [^)]*\) and wait/;
  expect((await noticeFaults(database().pool)).join()).toMatch(NOT_TAKEN);
  delete script.to;
  await dispatch(now + 60 * MINUTES);
  expect(await noticesOf(database())).toEqual(['sent', 'sent']);
  expect(server.mails).toHaveLength(2);
  expect(logged.slice(1)).toEqual(['email: messages are taken again']);
  expect(await noticeFaults(database().pool)).toEqual([]);
});

it('a grey list is waited for, and the mail goes later', async () => {
  const { script, server, dispatch } = await workerWith({ to: '450 4.2.0 Greylisted' });
  await remindedByMail(database(), seal, { L1: 'a@borrower.example' }, now);
  await dispatch(now);
  expect(await noticesOf(database())).toEqual(['reserved smtp-4.2.0']);
  delete script.to;
  const [next] = await rows<{ due: number }>(database().pool, 'SELECT due_at AS due FROM notices');
  expect(next!.due - now).toBeLessThanOrEqual(30 * MINUTES);
  await dispatch(next!.due);
  expect([await noticesOf(database()), server.mails.length, await tasks()]).toEqual([['sent'], 1, []]);
});

it('37: no such mailbox, said at once, retires the address: one call, and nothing goes there again', async () => {
  const { server, dispatch, logged } = await workerWith({ to: '550 5.1.1 User unknown' });
  await remindedByMail(database(), seal, { L1: 'x@direct.test' }, now);
  await dispatch(now);
  expect(await noticesOf(database())).toEqual(['failed smtp-5.1.1']);
  expect((await tasks()).map((it) => it.kind)).toEqual(['call']);
  expect(await rows(database().pool, 'SELECT 1 FROM contacts WHERE retired_at IS NOT NULL')).toHaveLength(1);
  const before = server.connections();
  await remindedByMail(database(), seal, { L2: 'x@direct.test' }, now + MINUTES);
  await dispatch(now + MINUTES);
  expect(server.connections()).toBe(before);
  expect(logged).toEqual([]);
});
