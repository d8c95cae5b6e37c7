import type pg from 'pg';
import type { Role } from '../../domain/plan/roles.js';
import { rows } from '../../store/base/connection/database.js';
import { noteFact, type Source } from '../../store/facts/facts.js';
import { feedHolds, holdForFeed, releaseFeedHold } from '../../store/loans/feed-holds.js';
import { askForFeed, endFeedTasks } from '../../store/work/feed-task.js';
import type { BookFile } from '../csv/files.js';
import { writeDigests } from './digests.js';
import { keyOf } from './raw-records.js';
import { loansOf, type Refusals } from './refusals.js';
import type { Feed } from './stage-feed.js';

/** Holds the loans of which something was refused, releases those that are whole again, and asks for help once. */
export async function followUp(
  client: pg.PoolClient,
  feed: Feed,
  refusals: Refusals,
  { day, source, owner }: { day: string; source: Source; owner: Role | undefined },
): Promise<void> {
  const loans = await loansOf(client, refusals.all);
  await holdForFeed(client, loans, source);
  for (const [loan, files] of loans)
    await noteFact(client, source, 'feed refused', `loan/${loan}`, { day, files: [...files].sort() });
  for (const hold of await feedHolds(client)) {
    if (loans.has(hold.loan)) continue;
    const [of] = await rows<{ borrower: string }>(
      client,
      'SELECT borrower_id AS borrower FROM loans WHERE loan_id = $1',
      [hold.loan],
    );
    const cameAgain = (name: string) => {
      const file = feed.files.get(name as BookFile);
      const id = name === 'borrowers' || name === 'contacts' ? of!.borrower : hold.loan;
      return file !== undefined && file.compared.now.get(...keyOf(id, feed.seed)) !== null;
    };
    if (hold.files.every(cameAgain)) await releaseFeedHold(client, hold, source);
  }
  const rowsRefused = refusals.all.length;
  if (rowsRefused > 0)
    await askForFeed(
      client,
      {
        day,
        role: owner ?? 'department-head',
        why: { code: 'feed-refused', day, rows: rowsRefused, loans: loans.size },
      },
      source.at,
    );
  else if ((await feedHolds(client)).length === 0) await endFeedTasks(client, { code: 'feed-taken', day }, source.at);
}

/** What was refused is looked at again the next day, though it is the same. */
export async function keepDigests(client: pg.PoolClient, { files, seed }: Feed, refusals: Refusals): Promise<void> {
  for (const [file, { compared }] of files) {
    // Whose row was refused is not known by a loan or borrower: all are looked at again.
    if (file === 'collateral' && refusals.all.some((it) => it.file === file)) continue;
    const ofBorrower = file === 'borrowers' || file === 'contacts';
    for (const it of refusals.all) {
      // A loan with its borrower and all its rows; what has no id goes by none.
      const id = ofBorrower ? it.borrower : it.loan;
      compared.now.delete(...keyOf(id ?? '', seed));
    }
    await writeDigests(client, file, compared.now);
  }
}
