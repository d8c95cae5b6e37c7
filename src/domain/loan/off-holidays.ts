import { type Calendar, nextWorkday } from '../time/calendar.js';
import type { Instalment } from './account/arrears.js';
import type { AccountFacts } from './loan-file.js';

/** Instalments with due days that are working days. */
export const offHolidays = (instalments: readonly Instalment[], calendar: Calendar): Instalment[] =>
  instalments.map((it) => ({ ...it, dueOn: nextWorkday(calendar, it.dueOn) }));

/** Moves due days off holidays, those of new schedules too. */
export function movedOffHolidays(facts: AccountFacts, calendar: Calendar): AccountFacts {
  return {
    ...facts,
    instalments: offHolidays(facts.instalments, calendar),
    cases: facts.cases.map((it) =>
      it.schedule
        ? { ...it, schedule: { ...it.schedule, instalments: offHolidays(it.schedule.instalments, calendar) } }
        : it,
    ),
  };
}
