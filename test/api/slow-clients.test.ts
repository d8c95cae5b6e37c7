import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { freshApi } from './api.js';

const api = freshApi();

/** Says something, then a byte each half second until it is let go; answers what came back. */
async function drip(said: string): Promise<string> {
  const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  let answer = '';
  socket.setEncoding('latin1').on('data', (text) => {
    answer += text;
  });
  socket.write(said);
  const timer = setInterval(() => socket.write('x'), 500);
  await once(socket, 'close');
  clearInterval(timer);
  return answer;
}

const POST = 'POST /health HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n';

it('who never ends the head or the body of a request is let go, and others are served meanwhile', async () => {
  const slow = [drip(`${POST}x: `), drip(`${POST}\r\n{`), ...Array.from({ length: 200 }, () => drip('GET / HT'))];
  await sleep(500);
  expect((await fetch(`${api.url}/health`)).status).toBe(200);
  const answers = await Promise.all(slow);
  expect(new Set(answers.map((it) => it.slice(9, 12)))).toEqual(new Set(['408', '413', '400']));
});
