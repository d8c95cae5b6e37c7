import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Channel } from '../../src/channels/message/channel.js';
import { createVoice } from '../../src/channels/voice.js';
import { message, NOBODY_ELSES } from './message.js';
import { startSandbox, type TestSandbox } from './sandbox.js';

let sandbox: TestSandbox;
let voice: Channel;

beforeAll(async () => {
  sandbox = await startSandbox();
  const { accountSid, authToken, url } = sandbox;
  voice = createVoice({ accountSid, authToken, baseUrl: url, from: '+15005550006', countries: '*', timeoutMs: 400 });
});
beforeEach(async () => {
  await sandbox.behave({ voice: 'ok' });
  await sandbox.clear();
});
afterAll(async () => {
  await voice.close();
  await sandbox.stop();
});

const WORDS = '【某银行】王五您好，您的贷款L1有10,600.00元已过还款日 <Hangup/>';

test.each([
  ['zh-CN', '有一条通知请您收听，请按1', '请您方便时致电95500'],
  ['en', 'To hear it, press 1', 'Please call 95500'],
] as const)(
  'P9.5: whoever picks up hears nothing of the borrower; a machine is left a word to call (%s)',
  async (language, asks, leaves) => {
    const { accountSid, authToken, url } = sandbox;
    const publicUrl = 'https://bank.example/post/';
    const from = '+15005550006';
    const reachable = createVoice({ accountSid, authToken, baseUrl: url, from, publicUrl, hotline: '95500' });
    const to = '+6581234567';
    const outcome = await reachable.send(message({ to, language, noticeId: 'n&1', text: WORDS }));
    const [call] = await sandbox.messages('voice');
    expect(outcome).toEqual({ status: 'sent', providerId: call?.id });
    expect(call?.twiml).toContain('<Gather numDigits="1"');
    expect(call?.twiml).toContain(
      'action="https://bank.example/post/webhooks/twilio/keys?notice=n%261&amp;step=greeting"',
    );
    expect(call?.twiml).toContain(asks);
    // What is said when nobody presses a key.
    expect(call?.twiml?.split('</Gather>')[1]).toContain(leaves);
    for (const told of ['王五', 'L1', '10,600', '贷款', 'loan', '某银行']) expect(call?.twiml).not.toContain(told);
    await reachable.close();
  },
);

test('without an address of ours nobody can show to be the borrower: nothing is said but to call back', async () => {
  await voice.send(message({ text: WORDS }));
  const [call] = await sandbox.messages('voice');
  expect(call?.twiml).not.toContain('Gather');
  expect(call?.twiml).toContain('请您方便时与客户经理联系');
  for (const told of ['王五', 'L1', '10,600']) expect(call?.twiml).not.toContain(told);
});

test('a text too long to be read out is refused before anybody is called', async () => {
  expect(await voice.send(message({ text: '款'.repeat(4000) }))).toMatchObject({
    status: 'refused',
    code: 'text-too-long',
  });
  expect(await sandbox.messages('voice')).toEqual([]);
});

test('a number that cannot be called is refused', async () => {
  expect(await voice.send(message({ to: '+15005550002' }))).toEqual({
    status: 'refused',
    code: 'twilio-21214',
    reason: 'no route to this number',
  });
});

test('of one call whose answer was lost a look-up knows it is ours; of two nobody can say', async () => {
  const first = message();
  expect(await voice.find(first, NOBODY_ELSES)).toEqual({ status: 'absent' });

  await sandbox.behave({ voice: 'drop-after-accept' });
  expect(await voice.send(first)).toMatchObject({ status: 'unknown' });
  await sandbox.behave({ voice: 'ok' });
  const [call] = await sandbox.messages('voice');
  expect(await voice.find(first, NOBODY_ELSES)).toEqual({ status: 'sent', providerId: call?.id });

  const second = message({ text: '另一条' });
  expect(await voice.send(second)).toMatchObject({ status: 'sent' });
  expect(await voice.find(second, NOBODY_ELSES)).toEqual({ status: 'unknowable' });
  const [, another] = await sandbox.messages('voice');
  expect(await voice.find(second, new Set([another?.id ?? '']))).toMatchObject({ status: 'sent' });
});

test('where the rules ask for it calls are recorded, reported to an address of ours, and removed when told', async () => {
  const { accountSid, authToken, url } = sandbox;
  const settings = { accountSid, authToken, baseUrl: url, from: '+15005550006', publicUrl: 'https://bank.example' };
  const recording = createVoice({ ...settings, record: true });
  await recording.send(message({ to: '+6581234567', noticeId: 'n1' }));
  const [call] = await sandbox.messages('voice');
  expect(call?.recordingCallback).toBe('https://bank.example/webhooks/twilio/recording?notice=n1');
  await recording.removeRecording!(call!.recording!);
  expect((await sandbox.messages('voice'))[0]?.recording).toBe('removed');
  // It is gone, which is what was asked for.
  await recording.removeRecording!(call!.recording!);
  await sandbox.behave({ voice: 'outage' });
  await expect(recording.removeRecording!(call!.recording!)).rejects.toThrow('Twilio did not remove it: twilio-20503');
  await recording.close();
  await sandbox.behave({ voice: 'ok' });
  await voice.send(message({ to: '+6581234567' }));
  expect((await sandbox.messages('voice'))[0]?.recording).toBeUndefined();
});
