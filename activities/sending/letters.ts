import { log } from '@temporalio/activity';
import type { Reason } from '../../src/domain/reason/reason.js';
import type { Moment } from '../../src/domain/time/dates.js';
import { LetterFault, type Letters, readLetters } from '../../src/reports/letters/letters.js';
import { makeLetter } from '../../src/reports/letters/make-letter.js';
import { endLetterTask, openLetterTask, type Told } from '../../src/store/documents/letter-tasks.js';
import { type ReservedLetter, unmadeLetters } from '../../src/store/documents/letters.js';
import { beating } from '../beating.js';
import type { Dependencies } from '../dependencies.js';
import { tell, tellTasks } from '../tell.js';
import { alone } from './alone.js';

const PAGE = 50;
/** As the dispatch had it that made letters before: a worker of then may still be at it. */
const LEASE = 'dispatch/letters';
/** A letter takes a second, a statement less: after that it hangs. */
const PATIENCE_MS = 90_000;
/** By the real clock: a fifth of the time that it may take. */
const ENOUGH_MS = 60_000;
const AN_HOUR_MS = 3_600_000;
/** What is not the letter's own fault, such as a database that is away, passes. */
const LONG_TRIED_MS = 2 * AN_HOUR_MS;

let known: Promise<Letters> | null = null;

interface Made {
  made: number;
  /** What cannot be made now is looked at again then; null: nothing waits. */
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
  known ??= readLetters();
  const told = async ({ nudges, tasks }: Told) => {
    await tell(dependencies, nudges);
    await tellTasks(dependencies, tasks);
  };
  const office = { db, seal, lender, letters: await known };
  const begun = performance.now();
  let made = 0;
  let failed = 0;
  for (let after: ReservedLetter | null = null; ; ) {
    const page: ReservedLetter[] = await unmadeLetters(db.pool, after, PAGE);
    if (page.length === 0) return { made, next: failed > 0 ? moment + AN_HOUR_MS : null, more: false };
    for (const letter of page) {
      if (performance.now() - begun > ENOUGH_MS) return { made, next: null, more: true };
      try {
        const become = await makeLetter(office, letter, { actor: 'worker', at: moment });
        made++;
        await told(await endLetterTask(db, letter, { code: `letter-${become}` }, moment));
      } catch (error) {
        failed++;
        // Not the error itself: it may hold what a name could not be written in.
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

/** Without the lender's name and number none is made: that is no work of account managers. See `doctor`. */
const named = ({ name, hotline }: Dependencies['lender']) => name.trim() !== '' && hotline.trim() !== '';

/** What somebody is told of a letter that was not made; null: nothing, another try may do. */
function whyByHand(error: unknown, { at }: ReservedLetter, moment: Moment): Reason | null {
  if (error instanceof LetterFault) return error.reason;
  return moment - at > LONG_TRIED_MS ? { code: 'tried-for-hours' } : null;
}
