import { HISTORIES } from './export.js';
import type { Entry } from './leaf.js';
import { rowsOf } from './rows.js';

interface Payload {
  metadata?: { encoding?: string };
  data?: string;
}

interface Event {
  eventTime?: string;
  markerRecordedEventAttributes?: { details?: { result?: { payloads?: Payload[] } } };
}

/** What a wake-up of a loan said that it did. */
interface Did {
  what: string;
  rule: string;
}

const PLAIN = Buffer.from('json/plain').toString('base64');

/**
 * Whether each decision that a loan's workflow answered, up to the moment of the head, stands in its diary. What is encrypted cannot be read,
 * and is not compared. A decision may stand in the diary alone: its answer may be lost with a worker.
 */
export function historiesAgainstDiary(
  files: ReadonlyMap<string, Uint8Array>,
  entries: readonly Entry[],
  until: string,
): { compared: number; faults: string[] } {
  const diary = new Map<string, number>();
  const count = (counts: Map<string, number>, key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);
  for (const it of rowsOf(entries)('diary'))
    if (it.kind === 'loan') count(diary, `${it.subject}: ${it.what} (${it.rule})`);
  const said = new Map<string, number>();
  for (const [name, bytes] of files)
    for (const { what, rule } of didIn(name, bytes, until)) count(said, `${loanOf(name)}: ${what} (${rule})`);
  const faults = [...said].flatMap(([what, times]) => {
    const written = diary.get(what) ?? 0;
    return written >= times
      ? []
      : [`histories of ${what}: the workflow did it ${times} times, the diary has it ${written} times`];
  });
  return { compared: [...said.values()].reduce((sum, it) => sum + it, 0), faults };
}

const loanOf = (name: string): string | null =>
  /^loan\/(.*)$/.exec(decodeURIComponent(name.slice(HISTORIES.length).split('/')[0] ?? ''))?.[1] ?? null;

function didIn(name: string, bytes: Uint8Array, until: string): Did[] {
  if (!name.startsWith(HISTORIES) || loanOf(name) === null) return [];
  const { events = [] } = JSON.parse(Buffer.from(bytes).toString('utf8')) as { events?: Event[] };
  return events
    .filter((it) => Date.parse(it.eventTime ?? '') <= Date.parse(until))
    .flatMap((it) => it.markerRecordedEventAttributes?.details?.result?.payloads ?? [])
    .flatMap(({ metadata, data }): Did[] => {
      if (metadata?.encoding !== PLAIN) return [];
      const { did } = JSON.parse(Buffer.from(data ?? '', 'base64').toString('utf8')) as { did?: unknown };
      return Array.isArray(did) ? did.filter((one) => typeof one === 'object' && one !== null) : [];
    });
}
