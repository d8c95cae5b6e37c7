import type { KeyObject, X509Certificate } from 'node:crypto';
import { crossFaults } from '../../../domain/proof/cross.js';
import { historiesAgainstDiary } from '../../../domain/proof/cross-histories.js';
import { type Recomputed, recomputeDecisions } from '../../../domain/proof/decisions.js';
import { type Manifest, type Verified, verifyExport } from '../../../domain/proof/export.js';
import { type Reckoned, reckonFigures } from '../../../domain/proof/figures.js';
import { chinaCalendar } from '../../../library/calendar.js';
import { underLaw } from '../../../library/law.js';
import { ownRules } from '../../../library/own-rules.js';
import type { Replays } from './histories.js';
import { type Stamped, stampOfExport } from './stamp-of-export.js';

/** What an export was found to be. */
export interface Judged {
  /** What is wrong, each as one line; none: it is good. */
  faults: string[];
  verified: Verified;
  stamp: Stamped;
  /** Histories that the workflows went through again. */
  replayed: number;
  /** Decisions that they tell of and the diary has. */
  compared: number;
  figures: Reckoned;
  decisions: Recomputed;
}

/**
 * Whether the files of an export are as they were made, and what they tell fits together, without a server or a database.
 * @param keys that the reader trusts
 * @param authorities certificates of the authority of time; none: by whom it was stamped is not looked at
 * @param replays by which the histories are gone through
 */
export async function judged(
  files: ReadonlyMap<string, Uint8Array>,
  keys: readonly KeyObject[],
  authorities: readonly X509Certificate[],
  replays: Replays,
): Promise<Judged> {
  const verified = verifyExport(files, keys);
  const { entries, head } = verified;
  const stamp = await stampOfExport(files, head?.at ?? '', authorities);
  const replay = await replays.faultsOf(files);
  const figures = reckonFigures(entries);
  const decisions = decidedAnew(verified);
  const did = historiesAgainstDiary(files, entries, head?.at ?? '');
  const faults = [
    ...verified.faults,
    ...stamp.faults,
    ...crossFaults(entries),
    ...figures.faults,
    ...decisions.faults,
    ...did.faults,
    ...replay.faults,
  ];
  return { faults, verified, stamp, replayed: replay.replayed, compared: did.compared, figures, decisions };
}

export const isOurs = (manifest: Manifest | null) => manifest?.rules === ownRules();

/** Where a program with other rules has made the file, what differs is no fault. */
function decidedAnew({ entries, manifest }: Verified): Recomputed {
  const until = manifest?.asOf === undefined ? null : Date.parse(manifest.asOf);
  const found = recomputeDecisions(entries, underLaw, chinaCalendar(), until);
  return isOurs(manifest) ? found : { ...found, left: found.left + found.faults.length, faults: [] };
}
