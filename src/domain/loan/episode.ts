import type { Day } from '../time/dates.js';
import type { LoanFile } from './loan-file.js';

/**
 * A delinquency may end and come back under the same due day: the payment that ended it bounced, a relief was undone. Each time is
 * an episode of its own, and the diary's keys of what is said in it bear its number; the first bears none. Found from the keys
 * alone, so diaries that were written before go on.
 */
export const ofEpisode = (episode: number): string => (episode === 0 ? '' : `/again-${episode}`);

/** Keys of the diary that episodes are found from. */
export const isOfLadder = (key: string): boolean => key.startsWith('stage/') || key.startsWith('cure/');

/** Those of a loan: few, where a diary of many years is not gone through for them. */
export const ladderOf = ({ ofLadder, done }: Pick<LoanFile, 'ofLadder' | 'done'>): readonly string[] =>
  ofLadder ?? [...done].filter(isOfLadder);

/** The episode that runs under a due day; 0: the first, or none runs. */
export function episodeOf(ladder: readonly string[], pursued: Day | null): number {
  const bears = `/${pursued}/again-`;
  let episode = 0;
  for (const key of ladder) {
    const at = key.indexOf(bears);
    if (at >= 0) episode = Math.max(episode, Number.parseInt(key.slice(at + bears.length), 10));
  }
  return episode;
}

/** How many episodes have ended: the number of the next. */
export const endedEpisodes = (ladder: readonly string[], delinquency: Day): number =>
  ladder.filter((key) => key.startsWith(`cure/${delinquency}/`)).length;

/** Whether any delinquency of the loan has ended before. */
export const anyEnded = (ladder: readonly string[]): boolean => ladder.some((key) => key.startsWith('cure/'));
