import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Request {
  url: URL;
  headers: IncomingMessage['headers'];
  /** The groups of the route's path. */
  params: string[];
  body: string;
}

export type Reply =
  | { status?: number; headers?: Record<string, string>; json: unknown }
  | { status?: number; headers?: Record<string, string>; html: string }
  | { status?: number; headers?: Record<string, string>; text: string }
  | { status?: number; headers?: Record<string, string>; bytes: Buffer; type: string }
  /** No answer: the connection is broken, or left open without a word. */
  | { silent: 'destroy' | 'hang' };

export interface Route {
  method: string;
  path: RegExp;
  handle: (request: Request) => Reply | Promise<Reply>;
}

export interface HttpServer {
  url: string;
  stop(): Promise<void>;
}

const maxBodyBytes = 1024 * 1024;
/** A client that takes longer to send its request is cut off. */
const REQUEST_MS = 15_000;

/** A small HTTP server on 127.0.0.1; the first route that fits answers. */
export async function serve(routes: Route[], port = 0): Promise<HttpServer> {
  const times = { requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS, connectionsCheckingInterval: 1_000 };
  const server = createServer(times, (message, response) => {
    answer(routes, message, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else send(response, { status: 500, json: { message: String(error) } });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url, stop };
}

async function answer(routes: Route[], message: IncomingMessage, response: ServerResponse): Promise<void> {
  const stranger = notForUs(message);
  if (stranger !== undefined) return send(response, { status: 403, json: { message: stranger } });
  const base = `http://${message.headers.host}`;
  if (!URL.canParse(message.url ?? '/', base)) return send(response, unreadable);
  const url = new URL(message.url ?? '/', base);
  const body = await readBody(message);
  if (body === undefined) return send(response, { status: 413, json: { message: 'the body is too large' } });
  for (const { method, path, handle } of routes) {
    const match = path.exec(url.pathname);
    if (match === null || method !== message.method) continue;
    const params = decoded(match.slice(1));
    if (params === undefined) return send(response, unreadable);
    return send(response, await handle({ url, headers: message.headers, params, body }));
  }
  send(response, { status: 404, json: { message: `no ${message.method} ${url.pathname} here` } });
}

/**
 * Why a request is refused that a page on the internet has made a browser on this machine send to 127.0.0.1: under a host name of its
 * own (DNS rebinding), or as a request of another origin. Undefined: it is neither.
 */
function notForUs({ headers, socket }: IncomingMessage): string | undefined {
  const own = ['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${socket.localPort}`);
  if (!own.includes(headers.host ?? '')) return 'ask for 127.0.0.1 by its own name';
  const { origin } = headers;
  const strange = origin !== undefined && !own.some((host) => origin === `http://${host}`);
  return strange ? 'not for other pages' : undefined;
}

const unreadable: Reply = { status: 400, json: { message: 'the address cannot be read' } };

function decoded(parts: string[]): string[] | undefined {
  try {
    return parts.map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

async function readBody(message: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBodyBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, reply: Reply): void {
  if ('silent' in reply) {
    if (reply.silent === 'destroy') response.socket?.destroy();
    return;
  }
  const [type, body] = content(reply);
  const headers = { 'content-type': type, 'x-content-type-options': 'nosniff', ...reply.headers };
  response.writeHead(reply.status ?? 200, headers).end(body);
}

function content(reply: Exclude<Reply, { silent: string }>): [type: string, body: string | Buffer] {
  if ('json' in reply) return ['application/json; charset=utf-8', JSON.stringify(reply.json)];
  if ('html' in reply) return ['text/html; charset=utf-8', reply.html];
  if ('text' in reply) return ['text/plain; charset=utf-8', reply.text];
  return [reply.type, reply.bytes];
}

/** Undefined when it is not JSON: what is expected then says so. */
export function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
