import { log } from '@temporalio/activity';
import type { Reason } from '../../src/domain/reason/reason.js';
import type { Moment } from '../../src/domain/time/dates.js';
import { type Letters, readLetters } from '../../src/library/letter-files.js';
import { LetterFault } from '../../src/reports/letters/letters.js';
import { makeLetter } from '../../src/reports/letters/make-letter.js';
import { endLetterTask, openLetterTask, type Told } from '../../src/store/documents/letter-tasks.js';
import { type ReservedLetter, unmadeLetters } from '../../src/store/documents/letters.js';
import { missingBookNow } from '../../src/store/notices/book-age.js';
import { beating } from '../beating.js';
import type { Dependencies } from '../dependencies.js';
import { tell, tellTasks } from '../tell.js';
import { alone } from './alone.js';

const PAGE = 50;
/** The name under which earlier versions made letters, in a dispatch workflow: a worker of such a version may still be making some. */
const LEASE = 'dispatch/letters';
/** A letter takes a second and a statement less: what takes longer than this will never answer. */
const PATIENCE_MS = 90_000;
/** An activity makes letters for so long, a fifth of its time limit (workflows/common/proxies.ts), and leaves the rest to the next. */
const ENOUGH_MS = 60_000;
/** After this time a letter that could not be made is tried again. */
const AN_HOUR_MS = 3_600_000;
/** A fault that is not the letter's own, such as a database that is away, is given so long to pass before a person is told. */
const LONG_TRIED_MS = 2 * AN_HOUR_MS;

interface Made {
  made: number;
  /** When the letters that could not be made are tried again; null: there are none. */
  next: Moment | null;
  more: boolean;
}

export function letterActivities(dependencies: Dependencies) {
  const { clock } = dependencies;

  /** Makes the letters that are reserved; `next` in the workflow's own time, null: nothing waits. */
  async function makeLetters({ now }: { now: number }): Promise<{ made: number; next: number | null }> {
    const moment = (await clock.atContact?.(now)) ?? clock.toBusiness(now);
    const { made, next, more } = await alone(dependencies, LEASE, () =>
      beating({}, PATIENCE_MS, (step) => makeReserved(dependencies, moment, step)),
    );
    return { made, next: more ? now : next === null ? null : clock.toWorkflow(next) };
  }

  return { makeLetters };
}

/**
 * Makes the letters that are reserved, oldest first, one after the other. One that cannot be made holds up no other: it is
 * tried again in an hour, and `letter list` shows it without a number.
 */
export async function makeReserved(dependencies: Dependencies, moment: Moment, step: () => void): Promise<Made> {
  const { db, seal, lender } = dependencies;
  const told = async ({ nudges, tasks }: Told) => {
    await tell(dependencies, nudges);
    await tellTasks(dependencies, tasks);
  };
  const office = { db, seal, lender, letters: readLetters() };
  const begun = performance.now();
  let made = 0;
  // What is demanded of somebody who may have paid waits for the book that would say so.
  const bookMissing = (await missingBookNow(db.pool, moment, dependencies.book?.atMost)) !== null;
  let waiting = 0;
  for (let after: ReservedLetter | null = null; ; ) {
    const page: ReservedLetter[] = await unmadeLetters(db.pool, after, PAGE);
    if (page.length === 0) return { made, next: waiting > 0 ? moment + AN_HOUR_MS : null, more: false };
    for (const letter of page) {
      if (bookMissing && letter.loan !== null && demands(office.letters, letter.kind)) {
        waiting++;
        continue;
      }
      if (performance.now() - begun > ENOUGH_MS) return { made, next: null, more: true };
      try {
        const become = await makeLetter(office, letter, { actor: 'worker', at: moment });
        made++;
        await told(await endLetterTask(db, letter, { code: `letter-${become}` }, moment));
      } catch (error) {
        waiting++;
        // Not the error itself: it may quote a borrower's name that no font can write.
        const what = error instanceof LetterFault ? error.what : (error as Error).message;
        log.error(`letter ${letter.letter} cannot be made: ${what}`);
        const why = whyByHand(error, letter, moment);
        if (why !== null && named(lender)) await told(await openLetterTask(db, letter, why, moment));
      }
      step();
    }
    after = page.at(-1)!;
  }
}

/** Whether it asks somebody for what is overdue. */
const demands = (letters: Letters, kind: string) => {
  const { to, fields } = letters.get(kind) ?? {};
  return to === 'borrower' && fields?.includes('overdueSince') === true;
};

/** Without the lender's name and number none is made: that is no work of account managers. See `doctor`. */
const named = ({ name, hotline }: Dependencies['lender']) => name.trim() !== '' && hotline.trim() !== '';

/** What somebody is told of a letter that was not made; null: nothing, another try may do. */
function whyByHand(error: unknown, { at }: ReservedLetter, moment: Moment): Reason | null {
  if (error instanceof LetterFault) return error.reason;
  return moment - at > LONG_TRIED_MS ? { code: 'tried-for-hours' } : null;
}
