import type { Client } from '@temporalio/client';
import { type Clock, type Dependencies, REAL_CLOCK } from '../../activities/dependencies.js';
import { channelSettings, createChannels } from '../channels/index.js';
import { linksFrom } from '../channels/links.js';
import { readTemplates } from '../channels/words.js';
import { readSettings } from '../settings.js';
import { contactRules } from '../store/contact-rules.js';
import { type Database, openDatabase } from '../store/database.js';
import { planReader } from '../store/plans.js';
import { readRetention } from '../store/retention.js';
import { createSeal } from '../store/seal.js';
import { mend } from './mend.js';
import { createMessenger } from './messenger.js';

/** Puts together what activities act with. `close` lets go of channels and database: only after the workers stopped. */
export async function assemble(
  env: NodeJS.ProcessEnv,
  client: Client,
  clock: Clock = REAL_CLOCK,
): Promise<Dependencies & { close(): Promise<void> }> {
  const settings = readSettings(env);
  const rules = contactRules(env);
  const channels = createChannels(channelSettings(env), rules.recordCalls !== undefined);
  const templates = await readTemplates();
  const db: Database = openDatabase(settings.DATABASE_URL);
  const messenger = createMessenger(client);
  return {
    db,
    seal: createSeal(settings.POSTLOAN_KEY, settings.POSTLOAN_KEYS_OTHER),
    channels,
    templates,
    links: linksFrom(env),
    rules,
    retention: readRetention(),
    planOf: planReader(db.pool),
    clock,
    messenger,
    mend: async () => ({ ...(await mend(db, client, messenger)) }),
    lender: { name: settings.LENDER_NAME, hotline: settings.LENDER_HOTLINE, account: settings.LENDER_ACCOUNT },
    close: async () => {
      await Promise.all(Object.values(channels).map((channel) => channel.close()));
      await db.close();
    },
  };
}
