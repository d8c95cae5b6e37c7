import { afterEach, expect, it, vi } from 'vitest';
import { coalesce } from '../../src/worker/tell/messenger.js';

afterEach(() => {
  vi.useRealTimers();
});

/** A call that ends when told to, and counts how often it was begun. */
function controlled() {
  const ends: (() => void)[] = [];
  const call = coalesce(() => new Promise<void>((resolve) => ends.push(resolve)));
  return { call, ends };
}
const soon = () => new Promise((resolve) => setTimeout(resolve, 0));

it('many callers at once share one call, but never one that had begun before they asked', async () => {
  const { call, ends } = controlled();
  const first = call();
  const late = [call(), call(), call()];
  expect(ends).toHaveLength(1);
  ends[0]!();
  await first;
  await soon();
  expect(ends).toHaveLength(2);
  let told = 0;
  const all = Promise.all(late.map((it) => it.then(() => told++)));
  await soon();
  expect(told).toBe(0);
  ends[1]!();
  await all;
  expect(ends).toHaveLength(2);
});

it('a call that fails fails its callers only; the next caller gets a call of its own', async () => {
  let calls = 0;
  const call = coalesce(async () => {
    if (++calls === 1) throw new Error('server away');
  });
  const first = call();
  const second = call();
  await expect(first).rejects.toThrow('server away');
  await second;
  expect(calls).toBe(2);
});

it('in a burst calls begin a while apart, and everybody’s is one that begins after they asked', async () => {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
  const begun: number[] = [];
  const call = coalesce(async () => void begun.push(performance.now()), 100);
  const asked: { at: number; calls: number }[] = [];
  const asks = async (): Promise<void> => {
    while (begun.length < 4) {
      const at = performance.now();
      await call();
      asked.push({ at, calls: begun.length });
    }
  };
  await Promise.all([asks(), vi.advanceTimersByTimeAsync(1_000)]);
  expect(begun.map((at) => at - begun[0]!)).toEqual([0, 100, 200, 300]);
  for (const { at, calls } of asked) expect(begun[calls - 1]).toBeGreaterThanOrEqual(at);
});
