import { once } from 'node:events';
import { request } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type HttpServer, serve } from '../../../src/embedded/base/http.js';

let server: HttpServer;
beforeAll(async () => {
  server = await serve([{ method: 'POST', path: /^\/it\/([^/]+)$/, handle: ({ params }) => ({ json: params }) }]);
});
afterAll(() => server.stop());

/** `fetch` allows neither another Host nor every path. */
async function ask(path: string, headers: Record<string, string> = {}): Promise<number> {
  const { port } = new URL(server.url);
  const asked = request({ host: '127.0.0.1', port, path, method: 'POST', headers });
  asked.end();
  const [response] = await once(asked, 'response');
  response.resume();
  return response.statusCode;
}

it('answers to its own name only, and to no page of somebody else', async () => {
  const { host, port } = new URL(server.url);
  expect(await ask('/it/x')).toBe(200);
  expect(await ask('/it/x', { host: `localhost:${port}`, origin: server.url })).toBe(200);
  expect(await ask('/it/x', { host: `evil.example:${port}` })).toBe(403);
  expect(await ask('/it/x', { host: '127.0.0.1' })).toBe(403);
  expect(await ask('/it/x', { host, origin: 'http://evil.example' })).toBe(403);
  expect(await ask('/it/x', { host, origin: 'null' })).toBe(403);
});

it('an address that cannot be read is the fault of who asks', async () => {
  expect(await ask('/it/%ff')).toBe(400);
  expect(await ask('//')).toBe(400);
  expect(await ask('/none')).toBe(404);
});
