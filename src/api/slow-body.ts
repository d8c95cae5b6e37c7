import type { FastifyRequest } from 'fastify';
import { unreadable } from './unreadable.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A file comes: it may take as long as it needs, as long as it comes. */
    upload?: boolean;
  }
}

/** What is no file has 64 KiB, a batch of payments 8 MiB: a client that takes longer for it ties a connection up. */
const MOST_MS = 10_000;
/** Of a file so much comes in each of these spans, 3 KiB a second; a modem is faster. */
const STEADY = { bytes: 32 * 1024, ms: 10_000 };
const LOOK_MS = 1_000;

/** Lets go of who does not send what he has begun to: who takes too long, and, where a file comes, who falls silent or all but. */
export async function watchBody(request: FastifyRequest): Promise<void> {
  const { raw, routeOptions } = request;
  if (raw.headers['transfer-encoding'] === undefined && !Number(raw.headers['content-length'])) return;
  const { socket } = raw;
  const steady = routeOptions.config.upload === true;
  let since = performance.now();
  let read = socket.bytesRead;
  const watch = setInterval(() => {
    if (raw.complete || socket.destroyed) return clearInterval(watch);
    if (steady && socket.bytesRead - read >= STEADY.bytes) {
      read = socket.bytesRead;
      since = performance.now();
    }
    if (performance.now() - since < (steady ? STEADY.ms : MOST_MS)) return;
    clearInterval(watch);
    unreadable(LATE, socket);
  }, LOOK_MS).unref();
}

const LATE = Object.assign(new Error('the request did not come to its end in time'), {
  ...{ code: 'ERR_HTTP_REQUEST_TIMEOUT', bytesParsed: 0, rawPacket: { type: 'Buffer', data: [] } },
});
