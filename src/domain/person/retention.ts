import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { type Day, dayOf, isDay, type Moment } from '../time/dates.js';

/** How long personal data are kept is data: plans/retention/rules.yaml. */
const kept = z.strictObject({ years: z.number().int().min(0).max(100), sources: z.array(z.string().min(1)).min(1) });

export const retentionSchema = z
  .strictObject({
    retention: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'not lower-case words with hyphens'),
    version: z.number().int().min(1),
    title: z.string(),
    effectiveFrom: z.string().refine(isDay, 'a day such as 2026-01-01'),
    person: kept.describe('after the end of the person’s last loan'),
    handovers: kept.describe('after the hand-over'),
    recordings: kept.describe('after the call'),
  })
  .refine(({ person, handovers }) => handovers.years <= person.years, {
    path: ['handovers', 'years'],
    error: 'a list must not outlive the persons it names: at most as long as person',
  });

export type Retention = z.output<typeof retentionSchema>;

/** What decides about the data of a person. */
export interface Kept {
  loans: number;
  openLoans: number;
  /** When the last loan ended; null: one is open, or there is none. */
  lastClosedAt: Moment | null;
  openComplaints: number;
  openCases: number;
  /** Holds that run now on any loan, such as legal-stay. */
  holds: number;
}

export type Erasure =
  | { may: true; since: Day }
  /** `until`: the first day on which it may be, as far as it is known; null: not before what `because` says has ended. */
  | { may: false; until: Day | null; because: string };

/** May the data of a person be erased? A person who never had a loan may be at once. */
export function erasureOf(kept: Kept, { person, retention, version }: Retention, now: Moment): Erasure {
  if (kept.openLoans > 0) return { may: false, until: null, because: counted(kept.openLoans, 'open loan') };
  const until = kept.lastClosedAt === null ? dayOf(now) : addYears(dayOf(kept.lastClosedAt), person.years);
  const stops = [
    [kept.openComplaints, 'open complaint'],
    [kept.openCases, 'open case'],
    [kept.holds, 'hold'],
  ] as const;
  const because = stops.filter(([count]) => count > 0).map(([count, what]) => counted(count, what));
  if (dayOf(now) < until)
    because.unshift(`${retention} v${version}: kept for ${person.years} years after the last loan`);
  if (because.length === 0) return { may: true, since: until };
  return { may: false, until: dayOf(now) < until ? until : null, because: because.join('; ') };
}

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;

/** The same day years later; 29 February becomes 28 February. */
function addYears(day: Day, years: number): Day {
  return Temporal.PlainDate.from(day).add({ years }).toString();
}

/** The last day of which things are past their time after so many years: what ended by then may be erased. */
export function lastDayToErase(now: Moment, years: number): Day {
  return Temporal.PlainDate.from(dayOf(now)).subtract({ years }).toString();
}
