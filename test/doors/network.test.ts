/** Every door that listens, tried with spoilt requests: it takes them or refuses them, and never answers 5xx, hangs, or loses its footing. */
import { createConnection } from 'node:net';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startBounceServer } from '../../src/api/gateways/bounce-server.js';
import { bouncesFrom } from '../../src/channels/bounces.js';
import { momentAt } from '../../src/domain/time/dates.js';
import { freePort } from '../../src/embedded/base/free-port.js';
import { rows } from '../../src/store/base/connection/database.js';
import { ALIYUN_SECRET, freshApi, intakePost, putLoan, putNotice, twilioPost, WEBHOOK_SECRET } from '../api/api.js';
import { nastyText, nastyValue, SEED, spoilt } from './nasty.js';

const MINUTES = 300_000;
const HANG_MS = 20_000;
const api = freshApi();
const runs = (numRuns: number) => ({ seed: SEED, numRuns, endOnFailure: true });

let notice: string;
beforeEach(async () => {
  await putLoan(api);
  notice = await putNotice(api);
});
// Whatever came in: it still answers, and nothing was an error of ours.
afterEach(async () => {
  expect((await fetch(`${api.url}/health`)).status).toBe(200);
  expect(api.logged).toEqual([]);
});

const answered = async (request: Promise<Response>) => {
  const answer = await request;
  await answer.arrayBuffer();
  expect(answer.status).toBeLessThan(500);
  return answer.status;
};
const json = (url: string, body: string, headers: Record<string, string> = {}) =>
  fetch(url, {
    method: 'POST',
    redirect: 'manual',
    signal: AbortSignal.timeout(HANG_MS),
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
/** A form can say each name once. */
const formOf = (it: unknown) =>
  Object.fromEntries(
    Object.entries((it ?? {}) as object).map(([name, value]) => [
      name,
      String(typeof value === 'object' ? JSON.stringify(value) : value),
    ]),
  );

const FACTS = [
  { id: 'a', payment: { loan: 'L1', reference: 'R1', amount: '10.00', paidOn: '2026-11-24' } },
  { id: 'b', reversal: { reference: 'R1' } },
  { id: 'c', signal: { borrower: 'B-L1', kind: 'fund-flow', facts: { court: 'x', sum: 1 } } },
  { id: 'd', indicator: { borrower: 'B-L1', name: 'income', period: '2026-10', value: 1 } },
  { id: 'e', balance: { loan: 'L1', amount: '5.00' } },
  { id: 'f', rate: { loan: 'L1', annualRate: '4.35', from: '2026-12-01' } },
];

test('intake: one bad fact of a list keeps no good one out', { timeout: MINUTES }, async () => {
  let n = 0;
  await fc.assert(
    fc.asyncProperty(spoilt(FACTS), async (facts) => {
      const good = `G${++n}`;
      const list = [
        ...(Array.isArray(facts) ? facts : [facts]),
        { id: good, payment: { loan: 'L1', reference: good, amount: '0.01' } },
      ];
      await answered(intakePost(api, 'core-banking', list));
      expect(await rows(api.db().pool, 'SELECT 1 FROM payments WHERE reference = $1', [good])).toHaveLength(1);
    }),
    runs(150),
  );
});

test('webhooks of Twilio', { timeout: MINUTES }, async () => {
  const forms: [string, object][] = [
    [`/webhooks/twilio/sms?notice=${notice}`, { MessageSid: 'SM1', MessageStatus: 'undelivered', ErrorCode: '30003' }],
    [`/webhooks/twilio/voice?notice=${notice}`, { CallSid: 'CA1', CallStatus: 'completed' }],
    [
      `/webhooks/twilio/recording?notice=${notice}`,
      { RecordingSid: 'RE1', RecordingStatus: 'completed', RecordingDuration: '12' },
    ],
    [`/webhooks/twilio/keys?notice=${notice}`, { CallSid: 'CA1', Digits: '1' }],
    ['/webhooks/twilio/inbound', { MessageSid: 'SM9', From: '+8613800000001', Body: 'STOP', OptOutType: 'STOP' }],
  ];
  for (const [path, good] of forms)
    await fc.assert(
      fc.asyncProperty(spoilt(good), async (form) => void (await answered(twilioPost(api, path, formOf(form))))),
      runs(60),
    );
});

test('webhooks of Alibaba and of the lender’s own gateway', { timeout: MINUTES }, async () => {
  const report = [
    { phone_number: '13800000001', success: false, err_code: 'MOBILE_NOT_ON_SERVICE', biz_id: 'SM1', out_id: notice },
  ];
  const up = [{ phone_number: '13800000001', content: 'TD', sequence_id: 1, send_time: '2026-11-24 12:00:00' }];
  for (const [what, good] of [
    ['report', report],
    ['up', up],
  ] as const)
    await fc.assert(
      fc.asyncProperty(
        spoilt(good),
        async (body) =>
          void (await answered(
            json(`${api.url}/webhooks/aliyun/${ALIYUN_SECRET}/${what}`, JSON.stringify(body) ?? 'null'),
          )),
      ),
      runs(100),
    );
  const signer = new Webhook(WEBHOOK_SECRET);
  await fc.assert(
    fc.asyncProperty(spoilt({ id: notice, status: 'undelivered', code: 'blocked', gone: true }), async (said) => {
      const [at, body] = [new Date(), JSON.stringify(said) ?? 'null'];
      const headers = {
        'webhook-id': 'm',
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': signer.sign('m', at, body),
      };
      await answered(json(`${api.url}/webhooks/wechat`, body, headers));
    }),
    runs(80),
  );
  for (const path of ['/intake/core-banking', '/webhooks/twilio/inbound', '/webhooks/push', '/webhooks/aliyun/x/up'])
    await fc.assert(
      fc.asyncProperty(nastyText, async (body) => void (await answered(json(`${api.url}${path}`, body)))),
      runs(20),
    );
});

test('links', { timeout: MINUTES }, async () => {
  const link = api.links().page(notice, momentAt('2026-11-25', '09:00'));
  const forms: [string, object][] = [
    ['promise', { on: '2026-11-28', amount: '10.00' }],
    ['relief', { text: 'ill' }],
    ['complaint', { text: 'wrong' }],
  ];
  for (const [name, good] of forms)
    await fc.assert(
      fc.asyncProperty(spoilt(good), async (form) => {
        const body = new URLSearchParams(formOf(form));
        await answered(
          fetch(`${link}/${name}`, { method: 'POST', redirect: 'manual', signal: AbortSignal.timeout(HANG_MS), body }),
        );
      }),
      runs(50),
    );
  await fc.assert(
    fc.asyncProperty(nastyText, nastyValue, async (token, query) => {
      for (const it of [
        `${api.url}/l/${encodeURIComponent(Buffer.from(token).toString())}`,
        `${api.url}/u/${encodeURIComponent(Buffer.from(token).toString())}`,
        `${link}?lang=${encodeURIComponent(Buffer.from(JSON.stringify(query) ?? '').toString())}`,
      ])
        await answered(fetch(it, { redirect: 'manual', signal: AbortSignal.timeout(HANG_MS) }));
    }),
    runs(50),
  );
});

test('mails that come back', { timeout: MINUTES }, async () => {
  const port = await freePort();
  const bounces = bouncesFrom({
    BOUNCE_DOMAIN: 'bounce.bank.example',
    BOUNCE_SMTP_PORT: String(port),
    LINK_KEY: 'a'.repeat(64),
  })!;
  const server = await startBounceServer(api.context, bounces);
  const LINES = [
    'From: MAILER-DAEMON@x.example',
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
    '',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; x',
    '',
    'Final-Recipient: rfc822; a@x.example',
    'Action: failed',
    'Status: 5.1.1',
    '',
    '--b--',
  ];
  try {
    await fc.assert(
      fc.asyncProperty(spoilt(LINES), async (lines) => {
        const mail = (Array.isArray(lines) ? lines : [lines])
          .map((it) => (typeof it === 'string' ? it : (JSON.stringify(it) ?? '')))
          .join('\r\n')
          .replace(/^\./gm, '..');
        await spoken(port, [
          'EHLO x',
          'MAIL FROM:<>',
          `RCPT TO:<${bounces.addressOf(notice)}>`,
          'DATA',
          `${mail}\r\n.`,
          'QUIT',
        ]);
      }),
      runs(80),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            nastyText,
            fc.constantFrom('EHLO x', 'MAIL FROM:<>', 'RCPT TO:<a@b>', 'DATA', 'BDAT 9', 'STARTTLS', 'AUTH PLAIN'),
          ),
          { maxLength: 6 },
        ),
        async (said) => {
          await spoken(port, [...said.map((it) => it.replace(/[\r\n]/g, ' ')), 'QUIT']);
        },
      ),
      runs(40),
    );
  } finally {
    await server.close();
  }
  // What could not be read is told, and nothing else.
  api.logged = api.logged.filter((it) => !it.startsWith('bounce of notice '));
});

/** A dialogue, one command after the other: it ends, and the server refuses by itself what it does not take. */
function spoken(port: number, commands: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    const late = setTimeout(() => socket.destroy(new Error('the mail server hangs')), HANG_MS);
    const left = [...commands];
    socket.on('data', (answer) => {
      // A reply of several lines ends with the one without a hyphen.
      if (!/^\d{3}(?: .*)?\r?\n$/m.test(answer.toString())) return;
      const next = left.shift();
      if (next === undefined) socket.end();
      else socket.write(`${next}\r\n`);
    });
    socket.on('error', (error: NodeJS.ErrnoException) => (error.code === 'ECONNRESET' ? resolve() : reject(error)));
    socket.on('close', () => {
      clearTimeout(late);
      resolve();
    });
  });
}
