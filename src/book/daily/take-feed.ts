import type pg from 'pg';
import type { Database } from '../../store/base/connection/database.js';
import type { Seal } from '../../store/base/seal.js';
import { converted } from '../format/convert.js';
import { type Daily, type DailyOptions, importDaily } from './import-daily.js';

export interface FeedOptions extends DailyOptions {
  /** How the files are written; left out: `format.yaml` beside them, if it is there. */
  format?: string | undefined;
  /** What the columns of another system mean: the name of a mapping that ships, or a file. */
  mapping?: string | undefined;
  /** The files came from elsewhere: of this machine's no format and no mapping is read but those that ship. */
  ofOthers?: boolean;
}

/** A feed as it comes: in our form, or in another system's, which is brought into ours first. What is refused is named where it stands there. */
export async function takeFeed(db: Database, seal: Seal, dir: string, options: FeedOptions): Promise<Daily> {
  const { format, mapping, ofOthers, ...rest } = options;
  const made = await converted(dir, { format, mapping, ofOthers });
  if (made === null) return importDaily(db, seal, dir, rest);
  try {
    const asItCame = (answer: Daily): Daily =>
      answer.ok
        ? {
            ...answer,
            refused: answer.refused.map((it) => (it.line === null ? it : { ...it, ...made.placeOf(it.file, it.line) })),
          }
        : answer;
    const { written } = rest;
    const told = written && { written: (client: pg.PoolClient, answer: Daily) => written(client, asItCame(answer)) };
    return asItCame(await importDaily(db, seal, made.dir, { ...rest, ...told }));
  } finally {
    await made.remove();
  }
}
