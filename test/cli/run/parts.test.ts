import { expect, it } from 'vitest';
import { createParts } from '../../../src/cli/run/parts.js';

it('parts stop in the opposite order; one that fails and one that hangs keep no other from stopping', async () => {
  const stopped: string[] = [];
  const parts = createParts();
  parts.add('first', () => stopped.push('first'));
  parts.add('failing', async () => {
    stopped.push('failing');
    throw new Error('no');
  });
  parts.add('throwing', () => {
    throw new Error('no');
  });
  parts.add('hanging', () => new Promise(() => stopped.push('hanging')), 50);
  parts.add('last', () => stopped.push('last'));
  await Promise.all([parts.stop(), parts.stop()]);
  expect(stopped).toEqual(['last', 'hanging', 'failing', 'first']);
});

it('what is started while the rest stops is stopped at once, and its starter told', async () => {
  const parts = createParts();
  await parts.stop();
  const stopped: string[] = [];
  expect(() => parts.add('late', () => stopped.push('late'))).toThrow('stopping');
  expect(stopped).toEqual(['late']);
});
