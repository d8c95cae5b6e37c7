import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Instalment } from '../domain/loan/arrears.js';
import { type Calendar, nextWorkday } from '../domain/time/calendar.js';

let china: Calendar | null = null;

/** China's working days, from the data of chinese-days (its functions depend on the machine's time zone and are not used). */
export function chinaCalendar(): Calendar {
  if (china) return china;
  const file = createRequire(import.meta.url).resolve('chinese-days/dist/chinese-days.json');
  const data = JSON.parse(readFileSync(file, 'utf8')) as { holidays: object; workdays: object };
  const holidays = Object.keys(data.holidays);
  china = {
    coveredYears: new Set(holidays.map((day) => day.slice(0, 4))),
    holidays: new Set(holidays),
    makeUpDays: new Set(Object.keys(data.workdays)),
  };
  return china;
}

/** Instalments with due days that are working days. */
export function offHolidays(instalments: readonly Instalment[]): Instalment[] {
  return instalments.map((it) => ({ ...it, dueOn: nextWorkday(chinaCalendar(), it.dueOn) }));
}
