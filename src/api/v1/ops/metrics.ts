import { Gauge, Registry } from 'prom-client';
import { z } from 'zod';
import { type Moment, momentAt } from '../../../domain/time/dates.js';
import { failingNow } from '../../../store/base/failing.js';
import { deadLetters, openLoans, openWork } from '../../../store/lists/gauges.js';
import { counts, waiting } from '../../../store/lists/operations.js';
import { booksTaken, missingBookNow } from '../../../store/notices/book-age.js';
import { lastCheck, signedAt } from '../../../store/proof/check.js';
import { witnessedAt } from '../../../store/proof/heads/vouch.js';
import type { ApiContext } from '../../context.js';
import { PROBLEMS } from '../door/problem.js';
import type { Resource } from '../door/room.js';

const WAITS = ['late', 'resting', 'paused', 'unknown'] as const;
/** What it costs to list all workflows is not paid at each scrape. */
const DRIFT_EVERY_MS = 15 * 60_000;

type Values = [labels: Record<string, string>, value: number][];

/** Figures for who watches by a program, as Prometheus has them: sums of the whole lender, nothing of one loan, borrower or person. */
export const metrics: Resource = (room, context) => {
  const missing = missingWorkflows(context);
  room.get(
    '/metrics',
    {
      schema: {
        ...{
          tags: ['operations'],
          operationId: 'getMetrics',
          summary: 'figures for Prometheus, of the lender as a whole',
        },
        response: {
          200: {
            description: 'in Prometheus’ text format; a figure that is not known is left out',
            content: { 'text/plain': { schema: z.string() } },
          },
          ...PROBLEMS,
        },
      },
    },
    async (_, reply) => {
      const registry = new Registry();
      // One without a value would be said to be nought.
      const known = [...(await ofDatabase(context)), missing()].filter(([, , values]) => values.length > 0);
      for (const [name, help, values] of known) {
        const gauge = new Gauge({
          name: `postloan_${name}`,
          help,
          labelNames: labelsOf(values),
          registers: [registry],
        });
        for (const [labels, value] of values) gauge.set(labels, value);
      }
      return reply
        .type(registry.contentType)
        .serializer((it) => it as never)
        .send(await registry.metrics());
    },
  );
};

type Figure = [name: string, help: string, values: Values];

const labelsOf = (values: Values): string[] => Object.keys(values[0]?.[0] ?? {});
const one = (value: number | null | undefined): Values => (typeof value === 'number' ? [[{}, value]] : []);
const seconds = (at: Moment | null | undefined): Values => one(at && at / 1000);

async function ofDatabase({ db, now, settings }: ApiContext): Promise<Figure[]> {
  const sql = db.pool;
  const [checked, signed, witnessed, waits, work, loans, counted, dead, failing, [book], noBook] = await Promise.all([
    lastCheck(sql),
    signedAt(sql),
    witnessedAt(sql),
    waiting(sql, now()),
    openWork(sql, now()),
    openLoans(sql),
    counts(sql),
    deadLetters(sql),
    failingNow(sql),
    booksTaken(sql, 1),
    missingBookNow(sql, now(), settings.bookAge),
  ]);
  const byRole = (of: 'open' | 'overdue'): Values => work.map((it) => [{ role: it.role }, it[of]]);
  return [
    ['record_checked_timestamp_seconds', 'When all was last compared with the record.', seconds(checked?.at)],
    ['record_findings', 'What that comparison found: 0 if all is as the record says.', one(checked?.findings.length)],
    ['record_breaks_open', 'Open tasks of auditors about what the record does not say.', one(dead.breaks)],
    ['record_signed_timestamp_seconds', 'When the last head of the record was signed.', seconds(signed.last)],
    [
      'record_stamped_timestamp_seconds',
      'When the last head was signed that an authority of time stamped.',
      seconds(signed.stamped),
    ],
    [
      'record_witnessed_timestamp_seconds',
      'When the witness was last reached and had every head.',
      witnessed.map((it) => [{ witness: it.witness }, it.at / 1000]),
    ],
    ['loans_open', 'Loans that are looked after, by plan.', loans.map((it) => [{ plan: it.plan }, it.loans])],
    [
      'messages_waiting',
      'Messages whose time has come: not looked at (late), their provider rests, paused, without a known outcome.',
      waits.flatMap((it) => WAITS.map((state): Values[number] => [{ channel: it.channel, state }, it[state]])),
    ],
    ['tasks_open', 'Open work, by role.', byRole('open')],
    ['tasks_overdue', 'Open work past its due moment, by role.', byRole('overdue')],
    ['tasks_unowned', 'Open work that nobody has.', one(counted.unowned)],
    ['workflows_untold', 'Workflows that were not told of news for two minutes.', one(counted.untold)],
    ['activities_failing', 'Activities that failed three times or more, and still do.', one(failing.length)],
    ['letters_unmade', 'Letters that wait to be made.', one(counted.unmadeLetters)],
    ['payments_unmatched', 'Payments of a statement that nobody was found for.', one(counted.unmatchedPayments)],
    ['reversals_waiting', 'Reversals whose payment has not come.', one(counted.waitingReversals)],
    ['facts_refused', 'Facts of other systems that were not taken.', one(dead.facts)],
    ['webhook_deliveries_failed', 'Events that a system did not take in three days.', one(dead.deliveries)],
    [
      'book_day_timestamp_seconds',
      'The day of the newest daily book, at its beginning.',
      seconds(book && momentAt(book.day, '00:00')),
    ],
    ['book_missing', '1 while a daily book is missing, so that nobody is dunned.', one(noBook === null ? 0 : 1)],
  ];
}

/**
 * Workflows that should be there, as they were last counted. It is counted anew beside the answer, which does not wait for it; left out before
 * the first count, and while Temporal does not answer.
 */
function missingWorkflows({ temporal, clock }: ApiContext): () => Figure {
  let known: Values = [];
  let asked = 0;
  return () => {
    if (clock() - asked >= DRIFT_EVERY_MS) {
      asked = clock();
      void temporal.drift().then(
        ({ missing }) => (known = one(missing.reduce((sum, it) => sum + it.count, 0))),
        () => (known = []),
      );
    }
    return ['workflows_missing', 'Workflows of open loans, work and cases that are not there.', known];
  };
}
