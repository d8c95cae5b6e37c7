import type { Database } from '../../store/base/connection/database.js';
import type { Seal } from '../../store/base/seal.js';
import { converted } from '../format/convert.js';
import { type Daily, type DailyOptions, importDaily } from './import-daily.js';

export interface FeedOptions extends DailyOptions {
  /** How the files are written; left out: `format.yaml` beside them, if it is there. */
  format?: string | undefined;
  /** What the columns of another system mean: the name of a mapping that ships, or a file. */
  mapping?: string | undefined;
}

/** A feed as it comes: in our form, or in another system's, which is brought into ours first. What is refused is named where it stands there. */
export async function takeFeed(db: Database, seal: Seal, dir: string, options: FeedOptions): Promise<Daily> {
  const { format, mapping, ...rest } = options;
  const made = await converted(dir, { format, mapping });
  if (made === null) return importDaily(db, seal, dir, rest);
  try {
    const answer = await importDaily(db, seal, made.dir, rest);
    if (!answer.ok) return answer;
    const refused = answer.refused.map((it) => (it.line === null ? it : { ...it, ...made.placeOf(it.file, it.line) }));
    return { ...answer, refused };
  } finally {
    await made.remove();
  }
}
