import { BadInput } from '../library/checked-yaml.js';
import { readVariables } from './environment.js';

/** Where the daily book arrives: a folder, or a bucket; null: people import it. @throws BadInput for a place that is none, or a bucket without keys */
export function feedPlace(env: NodeJS.ProcessEnv) {
  const { POSTLOAN_FEED: place } = readVariables(env, ['POSTLOAN_FEED']);
  if (place === '') return null;
  if (!place.startsWith('s3://')) return { folder: place };
  const [, bucket, rest = ''] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/.exec(place) ?? [];
  if (!bucket) throw new BadInput(['POSTLOAN_FEED: must be a folder, or s3://BUCKET/FOLDER']);
  const keys = readVariables(env, ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_REGION'], ['AWS_ENDPOINT_URL']);
  const { AWS_REGION: region, AWS_ENDPOINT_URL: host = `https://s3.${region}.amazonaws.com` } = keys;
  return {
    bucket: {
      endpoint: `${host.replace(/\/+$/, '')}/${bucket}`,
      region,
      accessKeyId: keys.AWS_ACCESS_KEY_ID,
      secretAccessKey: keys.AWS_SECRET_ACCESS_KEY,
      prefix: rest === '' || rest.endsWith('/') ? rest : `${rest}/`,
    },
  };
}

/** By how many working days the newest book may be older than the day, if people are to be dunned by it; null: it does not matter. */
export const bookAge = (env: NodeJS.ProcessEnv): number | null => readVariables(env, ['BOOK_AGE']).BOOK_AGE;
