import { appendToRecord } from '../src/store/proof/append.js';
import { checkRecord, noteCheck } from '../src/store/proof/check.js';
import { signHead } from '../src/store/proof/heads.js';
import { beating } from './beating.js';
import type { Dependencies } from './dependencies.js';

/** A step is a few thousand entries. */
const PATIENCE_MS = 5 * 60_000;

export function recordActivities({ db, clock, record }: Dependencies) {
  const { key = null, trusted = [], witness = null } = record ?? {};

  /** Answers how many entries were added. Doing it twice does nothing. */
  async function writeRecord({ now }: { now: number }): Promise<{ added: number; signed: boolean }> {
    const at = clock.toBusiness(now);
    return beating({}, PATIENCE_MS, async (step) => {
      const added = await appendToRecord(db, at, step);
      const signed = key !== null && (await signHead(db, key, witness, at)) !== null;
      return { added, signed };
    });
  }

  /** What differs is kept for `doctor` and for the auditors; answers counts only. */
  async function compareRecord({ now }: { now: number }): Promise<{ things: number; findings: number }> {
    const at = clock.toBusiness(now);
    return beating({}, PATIENCE_MS, async (step) => {
      const checked = await checkRecord(db, trusted, witness, step);
      await noteCheck(db.pool, checked, at);
      return { things: checked.things, findings: checked.findings.length };
    });
  }
  return { writeRecord, compareRecord };
}
