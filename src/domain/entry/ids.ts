import { createHash } from 'node:crypto';

/**
 * Temporal's own tables have 255 characters for an id, and a Schedule adds 44 of its own. A longer one keeps its beginning,
 * for people, and a hash of all of it, so that no two are the same.
 */
const LONGEST = 200;

function bounded(id: string): string {
  if (Buffer.byteLength(id) <= LONGEST) return id;
  const end = `~${createHash('sha256').update(id).digest('hex').slice(0, 40)}`;
  let kept = '';
  for (const char of id) {
    if (Buffer.byteLength(kept + char) + end.length > LONGEST) break;
    kept += char;
  }
  return kept + end;
}

/** A workflow's id is the business's own, kind and subject, so that starting twice is harmless. */
export const workflowIdOf = (kind: string, subject: string) => bounded(`${kind}/${subject}`);
export const dutyId = (plan: string, duty: string, period: string) => `${plan}/${duty}/${period}`;
/** The id of a duty's Schedule; the workflows that it starts have this id and their time. */
export const dutyScheduleId = (plan: string, duty: string) => bounded(`${DUTY_SCHEDULES}${plan}/${duty}`);
export const DUTY_SCHEDULES = 'duty/';
/** One paper of a plan for one period. */
export const reportWorkflowId = (plan: string, kind: string, period: string) =>
  workflowIdOf('report', `${plan}/${kind}/${period}`);
/** A letter of a loan, by the entry of its diary or what else it is about. */
export const letterId = (loan: string, key: string) => `${loan}/${key}`;
/** The name of a letter's file for reading. */
export const letterFile = (letter: string) => `${letter.replaceAll('/', '_')}.pdf`;
/** What the one workflow that makes letters is about: one after the other, so that their numbers are in order. */
export const ALL_LETTERS = 'all';

/** A small stable number from a text (FNV-1a): spreads loans over a window of time, the same way every time. */
export function spread(text: string, buckets: number): number {
  let hash = 0x811c9dc5;
  for (const char of text) hash = Math.imul(hash ^ char.codePointAt(0)!, 0x01000193) >>> 0;
  return hash % buckets;
}
