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

test('a call says the text in its language, and nothing in the text can be taken for a command', async () => {
  const outcome = await voice.send(message({ text: '欠款 < 100 & 逾期 <Hangup/>' }));
  const [call] = await sandbox.messages('voice');
  expect(outcome).toEqual({ status: 'sent', providerId: call?.id });
  expect(call?.twiml).toContain(
    '<Say language="zh-CN" voice="Polly.Zhiyu">欠款 &lt; 100 &amp; 逾期 &lt;Hangup/&gt;</Say>',
  );

  await voice.send(message({ text: 'Due today', language: 'en' }));
  const [english] = await sandbox.messages('voice');
  expect(english?.twiml).toContain('<Say language="en-US" voice="Polly.Joanna">Due today</Say>');
});

test.each([
  ['zh-CN', '不再接听此类来电，请按9'],
  ['en', 'For no more calls like this one, press 9'],
] as const)('with an address of ours a call takes one key (%s)', async (language, menu) => {
  const { accountSid, authToken, url } = sandbox;
  const publicUrl = 'https://bank.example/post/';
  const reachable = createVoice({ accountSid, authToken, baseUrl: url, from: '+15005550006', publicUrl });
  await reachable.send(message({ to: '+6581234567', language, noticeId: 'n&1' }));
  const [call] = await sandbox.messages('voice');
  expect(call?.twiml).toContain('<Gather numDigits="1"');
  expect(call?.twiml).toContain('action="https://bank.example/post/webhooks/twilio/keys?notice=n%261"');
  expect(call?.twiml).toContain(menu);
  await reachable.close();

  await voice.send(message({ language }));
  expect((await sandbox.messages('voice'))[0]?.twiml).not.toContain('Gather');
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
