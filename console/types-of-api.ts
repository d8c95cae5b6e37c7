import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import rateLimit from '@fastify/rate-limit';
import fastify from 'fastify';
import openapiTS, { astToString } from 'openapi-typescript';
import type { ApiContext } from '../src/api/context.js';

const FILE = join(import.meta.dirname, 'src/client/schema.d.ts');

/** Writes what the console knows of the API: the types of the document that the API, as it was built just now, publishes. */
export async function writeTypesOfApi(): Promise<void> {
  // The document is made of the routes alone: nothing is asked of a database.
  const built = '../dist/src/api/v1/index.js';
  const { v1Routes } = (await import(join(import.meta.dirname, built))) as typeof import('../src/api/v1/index.js');
  const server = fastify();
  await server.register(rateLimit, { global: false });
  await v1Routes(server, { now: () => 0, english: new Map(), settings: { perMinute: 1 } } as unknown as ApiContext);
  const { body } = await server.inject('/api/v1/openapi.json');
  await server.close();
  const types = astToString(await openapiTS(body));
  if (!existsSync(FILE) || readFileSync(FILE, 'utf8') !== types) writeFileSync(FILE, types);
}
