import { S3mini } from 's3mini';
import type { Envelope } from '../../../domain/proof/envelope.js';
import type { Bucket } from '../../base/bucket.js';
import { checkSame, fileOf, numberIn, type Witness } from './vouch.js';

const PATIENCE_MS = 10_000;
const JSON_FILE = 'application/json';

/** An object a head, in an S3-compatible store that writes a name once (`If-None-Match`); best one that keeps what was written (object lock). */
export function witnessBucket({ prefix, ...of }: Bucket): Witness {
  const store = new S3mini({ ...of, requestAbortTimeout: PATIENCE_MS });
  const witness: Witness = {
    name: `${of.endpoint}/${prefix}`,
    numbers: async () => {
      const found = await store.listObjects('/', prefix);
      if (found === null) throw new Error('no such bucket');
      return found.flatMap((it) => numberIn(it.Key.slice(prefix.length)) ?? []);
    },
    read: async (number) => {
      const text = await store.getObject(prefix + fileOf(number));
      if (text === null) throw new Error(`it has no head ${number}`);
      return JSON.parse(text) as Envelope;
    },
    keep: async (number, head) => {
      const once = { 'if-none-match': '*' } as Record<string, string>;
      const key = prefix + fileOf(number);
      await store.putObject(key, `${JSON.stringify(head)}\n`, JSON_FILE, undefined, once).catch((error: unknown) => {
        if ((error as { status?: number }).status !== 412) throw error;
        return checkSame(witness, number, head);
      });
    },
  };
  return witness;
}
