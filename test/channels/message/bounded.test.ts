import { expect, it } from 'vitest';
import { bounded } from '../../../src/channels/message/bounded.js';
import type { Channel, Outgoing } from '../../../src/channels/message/channel.js';

const never = () => new Promise<never>(() => undefined);
const channel = (it: Partial<Channel>): Channel =>
  bounded({ name: 'sms', carries: () => true, send: never, find: never, close: async () => undefined, ...it }, 50);
const message = {} as Outgoing;

it('a provider that is never through: nobody knows whether it went, and it is asked again later', async () => {
  expect(await channel({}).send(message)).toMatchObject({ status: 'unknown', code: 'no-outcome' });
  await expect(channel({}).find(message, new Set())).rejects.toThrow('does not answer');
});

it('what is answered in time is answered as it is', async () => {
  const sent = { status: 'sent', providerId: '1' } as const;
  expect(await channel({ send: async () => sent }).send(message)).toBe(sent);
  await expect(channel({ find: () => Promise.reject(new Error('busy')) }).find(message, new Set())).rejects.toThrow(
    'busy',
  );
});
