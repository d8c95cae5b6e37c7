import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { freshApi, putLoan } from './api.js';
import { signedIn } from './v1/people.js';

const api = freshApi();

it('a file may come as slowly as it likes, as long as it comes; who falls silent, or all but, is let go', async () => {
  await putLoan(api);
  await api
    .db()
    .pool.query(
      `INSERT INTO tasks (task_id, loan_id, kind, role, rule, because, opened_at, due_at) VALUES ('T', 'L1', 'visit', 'account-manager', 'S1', '{"code":"stuck"}', now(), now())`,
    );
  const token = await signedIn(api, 'RM1', 'risk-manager');
  const begin = '--b\r\ncontent-disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n';
  const end = '\r\n--b--\r\n';
  const part = 24 * 1024;
  const parts = 13;
  const length = begin.length + part * parts + end.length;
  const head = `POST /api/v1/tasks/T/evidence HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\nconnection: close\r\ncontent-type: multipart/form-data; boundary=b\r\ncontent-length: ${length}\r\n\r\n`;
  /** Answers the status. `each`: bytes a second; none: nothing more is sent. */
  const send = async (each: number) => {
    const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    let answer = '';
    socket.setEncoding('latin1').on('data', (text) => {
      answer += text;
    });
    const closed = once(socket, 'close');
    socket.write(head + begin);
    for (let sent = 0; sent < part * parts && !socket.destroyed && each > 0; sent += each) {
      socket.write('x'.repeat(each));
      await sleep(1000);
    }
    if (each > 0) socket.write(end);
    await closed;
    return answer.slice(9, 12);
  };
  expect(await Promise.all([send(part), send(0), send(1)])).toEqual(['200', '408', '408']);
});
