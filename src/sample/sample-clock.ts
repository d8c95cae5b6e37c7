import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { type Calendar, workdayFrom } from '../domain/time/calendar.js';
import { dayOf, type Moment, momentAt } from '../domain/time/dates.js';
import { BadInput } from '../library/checked-yaml.js';

/**
 * The sample book has a time of its own, so that a newcomer sees a working day at any hour: it begins at five to nine and runs faster
 * than the world. Only `up` with the sample has one; nothing that a lender configures can move a clock (docs/decisions/0043).
 */
export interface SampleTime {
  /** The moment there that was `since` here. */
  from: Moment;
  since: number;
  /** So many seconds there are one here. */
  speed: number;
}

/** An hour there is a minute here: the messages of a morning come within two minutes. */
export const USUAL_SPEED = 60;
/** A day there is two minutes and a half here; the workflows of the sample hardly follow one that is faster. */
export const MOST_SPEED = 600;
const BEGINS = '08:55';

export const sampleNow = ({ from, since, speed }: SampleTime, real = Date.now()): Moment =>
  from + Math.round((real - since) * speed);

/** When it begins: on the day that is today for the world, or the working day after it. */
export const sampleBegins = (calendar: Calendar, today = dayOf(Date.now())): Moment =>
  momentAt(workdayFrom(calendar, today), BEGINS);

/** What activities and the API read; workflows and the server go by the world's time. */
export function sampleClock(time: SampleTime) {
  return {
    toBusiness: (workflowTime: number): Moment => sampleNow(time, workflowTime),
    // Not before its moment: who wakes too early waits once more.
    toWorkflow: (moment: Moment): number => time.since + Math.ceil((moment - time.from) / time.speed),
    atContact: (workflowTime: number): Moment => sampleNow(time, Math.max(workflowTime, Date.now())),
    schedules: false as const,
  };
}

const kept = z.object({ from: z.number(), speed: z.number() });

/** The moment and the speed at which it stopped; null: there is none, this folder goes by the world's time. @throws BadInput */
export function readSampleTime(file: string): Pick<SampleTime, 'from' | 'speed'> | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  try {
    return kept.parse(JSON.parse(text));
  } catch {
    throw new BadInput([`${file}: is damaged: \`postloan down --purge\` begins the sample anew`]);
  }
}

/** Where it will go on: time never runs back. */
export function keepSampleTime(file: string, from: Moment, speed: number): void {
  writeFileSync(`${file}.new`, JSON.stringify({ from, speed }));
  renameSync(`${file}.new`, file);
}
