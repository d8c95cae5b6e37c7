import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { z } from 'zod';
import type { Calendar } from '../domain/time/calendar.js';
import { checkedYaml } from './checked-yaml.js';
import { projectPath } from './project-path.js';

let china: Calendar | null = null;

const STATUTORY = 'plans/calendar/statutory-holidays.yaml';
const statutory = z.strictObject({
  holidays: z.record(z.string().regex(/^\d{4}$/), z.string().regex(/^\d\d-\d\d( \d\d-\d\d)*$/)),
});

/**
 * China's working days, from the data of chinese-days (its functions depend on the machine's time zone and are not used). A year for
 * which the State Council has not published its arrangement yet has only the days off that the law names, and is not covered.
 */
export function chinaCalendar(): Calendar {
  if (china) return china;
  const file = createRequire(import.meta.url).resolve('chinese-days/dist/chinese-days.json');
  const data = JSON.parse(readFileSync(file, 'utf8')) as { holidays: object; workdays: object };
  const holidays = Object.keys(data.holidays);
  const coveredYears = new Set(holidays.map((day) => day.slice(0, 4)));
  const named = checkedYaml(readFileSync(projectPath(STATUTORY), 'utf8'), statutory, STATUTORY).holidays;
  const ahead = Object.entries(named).flatMap(([year, days]) =>
    coveredYears.has(year) ? [] : days.split(' ').map((day) => `${year}-${day}`),
  );
  china = { coveredYears, holidays: new Set([...holidays, ...ahead]), makeUpDays: new Set(Object.keys(data.workdays)) };
  return china;
}
