import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Resource } from './room.js';

/** Nothing is loaded from elsewhere, whatever the script would like. */
const POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; frame-ancestors 'none'";

const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>postloan API</title></head><body>
<script id="api-reference" data-url="openapi.json" data-configuration='{"withDefaultFonts":false,"telemetry":false,"hideClientButton":true}'></script>
<script src="reference.js"></script></body></html>`;

/** The document of this API, and a page for people that shows it. */
export const reference: Resource = (room) => {
  let script: Promise<string> | null = null;
  room.get('/openapi.json', { schema: { hide: true } }, async (_, reply) =>
    reply.type('application/json').send(JSON.stringify(room.swagger()) as never),
  );
  room.get('/reference', { schema: { hide: true } }, async (_, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', POLICY)
      .send(PAGE as never),
  );
  room.get('/reference.js', { schema: { hide: true } }, async (_, reply) => {
    script ??= readFile(scriptFile(), 'utf8');
    return reply
      .type('text/javascript; charset=utf-8')
      .header('cache-control', 'max-age=3600')
      .send((await script) as never);
  });
};

/** Of @scalar/fastify-api-reference only its script is used: its own plugin has more routes, and redirects. */
function scriptFile(): string {
  const found = createRequire(import.meta.url).resolve('@scalar/fastify-api-reference');
  return join(dirname(found), 'js/standalone.js');
}
