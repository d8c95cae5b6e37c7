import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Dependencies, REAL_CLOCK } from '../../../activities/dependencies.js';
import { retentionActivities } from '../../../activities/retention.js';
import { createChannels } from '../../../src/channels/index.js';
import { momentAt } from '../../../src/domain/time/dates.js';
import { readRetention } from '../../../src/library/retention.js';
import { rows } from '../../../src/store/base/connection/database.js';
import { noteRecording } from '../../../src/store/notices/recordings.js';
import { freshApi, putLoan, putNotice, seal, twilioPost } from '../../api/api.js';
import { message } from '../../channels/message.js';
import { startSandbox, type TestSandbox } from '../../channels/sandbox.js';

const api = freshApi();
let sandbox: TestSandbox;
let notice = '';

beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());
beforeEach(async () => {
  await sandbox.behave({ voice: 'ok' });
  await putLoan(api, { contacts: [{ channel: 'voice', address: '+6581234567' }] });
  notice = await putNotice(api, { channel: 'voice', providerId: 'CA1' });
});

const kept = () =>
  rows(api.db().pool, 'SELECT provider_id AS id, seconds, removed_at IS NOT NULL AS removed FROM call_recordings');
const report = (form: Record<string, string>, of = notice, token?: string) =>
  twilioPost(api, `/webhooks/twilio/recording?notice=${of}`, { CallSid: 'CA1', ...form }, token);
const made = { RecordingSid: 'RE1', RecordingStatus: 'completed', RecordingDuration: '20' };

it('a recording that is ready is noted with its call, once', async () => {
  expect((await report(made)).status).toBe(204);
  expect((await report(made)).status).toBe(204);
  expect(await kept()).toEqual([{ id: 'RE1', seconds: 20, removed: false }]);
});

it('what failed, what is no call of ours, and what is forged leaves nothing', async () => {
  expect((await report({ ...made, RecordingStatus: 'failed' })).status).toBe(204);
  expect((await report({ ...made, RecordingStatus: 'absent' })).status).toBe(204);
  expect((await report(made, 'another')).status).toBe(204);
  expect((await report(made, notice, 'not the token')).status).toBe(403);
  expect(await kept()).toEqual([]);
});

/** The nightly job, with a channel that calls by the sandbox. */
async function nightly(day: string) {
  const { accountSid, authToken, url } = sandbox;
  const account = { accountSid, authToken, baseUrl: url, from: '+15005550006', publicUrl: 'https://bank.example' };
  const channels = createChannels({ voice: account }, true);
  const needs = {
    db: api.db(),
    seal,
    channels,
    clock: REAL_CLOCK,
    retention: readRetention(),
  } as unknown as Dependencies;
  const { eraseDue } = retentionActivities(needs);
  const call = async () => {
    await channels.voice!.send(message({ to: '+6581234567', noticeId: notice }));
    return (await sandbox.messages('voice'))[0]!.recording!;
  };
  const run = () => new MockActivityEnvironment().run(eraseDue, { now: momentAt(day, '02:40') });
  return { call, run, close: () => channels.voice!.close() };
}
const stillThere = async () => (await sandbox.messages('voice'))[0]!.recording !== 'removed';

it('is removed at the provider five years after the call, and not the day before', async () => {
  const early = await nightly('2031-11-24');
  const recording = await early.call();
  await noteRecording(api.db(), { notice, recording, seconds: 20 }, momentAt('2026-11-24', '12:00'));
  const before = await nightly('2031-11-23');
  expect(await before.run()).toMatchObject({ recordings: 0 });
  expect(await stillThere()).toBe(true);
  expect(await early.run()).toMatchObject({ recordings: 1 });
  expect(await stillThere()).toBe(false);
  expect(await early.run()).toMatchObject({ recordings: 0 });
  expect(await kept()).toEqual([{ id: recording, seconds: 20, removed: true }]);
  await Promise.all([early.close(), before.close()]);
});

it('of a person whose data are erased it is removed in the next night; while the provider is down it stays noted', async () => {
  const night = await nightly('2026-11-25');
  const recording = await night.call();
  await noteRecording(api.db(), { notice, recording, seconds: 20 }, momentAt('2026-11-24', '12:00'));
  expect(await night.run()).toMatchObject({ recordings: 0 });
  await api.db().pool.query(`UPDATE borrowers SET erased_at = now(), name_sealed = NULL, name_key = NULL`);
  await sandbox.behave({ voice: 'outage' });
  await expect(night.run()).rejects.toThrow('Twilio did not remove it');
  expect(await kept()).toEqual([{ id: recording, seconds: 20, removed: false }]);
  await sandbox.behave({ voice: 'ok' });
  expect(await night.run()).toMatchObject({ recordings: 1 });
  expect(await stillThere()).toBe(false);
  await night.close();
});
