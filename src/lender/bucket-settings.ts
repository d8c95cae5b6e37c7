import { BadInput } from '../library/checked-yaml.js';
import { readVariables } from './environment.js';

/** The bucket that a variable names as `s3://BUCKET/FOLDER`; null: it names something else. @throws BadInput for a bucket that is none, or without keys */
export function bucketIn(env: NodeJS.ProcessEnv, variable: string, place: string) {
  if (!place.startsWith('s3://')) return null;
  const [, bucket, rest = ''] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/.exec(place) ?? [];
  if (!bucket) throw new BadInput([`${variable}: must be a folder, or s3://BUCKET/FOLDER`]);
  const keys = readVariables(env, ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_REGION'], ['AWS_ENDPOINT_URL']);
  const { AWS_REGION: region, AWS_ENDPOINT_URL: host = `https://s3.${region}.amazonaws.com` } = keys;
  return {
    endpoint: `${host.replace(/\/+$/, '')}/${bucket}`,
    region,
    accessKeyId: keys.AWS_ACCESS_KEY_ID,
    secretAccessKey: keys.AWS_SECRET_ACCESS_KEY,
    prefix: rest === '' || rest.endsWith('/') ? rest : `${rest}/`,
  };
}
