import type pg from 'pg';
import type { Moment } from '../../domain/time/dates.js';
import { rows } from '../base/connection/database.js';
import { leaveNudge, noteFact, type Source, touchLoan } from '../facts/facts.js';

/** How the reason of a hold begins that the daily feed placed; the files follow whose rows could not be taken. */
const OF_FEED = 'daily feed: ';

/**
 * Nobody is dunned for a loan of which something could not be taken: it is held until released, by a person or once the core
 * system's rows are taken. One that is held so already stays so. Answers which were not.
 */
export async function holdForFeed(
  client: pg.PoolClient,
  loans: ReadonlyMap<string, Iterable<string>>,
  source: Source,
): Promise<string[]> {
  const held = new Map((await feedHolds(client)).map((it) => [it.loan, it]));
  const fresh: string[] = [];
  for (const [loan, of] of loans) {
    const known = held.get(loan);
    const files = [...new Set([...(known?.files ?? []), ...of])].sort();
    const reason = `${OF_FEED}${files.join(', ')}`;
    if (known) {
      await client.query('UPDATE holds SET reason = $2 WHERE hold_id = $1', [known.hold, reason]);
      continue;
    }
    await touchLoan(client, loan);
    await client.query('INSERT INTO holds (loan_id, from_at, reason) VALUES ($1, $2, $3)', [
      loan,
      new Date(source.at),
      reason,
    ]);
    await noteFact(client, source, 'hold', `loan/${loan}`, { from: source.at, until: null, reason });
    await leaveNudge(client, 'loan', loan, 'hold');
    fresh.push(loan);
  }
  return fresh;
}

interface FeedHold {
  hold: number;
  loan: string;
  from: Moment;
  files: string[];
}

/** The holds of the daily feed that stand. */
export async function feedHolds(client: pg.PoolClient): Promise<FeedHold[]> {
  const found = await rows<{ hold: number; loan: string; from: Moment; reason: string }>(
    client,
    `SELECT hold_id AS hold, loan_id AS loan, from_at AS from, reason FROM holds
     WHERE until_at IS NULL AND starts_with(reason, '${OF_FEED}') ORDER BY loan_id`,
  );
  return found.map(({ reason, ...it }) => ({ ...it, files: reason.slice(OF_FEED.length).split(', ') }));
}

/** What could not be taken is taken now. */
export async function releaseFeedHold(client: pg.PoolClient, { hold, loan }: FeedHold, source: Source): Promise<void> {
  await touchLoan(client, loan);
  await client.query('UPDATE holds SET until_at = greatest(from_at, $2) WHERE hold_id = $1', [
    hold,
    new Date(source.at),
  ]);
  await noteFact(client, source, 'release', `loan/${loan}`, {});
  await leaveNudge(client, 'loan', loan, 'release');
}
