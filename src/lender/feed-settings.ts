import { bucketIn } from './bucket-settings.js';
import { readVariables } from './environment.js';

/** Where the daily book arrives: a folder, or a bucket; null: people import it. @throws BadInput for a place that is none, or a bucket without keys */
export function feedPlace(env: NodeJS.ProcessEnv) {
  const { POSTLOAN_FEED: place } = readVariables(env, ['POSTLOAN_FEED']);
  if (place === '') return null;
  const bucket = bucketIn(env, 'POSTLOAN_FEED', place);
  return bucket ? { bucket } : { folder: place };
}

/** By how many working days the newest book may be older than the day, if people are to be dunned by it; null: it does not matter. */
export const bookAge = (env: NodeJS.ProcessEnv): number | null => readVariables(env, ['BOOK_AGE']).BOOK_AGE;
