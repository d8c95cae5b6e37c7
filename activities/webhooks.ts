import pMap from 'p-map';
import { Webhook } from 'standardwebhooks';
import { guardedPost } from '../src/channels/guarded-post.js';
import { formatMoment, type Moment, MS_A_DAY } from '../src/domain/time/dates.js';
import { type Delivery, dueDeliveries, nextDelivery, noteTry, targetOf } from '../src/store/news/deliveries.js';
import { beating } from './beating.js';
import type { Dependencies } from './dependencies.js';
import { alone } from './sending/alone.js';

/** Loans whose news go at once; those of one loan go one after the other. */
const AT_ONCE = 8;
const PART = 200;
/** An activity delivers for so long, and leaves the rest to the next. */
const ENOUGH_MS = 60_000;
/** Longer than a try may take (guarded-post.ts). */
const PATIENCE_MS = 60_000;
/** After the first try that failed; each further wait is three times as long, a third of a day at most. */
const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = MS_A_DAY / 3;
/** So long it is tried; then people are to look (`webhook list`). */
const TRIED_MS = 3 * MS_A_DAY;
/** So many failures of a part, and no success: the system is away, and is left in peace till the first is due again. */
const AWAY = 20;

export function webhookActivities(dependencies: Dependencies) {
  /** Tells one of the lender's systems what is due to be told; `next` in the workflow's own time, null: nothing waits. */
  async function deliverWebhook({ webhook, now }: { webhook: string; now: number }) {
    return alone(dependencies, `webhook/${webhook}`, ({ signal }) =>
      beating({}, PATIENCE_MS, (step) => deliverDue(dependencies, webhook, now, { step, signal })),
    );
  }
  return { deliverWebhook };
}

/** Tells what is due, the first of each loan first; what is not taken waits, and holds up its own loan alone. */
export async function deliverDue(
  { db, seal, webhookHosts = [] }: Pick<Dependencies, 'db' | 'seal' | 'webhookHosts'>,
  webhook: string,
  now: Moment,
  { step, signal }: { step(): void; signal: AbortSignal },
): Promise<{ did: string[]; open: boolean; next: number | null }> {
  const begun = performance.now();
  const moment = () => now + Math.round(performance.now() - begun);
  let [taken, failed] = [0, 0];
  for (;;) {
    const target = await targetOf(db.pool, seal, webhook, moment());
    if (target === null) return { did: [], open: false, next: null };
    const due = await dueDeliveries(db.pool, webhook, moment(), PART);
    const did = [`delivered: ${taken}`, `not taken: ${failed}`];
    if (due.length === 0) return { did, open: true, next: await nextDelivery(db.pool, webhook) };
    if (performance.now() - begun > ENOUGH_MS || signal.aborted) return { did, open: true, next: moment() };
    let [good, bad] = [0, 0];
    await pMap(
      due,
      async (it) => {
        if (signal.aborted || (good === 0 && bad >= AWAY)) return;
        const answer = await tryOnce(it, target, webhookHosts, moment());
        const ok = /^2\d\d$/.test(answer);
        ok ? good++ : bad++;
        const again = ok ? null : nextTry(it, moment());
        await noteTry(db.pool, { id: it.id, answer, taken: ok, at: moment(), again });
        step();
      },
      { concurrency: AT_ONCE },
    );
    [taken, failed] = [taken + good, failed + bad];
    if (good === 0)
      return { did, open: true, next: Math.max(moment() + FIRST_WAIT_MS, (await nextDelivery(db.pool, webhook)) ?? 0) };
  }
}

/** When it is tried again; null: it was tried long enough. */
export function nextTry({ attempts, first }: Pick<Delivery, 'attempts' | 'first'>, at: Moment): Moment | null {
  const next = at + Math.min(FIRST_WAIT_MS * 3 ** attempts, LONGEST_WAIT_MS);
  return next > (first ?? at) + TRIED_MS ? null : next;
}

/** The status that was answered, or what went wrong. The id stays the same at each try, so that who hears it twice knows. */
async function tryOnce(
  { id, position, at, kind, about, entry }: Delivery,
  { url, secrets }: { url: string; secrets: string[] },
  allowed: readonly string[],
  now: Moment,
): Promise<string> {
  const said = { type: kind, timestamp: formatMoment(at), data: { position, about, entry } };
  const body = JSON.stringify(said);
  const name = `msg_${id}`;
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'postloan',
    'webhook-id': name,
    'webhook-timestamp': String(Math.floor(now / 1000)),
    'webhook-signature': secrets.map((it) => new Webhook(it).sign(name, new Date(now), body)).join(' '),
  };
  try {
    return String(await guardedPost(url, { headers, body }, allowed));
  } catch (error) {
    const { code, message, name: kindOf } = error as NodeJS.ErrnoException;
    return (kindOf === 'TimeoutError' ? 'no answer in time' : (code ?? message)).slice(0, 200);
  }
}
