import { parse } from 'csv-parse/sync';
import { MANIFEST } from '../daily/manifest.js';
import { FORMAT } from '../format/convert.js';

/** A book as it lies where it arrives: a folder of its own, or the files that lie beside the folders. */
export interface Arrived {
  name: string;
  files: { name: string; changedAt: number }[];
}

/** Where books arrive: a folder or a bucket. */
export interface Place {
  /** What lies there, in the order of the names; what was put away is left out. */
  list(): Promise<Arrived[]>;
  /** Null: it has no such file. */
  read(arrived: Arrived, file: string): Promise<string | null>;
  /** The book as a folder of this machine, and the format that all books there have (`format.yaml` beside the folders); `remove` afterwards. */
  fetch(arrived: Arrived): Promise<{ dir: string; format: string | undefined; remove: () => Promise<void> }>;
  /** Puts a file of ours beside its own. */
  say(arrived: Arrived, file: string, text: string): Promise<void>;
  /** Moves its files; what was moved before stays where it is. Answers where they lie now. */
  putAway(arrived: Arrived, to: PutAway): Promise<string>;
}

export const PUT_AWAY = ['done', 'refused'] as const;
type PutAway = (typeof PUT_AWAY)[number];

/** The files that lie in the place itself are a book too; it has this name. */
export const LOOSE = '.';

/** Under which name a book is put away. The same name may come again: the second is NAME-2. */
export async function freeName(
  { name }: Arrived,
  isTaken: (name: string) => Promise<boolean> | boolean,
): Promise<string> {
  const wanted = name === LOOSE ? 'book' : name;
  for (let n = 1; ; n++) {
    const free = n === 1 ? wanted : `${wanted}-${n}`;
    if (!(await isTaken(free))) return free;
  }
}

/** Whoever sends the files puts one of these there as the last. */
const MARKERS = ['_SUCCESS', 'READY'];
/** What programs that copy call a file until it is whole. */
const BEING_WRITTEN = /\.(part|tmp|temp|filepart|partial|crdownload)$|^\..*\.\w{6}$|~$/i;
/** With a manifest that names what is there, only the last file may still grow, and its total would not fit. */
const QUIET_MS = 60_000;
/** Without one nobody knows whether another file comes. */
const LONG_QUIET_MS = 10 * 60_000;

/** Whether nothing came to it or was changed in between. */
export const isSame = (before: Arrived, after: Arrived | undefined): boolean =>
  after?.files.length === before.files.length &&
  before.files.every((it) => after.files.some((now) => now.name === it.name && now.changedAt === it.changedAt));

/** What a book waits for before it is read; null: all of it is there. `now`: the world's time. */
export function waitsFor({ files }: Arrived, manifest: string | null, now: number): string | null {
  const names = files.map((it) => it.name);
  const growing = names.find((it) => BEING_WRITTEN.test(it));
  if (growing !== undefined) return `${growing} is being written`;
  if (names.some((it) => MARKERS.includes(it))) return null;
  // Files of another system have names of their own.
  const ours = manifest !== null && !names.includes(FORMAT) ? namedIn(manifest) : [];
  const missing = ours.find((it) => !names.includes(it));
  if (missing !== undefined) return `${missing} is not there yet, and ${MANIFEST} names it`;
  const needed = manifest === null ? LONG_QUIET_MS : QUIET_MS;
  const quiet = now - Math.max(...files.map((it) => it.changedAt));
  if (quiet >= needed) return null;
  return `something was written ${Math.max(0, Math.round(quiet / 1_000))} s ago, it is read after ${needed / 60_000} quiet minutes`;
}

/** What is wrong with a manifest is said when the book is read. */
function namedIn(manifest: string): string[] {
  try {
    const lines = parse(manifest, { bom: true, columns: true, relax_column_count: true, trim: true }) as {
      file?: string;
    }[];
    return lines.flatMap(({ file }) => (file ? [file.endsWith('.csv') ? file : `${file}.csv`] : []));
  } catch {
    return [];
  }
}
