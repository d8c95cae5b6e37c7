import { log } from '@temporalio/activity';
import type { Moment } from '../src/domain/dates.js';
import { type Letters, readLetters } from '../src/reports/letters.js';
import { makeLetter } from '../src/reports/make-letter.js';
import { type ReservedLetter, unmadeLetters } from '../src/store/letters.js';
import type { Dependencies } from './dependencies.js';

const PAGE = 50;
/** By the real clock: a fifth of the time that a dispatch may take. */
const ENOUGH_MS = 60_000;
const AN_HOUR_MS = 3_600_000;

let known: Promise<Letters> | null = null;

export interface LettersMade {
  made: number;
  /** What cannot be made now is looked at again then; null: nothing waits. */
  next: Moment | null;
  more: boolean;
}

/**
 * Makes the letters that are reserved, oldest first, one after the other. One that cannot be made holds up no other: it is
 * tried again in an hour, and `letter list` shows it without a number.
 */
export async function makeLetters({ db, seal, lender }: Dependencies, moment: Moment): Promise<LettersMade> {
  known ??= readLetters();
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
        await makeLetter(office, letter, { actor: 'worker', at: moment });
        made++;
      } catch (error) {
        failed++;
        // Not the error itself: it may hold what a name could not be written in.
        log.error(`letter ${letter.letter} cannot be made: ${(error as Error).message}`);
      }
    }
    after = page.at(-1)!;
  }
}
