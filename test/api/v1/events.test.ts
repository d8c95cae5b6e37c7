import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createServer } from '../../../src/api/server.js';
import { freePort } from '../../../src/embedded/base/free-port.js';
import { signOut } from '../../../src/store/access/sessions.js';
import { rows } from '../../../src/store/base/connection/database.js';
import { until } from '../../support/until.js';
import { freshApi, putLoan } from '../api.js';
import { numbered } from './numbered.js';
import { ask, keyFor, signedIn } from './people.js';

const api = freshApi();
let token: string;
const open: IncomingMessage[] = [];
beforeEach(async () => {
  await putLoan(api);
  await putLoan(api, { loan: 'L2', contacts: [] });
  token = await signedIn(api, 'RM1', 'risk-manager');
  await numbered(api.db());
});
afterEach(() => {
  for (const it of open.splice(0)) it.destroy();
});

interface Heard {
  ids: number[];
  events: { kind: string; about: string }[];
  text: string;
  ended: boolean;
}

/** Listens, and answers what is heard as it comes. */
async function listen(bearer: string, { headers = {}, query = '', url = api.url } = {}): Promise<Heard> {
  const asked = get(`${url}/api/v1/events${query}`, { headers: { authorization: `Bearer ${bearer}`, ...headers } });
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'text/event-stream']);
  open.push(answer);
  const heard: Heard = { ids: [], events: [], text: '', ended: false };
  answer
    .on('error', () => undefined)
    .on('close', () => {
      heard.ended = true;
    });
  answer.on('data', (bytes: Buffer) => {
    heard.text += String(bytes);
    heard.ids = [...heard.text.matchAll(/^id: (\d+)$/gm)].map((it) => Number(it[1]));
    heard.events = [...heard.text.matchAll(/^id: .*\ndata: (.*)\n\n/gm)].map((it) => JSON.parse(it[1]!));
  });
  return heard;
}
const hold = (loan: string) => ask(api, token, 'POST', '/holds', { loan, reason: 'dispute' });
const heardOf = async (heard: Heard, many: number) => {
  await until(`${many} events`, () => heard.events.length >= many);
  return heard.events.map((it) => `${it.kind} ${it.about}`);
};

describe('who listens', () => {
  it('hears what changes, by kind and id, and nothing of a person', async () => {
    const heard = await listen(token);
    await hold('L1');
    await ask(api, await keyFor(api), 'POST', '/payments', { loan: 'L1', reference: 'P-1', amount: '300.00' });
    expect(await heardOf(heard, 2)).toEqual(['hold loan/L1', 'payment loan/L1']);
    expect(Object.keys(heard.events[0]!)).toEqual(['at', 'kind', 'about', 'entry']);
    expect(heard.text).not.toContain('300');
  });

  it('goes on after what was heard last, and misses nothing of what came meanwhile', async () => {
    const first = await listen(token);
    await hold('L1');
    await heardOf(first, 1);
    open.splice(0)[0]!.destroy();
    await hold('L2');
    await numbered(api.db());
    const again = await listen(token, { headers: { 'last-event-id': String(first.ids[0]) } });
    expect(await heardOf(again, 1)).toEqual(['hold loan/L2']);
    const all = await listen(token, { query: '?after=0' });
    expect((await heardOf(all, 3)).slice(1)).toEqual(['hold loan/L1', 'hold loan/L2']);
  });

  it('is told when older events are kept no more', async () => {
    await hold('L1');
    await numbered(api.db());
    await api.db().pool.query(`UPDATE events SET noted_at = now() - interval '8 days'`);
    await hold('L2');
    await numbered(api.db());
    await hold('L2');
    await ask(api, token, 'POST', '/signals', { borrower: 'B-L1', source: 'x', kind: 'litigation' });
    await numbered(api.db());
    const heard = await listen(token, { query: '?after=0' });
    await heardOf(heard, 1);
    expect(heard.text).toContain('event: lost\n');
    expect((await rows(api.db().pool, `SELECT FROM events WHERE noted_at < now() - interval '7 days'`)).length).toBe(0);
  });

  it('hears of borrowers in sight alone', async () => {
    const [north, own] = [
      await listen(await signedIn(api, 'RM2', 'risk-manager', 'north')),
      await listen(await signedIn(api, 'AM1', 'account-manager', 'south')),
    ];
    await api.db().pool.query(
      `UPDATE borrowers SET branch = CASE borrower_id WHEN 'B-L1' THEN 'north' ELSE 'south' END,
         account_manager = CASE borrower_id WHEN 'B-L2' THEN 'AM1' END`,
    );
    await numbered(api.db());
    const all = await listen(token);
    await hold('L1');
    await hold('L2');
    expect((await heardOf(all, 2)).sort()).toEqual(['hold loan/L1', 'hold loan/L2']);
    expect([await heardOf(north, 1), await heardOf(own, 1)]).toEqual([['hold loan/L1'], ['hold loan/L2']]);
  });

  it('of another process of the API hears the same, once each', async () => {
    const second = await createServer(api.context);
    const port = await freePort();
    await second.listen({ host: '127.0.0.1', port });
    try {
      const [here, there] = [await listen(token), await listen(token, { url: `http://127.0.0.1:${port}` })];
      for (const loan of ['L1', 'L2']) await hold(loan);
      expect(await heardOf(there, 2)).toEqual(await heardOf(here, 2));
      await sleep(1_500);
      expect([here.ids, there.ids]).toEqual([[1, 2].map((n) => here.ids[0]! + n - 1), here.ids]);
    } finally {
      for (const it of open.splice(0)) it.destroy();
      await second.close();
    }
  });

  it('listens no more than ten times', async () => {
    for (let n = 0; n < 10; n++) await listen(token);
    expect((await ask(api, token, 'GET', '/events')).status).toBe(429);
    open.splice(0)[0]!.destroy();
    await until('a place', async () => {
      const answer = await fetch(`${api.url}/api/v1/events`, { headers: { authorization: `Bearer ${token}` } });
      await answer.body?.cancel();
      return answer.status === 200;
    });
  });

  it('by a session that has ended hears nothing', async () => {
    await signOut(api.db().pool, token, api.now);
    expect((await ask(api, token, 'GET', '/events')).status).toBe(401);
  });
});

it('who takes nothing of what he hears keeps nobody else waiting', async () => {
  const [slow, other] = [await listen(token), await listen(token)];
  open[0]!.pause();
  await api
    .db()
    .pool.query(
      `INSERT INTO audit_log (at, actor, what, subject, detail) SELECT now(), 'test', 'much', 'loan/' || repeat('x', 900), '{}' FROM generate_series(1, 1000)`,
    );
  expect((await heardOf(other, 1000)).length).toBe(1000);
  expect(slow.events.length).toBeLessThan(1000);
});

it('what commits later than what was written after it is heard all the same', async () => {
  const heard = await listen(token);
  const client = await api.db().pool.connect();
  await client.query('BEGIN');
  await client.query(
    `INSERT INTO audit_log (at, actor, what, subject, detail) VALUES (now(), 'test', 'late', 'loan/L1', '{}')`,
  );
  await hold('L2');
  expect(await heardOf(heard, 1)).toEqual(['hold loan/L2']);
  await client.query('COMMIT');
  client.release();
  expect(await heardOf(heard, 2)).toEqual(['hold loan/L2', 'late loan/L1']);
});

it('who looked at what, and who signed in, is no event', async () => {
  await ask(api, token, 'POST', '/borrowers/B-L1/look', { reason: 'a call back' });
  await ask(api, `pls_${'x'.repeat(43)}`, 'GET', '/loans');
  const kinds = await rows<{ kind: string }>(api.db().pool, 'SELECT kind FROM events ORDER BY event_id');
  expect(kinds.map((it) => it.kind)).toEqual(['staff added']);
});
