import { afterEach, beforeEach } from 'vitest';
import { startBounceServer } from '../../src/api/gateways/bounce-server.js';
import { type Bounces, bouncesFrom } from '../../src/channels/bounces.js';
import { freePort } from '../../src/embedded/base/free-port.js';
import type { freshApi } from './api.js';

/** For each test a server that takes the mails that come back. */
export function freshBounces(api: ReturnType<typeof freshApi>): () => Bounces {
  let bounces: Bounces;
  let server: Awaited<ReturnType<typeof startBounceServer>>;
  beforeEach(async () => {
    bounces = bouncesFrom({
      BOUNCE_DOMAIN: 'bounce.bank.example',
      BOUNCE_SMTP_PORT: String(await freePort()),
      LINK_KEY: 'a'.repeat(64),
    })!;
    server = await startBounceServer(api.context, bounces);
  });
  afterEach(() => server.close());
  return () => bounces;
}
