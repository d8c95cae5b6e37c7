import type { WorkflowHandle } from '@temporalio/client';

type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;
type Event = NonNullable<History['events']>[number];

/** What a workflow's history says of what it cost. */
export interface Counted {
  /** Looks at its subject: each is one local activity. */
  wakeUps: number;
  /** The wake-ups that a nudge had caused, the first one included. */
  byNews: number;
  /** The wake-ups by a timer that found nothing to do, counted by what the timer had waited for. */
  idle: Record<string, number>;
  actions: number;
  upserts: number;
  signals: number;
  bytes: number;
}

/** What Temporal Cloud counts as an Action, by the event it leaves. All local activities of one workflow task are one. */
const ACTIONS = [
  'workflowExecutionStartedEventAttributes',
  'workflowExecutionSignaledEventAttributes',
  'timerStartedEventAttributes',
  'activityTaskScheduledEventAttributes',
  'upsertWorkflowSearchAttributesEventAttributes',
] as const;

/** What was shown of a loan at the end of a wake-up; `did` stands for itself. */
interface Shown {
  did?: unknown[];
  stage?: string;
  category?: string;
  tier?: string | null;
}

export function countHistory(history: History): Counted {
  const events = history.events ?? [];
  const counted: Counted = {
    wakeUps: 0,
    byNews: 0,
    idle: {},
    actions: 0,
    upserts: 0,
    signals: 0,
    bytes: bytesOf(history),
  };
  const summaries = new Map<string, string>();
  let [news, waited, shown] = [true, '', ''];
  for (const event of events) {
    if (ACTIONS.some((it) => event[it])) counted.actions++;
    if (event.upsertWorkflowSearchAttributesEventAttributes) counted.upserts++;
    if (event.workflowExecutionSignaledEventAttributes) {
      counted.signals++;
      news = true;
    }
    if (event.timerStartedEventAttributes) summaries.set(String(event.eventId), summaryOf(event));
    const fired = event.timerFiredEventAttributes;
    // In a rehearsal timers that are no longer waited for are not cancelled and fire too: the last one counts.
    if (fired) waited = summaries.get(String(fired.startedEventId)) ?? '';
    const result = localResult(event);
    if (result === undefined) continue;
    counted.wakeUps++;
    counted.actions++;
    const { did = [], stage, category, tier } = result;
    const now = JSON.stringify({ stage, category, tier });
    if (news) counted.byNews++;
    if (did.length === 0 && now === shown && !news) counted.idle[waited] = (counted.idle[waited] ?? 0) + 1;
    [news, waited, shown] = [false, '', now];
  }
  return counted;
}

/** As the server keeps it. */
function bytesOf(history: History): number {
  const type = history.constructor as unknown as { encode(it: History): { finish(): Uint8Array } };
  return type.encode(history).finish().length;
}

/** What the local activity answered whose end this event is; undefined: it is none. */
function localResult(event: Event): Shown | undefined {
  const { markerName, details } = event.markerRecordedEventAttributes ?? {};
  if (markerName !== 'core_local_activity') return undefined;
  return JSON.parse(text(details?.result?.payloads?.[0]?.data) || '{}');
}

const summaryOf = ({ userMetadata }: Event): string => JSON.parse(text(userMetadata?.summary?.data) || '""');

const text = (bytes: Uint8Array | null | undefined): string => Buffer.from(bytes ?? []).toString('utf8');
