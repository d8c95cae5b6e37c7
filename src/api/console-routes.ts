import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { projectPath } from '../library/project-path.js';

/** No script but ours, nothing from another host, in nobody's frame. antd writes its styles into the page. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; frame-src 'self' blob:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const HEADERS = {
  'content-security-policy': POLICY,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex',
};

/**
 * The console, as `npm run build` makes it, at `/`: a page and its parts, each a route of its own, so that whatever else is asked for is
 * not there as before. What it shows it asks of /api/v1, as any program may.
 */
export async function consoleRoutes(server: FastifyInstance): Promise<void> {
  const root = projectPath('dist/console');
  if (!existsSync(join(root, 'index.html'))) return;
  await server.register(fastifyStatic, {
    root,
    wildcard: false,
    preCompressed: true,
    cacheControl: false,
    globIgnore: ['**/*.br', 'manifest.json'],
    setHeaders: (answer, path) => {
      for (const [name, value] of Object.entries(HEADERS)) answer.setHeader(name, value);
      // The names of parts say what is in them; the page says which parts there are.
      const lasting = path.startsWith(join(root, 'assets'));
      answer.setHeader('cache-control', lasting ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
}
