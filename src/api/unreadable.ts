import type { Socket } from 'node:net';
import type { ConnectionError } from 'fastify';
import { problemOf } from './v1/door/problem.js';

/** What Node refuses before it is a request: the answer is written by hand, and the connection ends. */
export function unreadable(error: ConnectionError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (!socket.writable) return void socket.destroy(error);
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
  const problem = problemOf(status, UNREADABLE[status]);
  const body = JSON.stringify(problem);
  const head = `HTTP/1.1 ${status} ${problem.title}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nContent-Type: application/problem+json\r\nConnection: close`;
  socket.write(`${head}\r\n\r\n${body}`);
  socket.destroySoon();
}
const UNREADABLE = {
  400: 'this is no request of HTTP',
  408: 'the request did not come to its end in time',
  431: 'the address and heads are too long',
};
