import { MockActivityEnvironment } from '@temporalio/testing';
import { expect, it } from 'vitest';
import { beating } from '../../../activities/beating.js';
import type { Dependencies } from '../../../activities/dependencies.js';
import { type Alone, alone } from '../../../activities/sending/alone.js';
import { transaction } from '../../../src/store/base/connection/database.js';
import { giveBackLease, keepLease, LeaseLost, takeLease } from '../../../src/store/base/leases.js';
import { freshDatabase } from '../../book/fresh-database.js';

const db = freshDatabase();
const LONG_MS = 60_000;
const take = (ms = LONG_MS) => takeLease(db().pool, 'x', ms);
const itsTimeIsOver = () => db().pool.query('UPDATE leases SET until_at = clock_timestamp()');
const asActivity = <T>(work: () => Promise<T>) => new MockActivityEnvironment().run(work);
const dependencies = () => ({ db: db() }) as Dependencies;

it('one of many who ask at once has it', async () => {
  const taken = await Promise.all(Array.from({ length: 10 }, () => take()));
  expect(taken.filter((it) => it !== null)).toEqual([{ name: 'x', fence: 1 }]);
});

it('is kept, given back, and taken again under a higher number', async () => {
  const first = (await take())!;
  await keepLease(db().pool, first, LONG_MS);
  expect(await take()).toBeNull();
  await giveBackLease(db().pool, first);
  const second = (await take())!;
  expect(second.fence).toBeGreaterThan(first.fence);
  await expect(keepLease(db().pool, first, LONG_MS)).rejects.toThrow(LeaseLost);
  await expect(giveBackLease(db().pool, first)).rejects.toThrow(LeaseLost);
  expect(await take()).toBeNull();
});

it('ends by itself, and who comes back too late changes nothing', async () => {
  const first = (await take())!;
  await itsTimeIsOver();
  await expect(keepLease(db().pool, first, LONG_MS)).rejects.toThrow(LeaseLost);
  expect((await take())!.fence).toBeGreaterThan(first.fence);
});

it('is not taken while a transaction of its holder is under way, however long that takes', async () => {
  const first = (await take(1_000))!;
  let other: ReturnType<typeof take> | undefined;
  await transaction(db(), async (client) => {
    await keepLease(client, first, LONG_MS);
    other = take();
    await client.query('SELECT pg_sleep(1.2)');
  });
  expect(await other).toBeNull();
});

it('a batch runs alone; the next one may run when it has ended, also badly', async () => {
  const inside = asActivity(() =>
    alone(dependencies(), 'batch', async () => {
      await expect(asActivity(() => alone(dependencies(), 'batch', async () => 1))).rejects.toThrow('still under way');
      throw new Error('bad end');
    }),
  );
  await expect(inside).rejects.toThrow('bad end');
  expect(await asActivity(() => alone(dependencies(), 'batch', async () => 'went'))).toBe('went');
});

it('one whose time was over writes nothing any more, and hands over nothing', async () => {
  let late: Alone | undefined;
  await asActivity(() =>
    alone(dependencies(), 'batch', async (first) => {
      late = first;
      await itsTimeIsOver();
      await asActivity(() => alone(dependencies(), 'batch', (second) => transaction(db(), second.still)));
      await expect(transaction(db(), first.still)).rejects.toThrow(LeaseLost);
    }),
  );
  expect(late!.signal.aborted).toBe(true);
});

it('work that does nothing for too long fails, so that it is tried again; work that goes on does not', async () => {
  const hangs = () => beating({}, 100, () => new Promise(() => undefined));
  await expect(asActivity(hangs)).rejects.toThrow('nothing was done for 0.1 s');
  const beats: unknown[] = [];
  const environment = new MockActivityEnvironment();
  environment.on('heartbeat', (it) => beats.push(it));
  const goesOn = () =>
    beating({ done: 1 }, 1_000, async (step) => {
      const working = setInterval(step, 50);
      await new Promise((resolve) => setTimeout(resolve, 11_000));
      clearInterval(working);
      return 'done';
    });
  expect(await environment.run(goesOn)).toBe('done');
  expect(beats).toEqual([{ done: 1 }, { done: 1 }]);
});
