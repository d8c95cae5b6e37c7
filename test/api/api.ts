import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import type { FastifyInstance } from 'fastify';
import { Webhook } from 'standardwebhooks';
import twilioWebhooks from 'twilio/lib/webhooks/webhooks.js';
import { afterEach, beforeEach } from 'vitest';
import type { ApiContext } from '../../src/api/context.js';
import { readSenders } from '../../src/api/intake-settings.js';
import { createServer } from '../../src/api/server.js';
import { linksFrom } from '../../src/channels/message/links.js';
import type { Reason } from '../../src/domain/reason/reason.js';
import { inEnglish } from '../../src/domain/reason/words.js';
import { momentAt } from '../../src/domain/time/dates.js';
import { freePort } from '../../src/embedded/base/free-port.js';
import { BadInput } from '../../src/library/checked-yaml.js';
import { contactRules } from '../../src/library/contact-rules.js';
import { englishWords } from '../../src/library/english-words.js';
import { readStopWords } from '../../src/library/stop-words.js';
import { rows } from '../../src/store/base/connection/database.js';
import { databaseFaults } from '../../src/store/base/health.js';
import { createSeal } from '../../src/store/base/seal.js';
import { whyOf } from '../../src/store/base/why.js';
import { freshDatabase } from '../book/fresh-database.js';
import { addLoans, type TestLoan } from '../support/loans.js';

export const AUTH_TOKEN = 'a token of twilio';
export const ALIYUN_SECRET = 'a-secret-of-thirty-letters-123';
export const WEBHOOK_SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
export const SENDER_SECRETS = {
  'core-banking': `whsec_${Buffer.alloc(32, 3).toString('base64')}`,
  'court-watch': `whsec_${Buffer.alloc(32, 4).toString('base64')}`,
  archive: `whsec_${Buffer.alloc(32, 5).toString('base64')}`,
};
export const INTAKE_SECRETS = Object.entries(SENDER_SECRETS)
  .map((it) => it.join('='))
  .join(',');
export const INTAKE_KINDS =
  'core-banking=payment reversal balance rate indicator signal:fund-flow, court-watch=signal:litigation, archive=look filed';
export type TestSender = keyof typeof SENDER_SECRETS;
const LINK_KEY = Buffer.alloc(32, 9).toString('base64');
export const LENDER = { name: 'Example & Sons', hotline: '400-000-0000' };
export const seal = createSeal(Buffer.alloc(32).toString('base64'));

/** A Temporal server on which nothing recurs and nothing runs. */
const nothing = ({ schedule }: { schedule: string }) => Promise.reject(new BadInput([`no schedule ${schedule}`]));
const EMPTY_TEMPORAL: ApiContext['temporal'] = {
  schedules: async () => [],
  steerSchedule: nothing,
  backfill: nothing,
  troubles: async () => [],
  drift: async () => ({ missing: [], strays: [], untold: 0 }),
  reconcile: async () => ({ counted: {}, failed: [] }),
  restart: async () => undefined,
};

/** The API over HTTP and a database of its own, with these settings, for each test of a file. It is noon on 24 November 2026 unless moved. */
export function freshApi(settings: Record<string, string> = {}, { perMinute = 1200 } = {}) {
  const database = freshDatabase(settings);
  let server: FastifyInstance;
  const api = {
    db: () => database(),
    url: '',
    now: 0,
    /** How often workflows were to be told, and what was logged. */
    told: 0,
    logged: [] as string[],
    context: undefined as unknown as ApiContext,
    links: () => linksFrom({ PUBLIC_URL: api.url, LINK_KEY })!,
  };
  beforeEach(async () => {
    const port = await freePort();
    Object.assign(api, { url: `http://127.0.0.1:${port}`, now: momentAt('2026-11-24', '12:00'), told: 0, logged: [] });
    api.context = {
      db: database(),
      seal,
      settings: {
        publicUrl: api.url,
        temporalUi: 'https://temporal.example/namespaces/default',
        trustedProxies: ['loopback'],
        country: 'CN',
        perMinute,
        twilioAuthToken: AUTH_TOKEN,
        aliyunWebhookSecret: ALIYUN_SECRET,
        webhookSecret: WEBHOOK_SECRET,
        senders: readSenders(INTAKE_SECRETS, INTAKE_KINDS),
        links: api.links(),
        bounces: null,
        signOn: null,
        webhookHosts: ['127.0.0.1'],
        paymentUrl: 'https://pay.example/now?from=sms',
        bookAge: 1,
        plans: '',
        lender: LENDER,
        language: 'zh-CN',
      },
      contactRules: contactRules('china-2026'),
      stopWords: await readStopWords(),
      english: englishWords(),
      now: () => api.now,
      clock: () => api.now,
      health: async () => ({ database: (await databaseFaults(database())).length === 0, temporal: 'good' }),
      temporal: EMPTY_TEMPORAL,
      tell: () => api.told++,
      log: (_, message) => api.logged.push(message),
    };
    server = await createServer(api.context);
    await server.listen({ host: '127.0.0.1', port });
  });
  afterEach(async () => {
    const closed = once(server.server, 'close');
    await server.close();
    await closed.catch(() => undefined);
  });
  return api;
}
export type TestApi = ReturnType<typeof freshApi>;

/** A post as Twilio makes it. */
export function twilioPost(api: TestApi, path: string, form: Record<string, string>, token = AUTH_TOKEN) {
  const url = `${api.url}${path}`;
  return fetch(url, {
    method: 'POST',
    headers: { 'x-twilio-signature': twilioWebhooks.getExpectedTwilioSignature(token, url, form) },
    body: new URLSearchParams(form),
  });
}

let sentByOthers = 0;

/** A post as one of the lender's other systems makes it. */
export function intakePost(
  api: Pick<TestApi, 'url'>,
  sender: TestSender,
  facts: unknown,
  it: { secret?: string; at?: Date; sentBody?: string; webhookId?: string } = {},
) {
  const { secret = SENDER_SECRETS[sender], at = new Date(), webhookId = `msg_${++sentByOthers}` } = it;
  const body = JSON.stringify(facts);
  return fetch(`${api.url}/intake/${sender}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': webhookId,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(webhookId, at, body),
    },
    body: it.sentBody ?? body,
  });
}

/** A loan that is 4 days overdue by 1060.00, with 1060.00 more to come. */
export const OVERDUE: TestLoan = {
  loan: 'L1',
  contacts: [
    { channel: 'sms', address: '+8613800000001' },
    { channel: 'email', address: 'wang@borrower.example' },
    { channel: 'wechat', address: 'openid-1' },
  ],
  instalments: [
    { dueOn: '2026-11-20', amount: 106_000 },
    { dueOn: '2026-12-20', amount: 106_000 },
  ],
};

export const putLoan = (api: TestApi, loan: Partial<TestLoan> = {}) =>
  addLoans(api.db(), seal, [{ ...OVERDUE, ...loan }], momentAt('2026-11-01', '12:00'));

/** A notice to L1 that the provider has taken, or whatever `status` says; answers what providers know it by. */
export async function putNotice(
  api: TestApi,
  it: { channel?: string; status?: string; providerId?: string; stage?: string } = {},
) {
  const { channel = 'sms', status = 'sent', stage = 'friendly', providerId = status === 'sent' ? 'SM1' : null } = it;
  const at = new Date(momentAt('2026-11-24', '09:00'));
  const staleAt = new Date(momentAt('2026-11-25', '09:00'));
  const entry = `stage/${stage}/${channel}`;
  await api.db().pool.query(
    `INSERT INTO diary (kind, subject, entry, at, acted_at, what, rule, why, dpd, stage, plan_version, detail)
     VALUES ('loan', 'L1', $1, $2, $2, 'notice', 'P4.5', 'overdue', 4, 'current', 1, '{}')`,
    [entry, at],
  );
  const [notice] = await rows<{ id: string }>(
    api.db().pool,
    `INSERT INTO notices (loan_id, entry, borrower_id, channel, template, purpose, due_at, stale_at, status, attempts, contact_id, provider_id, settled_at)
     SELECT 'L1', $1, borrower_id, $2, 'overdue-friendly', 'collection', $3::timestamptz, $4, $5, 1, contact_id, $6, CASE WHEN $5 = 'sent' THEN $3::timestamptz END
     FROM contacts WHERE borrower_id = 'B-L1' AND channel = $2 RETURNING message_id AS id`,
    [entry, channel, at, staleAt, status, providerId],
  );
  return notice!.id;
}

export async function noticeOf(api: TestApi, messageId: string) {
  const [notice] = await rows<Record<string, unknown>>(
    api.db().pool,
    'SELECT status, provider_id, delivery_status, delivery_code, delivered_at FROM notices WHERE message_id = $1',
    [messageId],
  );
  return notice!;
}

/** `why` in words. */
export async function tasksOf(api: TestApi) {
  const tasks = await rows<{ task: string; kind: string; role: string; why: Reason }>(
    api.db().pool,
    `SELECT task_id AS task, kind, role, ${whyOf('tasks')} AS why FROM tasks ORDER BY task_id`,
  );
  return tasks.map((it) => ({ ...it, why: inEnglish(it.why) }));
}

export async function contactOf(api: TestApi, channel: string, borrower = 'B-L1') {
  const [contact] = await rows<{ consent: boolean; retired: boolean }>(
    api.db().pool,
    'SELECT consent, retired_at IS NOT NULL AS retired FROM contacts WHERE borrower_id = $1 AND channel = $2',
    [borrower, channel],
  );
  return contact!;
}
