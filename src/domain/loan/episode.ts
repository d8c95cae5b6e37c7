import type { Day } from '../time/dates.js';
import type { LoanFile } from './loan-file.js';

/**
 * A delinquency may end and come back with the same due day: the payment that ended it bounced, a relief was undone. Each time is a new
 * episode, whose number is part of the diary's keys; the first episode has none. It is found from the keys alone, so that diaries of
 * earlier versions can be read.
 */
export const ofEpisode = (episode: number): string => (episode === 0 ? '' : `/again-${episode}`);

/** Whether a key of the diary is one by which episodes are found. */
export const isOfLadder = (key: string): boolean => key.startsWith('stage/') || key.startsWith('cure/');

/** These keys of a loan's diary: taken from the file where it has them apart, since a diary of many years is long. */
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
