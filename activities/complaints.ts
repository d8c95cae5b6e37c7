import { inEnglish } from '../src/domain/reason/words.js';
import { complaintAgenda } from '../src/domain/work/complaint.js';
import { readComplaint, writeComplaintSteps } from '../src/store/work/complaints.js';
import type { Dependencies } from './dependencies.js';

/** What a wake-up of a complaint did and what comes next. */
export interface ComplaintAdvance {
  did: string[];
  /** In the workflow's own time; null: wait for news. */
  next: number | null;
  open: boolean;
}

export function complaintActivities({ db, clock }: Dependencies) {
  /** Notes what has happened and which time limits have passed (P4.8). */
  async function advanceComplaint({ complaint, now }: { complaint: string; now: number }): Promise<ComplaintAdvance> {
    const moment = clock.toBusiness(now);
    const file = await readComplaint(db.pool, complaint);
    if (!file) return { did: [], next: null, open: false };
    const { steps, next, open } = complaintAgenda(file, moment);
    if (steps.length > 0) await writeComplaintSteps(db.pool, complaint, steps, moment);
    const did = steps.map(({ what, why }) => `${what}: ${inEnglish(why)}`);
    return { did, next: next === null ? null : clock.toWorkflow(next), open };
  }
  return { advanceComplaint };
}
