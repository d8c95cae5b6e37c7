import type { Client } from '@temporalio/client';
import type { Clock, Dependencies } from '../../../activities/dependencies.js';
import { placeOf } from '../../book/arriving/place.js';
import { takeArrived } from '../../book/arriving/take-arrived.js';
import { channelSettings, createChannels } from '../../channels/index.js';
import { linksFrom } from '../../channels/message/links.js';
import { readTemplates } from '../../channels/message/words.js';
import type { Moment } from '../../domain/time/dates.js';
import { auditSettings } from '../../lender/audit-settings.js';
import { bookAge, feedPlace } from '../../lender/feed-settings.js';
import { readSettings, webhookHosts } from '../../lender/settings.js';
import { contactRules } from '../../library/contact-rules.js';
import { readRetention } from '../../library/retention.js';
import { addFonts } from '../../reports/render/fonts.js';
import { type Database, LIFETIME_MS, openDatabase, openPool } from '../../store/base/connection/database.js';
import { createSeal } from '../../store/base/seal.js';
import { planReader } from '../../store/loans/plans.js';
import { openSeal } from '../../store/people/seal-keys.js';
import { signingBy } from '../../store/proof/heads/token-signer.js';
import { vouchersAt } from '../../store/proof/heads/vouchers.js';
import { keepHistories } from '../mend/keep-histories.js';
import { mend } from '../mend/mend.js';
import { createMessenger, TOLD_WITHIN_MS, WAKE_GAP_MS } from '../tell/messenger.js';
import { serverClock } from './server-clock.js';

/** Connections to the database when DATABASE_POOL says nothing: loans, six channels and a paper hardly wait for each other. */
const WORKER_POOL = 20;
/** Of these for wake-ups alone: few, so that each soon has planned what it is asked; a wake-up needs one for some milliseconds. */
const WAKES_SHARE = 0.3;

/** All that the environment says of a worker, before anything is reached. @throws BadInput for what is missing or malformed */
export function workerSettings(env: NodeJS.ProcessEnv) {
  const settings = readSettings(env);
  createSeal(settings.POSTLOAN_KEY, settings.POSTLOAN_KEYS_OTHER);
  addFonts(settings.FONTS);
  return {
    settings,
    rules: contactRules(settings.CONTACT_RULES),
    channels: channelSettings(env),
    links: linksFrom(env),
    audit: auditSettings(env),
    feed: feedPlace(env),
    atMost: bookAge(env),
  };
}

/** Puts together what activities act with. `soon`: put around what is asked of the database. `close` lets go of channels and database: only after the workers stopped. */
export async function assemble(
  env: NodeJS.ProcessEnv,
  client: Client,
  clock?: Clock,
  soon?: <T>(asked: Promise<T>) => Promise<T>,
): Promise<Dependencies & { close(): Promise<void> }> {
  const { settings, rules, links, audit, feed, atMost, ...of } = workerSettings(env);
  const channels = createChannels(of.channels, rules.recordCalls !== undefined);
  const templates = await readTemplates();
  const { DATABASE_URL, DATABASE_POOL = WORKER_POOL, DATABASE_PREPARED: prepared } = settings;
  // Idle connections are kept, so that each wave of wake-ups finds some that have its statements prepared.
  const kept = { prepared, idleMs: LIFETIME_MS };
  const ofWakes = Math.floor(DATABASE_POOL * WAKES_SHARE);
  const db: Database = openDatabase(DATABASE_URL, DATABASE_POOL - ofWakes, kept);
  const wakes = ofWakes > 0 ? openPool(DATABASE_URL, ofWakes, { ...kept, alike: true }) : null;
  // Where time is skipped, nobody waits by the clock.
  const messenger = createMessenger(client, {
    wakeGapMs: clock && !clock.atContact ? 0 : WAKE_GAP_MS,
    withinMs: TOLD_WITHIN_MS,
  });
  const takeFrom = (from: NonNullable<typeof feed>) => (now: Moment, step: () => void) =>
    takeArrived(db, seal, placeOf(from), { now, step, country: settings.LENDER_COUNTRY });
  const seal = await openSeal(db.pool, settings, soon).catch((error: unknown) => {
    void db.close().catch(() => undefined);
    throw error;
  });
  return {
    db,
    wakes: wakes?.pool,
    seal,
    channels,
    templates,
    links,
    rules,
    retention: readRetention(),
    planOf: planReader(db.pool),
    clock: clock ?? serverClock(db),
    messenger,
    webhookHosts: webhookHosts(env),
    mend: (step) => mend(db, client, { ...messenger, nudge: (...it) => messenger.nudge(...it).finally(step) }, clock),
    keepHistories: (step) => keepHistories(db, client, step),
    lender: {
      ...{ name: settings.LENDER_NAME, hotline: settings.LENDER_HOTLINE, account: settings.LENDER_ACCOUNT },
      language: settings.LENDER_LANGUAGE,
    },
    book: { take: feed === null ? null : takeFrom(feed), atMost },
    record: { key: audit.key && signingBy(audit.key, env), trusted: audit.trusted, ...vouchersAt(audit) },
    close: async () => {
      await Promise.allSettled(Object.values(channels).map((channel) => channel.close()));
      await Promise.all([db.close(), wakes?.close()]);
    },
  };
}
