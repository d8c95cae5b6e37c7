import { log } from '@temporalio/activity';
import { appendToRecord } from '../src/store/proof/append.js';
import { noteFindings } from '../src/store/proof/break-task.js';
import { checkRecord } from '../src/store/proof/check.js';
import { signHead } from '../src/store/proof/heads/heads.js';
import { vouchForHeads } from '../src/store/proof/heads/vouch.js';
import { beating } from './beating.js';
import type { Dependencies } from './dependencies.js';

/** A step is a few thousand entries. */
const PATIENCE_MS = 5 * 60_000;

/** The record says when it was written by the world's time, also where a sample or a rehearsal has a time of its own: it never runs back. */
export function recordActivities({ db, record, keepHistories, clock }: Dependencies) {
  const { key = null, trusted = [], witnesses = [], authority = null } = record ?? {};

  /**
   * Answers how many entries were added. What has ended meanwhile is kept before the server forgets it, after the record is signed: that
   * must not wait for a server that is away. Who vouches for it is asked again the next hour. Doing it twice does nothing.
   */
  async function writeRecord({ now }: { now: number }): Promise<{ added: number; signed: boolean }> {
    return beating({}, PATIENCE_MS, async (step) => {
      const added = await appendToRecord(db, now, step);
      const signed = key !== null && (await signedOr(() => signHead(db, key, now)));
      for (const it of await vouchForHeads(db, { witnesses, authority }, now)) log.warn(it);
      await keepHistories?.(step);
      return { added, signed };
    });
  }

  /** What differs is kept for `doctor`, and what is new of it a task of the auditors; answers counts only. */
  async function compareRecord({ now }: { now: number }): Promise<{ things: number; findings: number }> {
    return beating({}, PATIENCE_MS, async (step) => {
      const checked = await checkRecord(db, trusted, { witnesses, authority }, step);
      await noteFindings(db, checked, now, clock.toBusiness(now));
      return { things: checked.things, findings: checked.findings.length };
    });
  }
  return { writeRecord, compareRecord };
}

/** A token that is away holds nothing up: what is not signed is with the next head, and `doctor` says it. */
const signedOr = (sign: () => Promise<number | null>): Promise<boolean> =>
  sign().then(
    (size) => size !== null,
    (error: Error) => {
      log.warn(`the record was not signed: ${error.message}`);
      return false;
    },
  );
