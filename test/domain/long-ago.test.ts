import { expect, it } from 'vitest';
import { agenda } from '../../src/domain/agenda.js';
import { addDays, momentAt } from '../../src/domain/time/dates.js';
import { file, PLAN } from './build.js';

/** Nobody has looked at the loan since it was taken in. */
const at = momentAt('2028-06-01', '12:00');
const parts = { principal: 1_000, interest: 0, fee: 0 };
const dueOn = (daysAgo: number) => addDays('2028-06-01', -daysAgo);
const told = (instalments: { seq: number; dueOn: string }[]) =>
  agenda(file({ instalments: instalments.map((it) => ({ ...it, ...parts })) }), PLAN, at).steps.flatMap((it) =>
    it.what === 'notice' ? [it.key] : [],
  );

it('a reminder that fell due more than a year ago is not made up for, one of a year is', () => {
  const reminders = told([
    { seq: 1, dueOn: dueOn(400) },
    { seq: 2, dueOn: dueOn(368) },
    { seq: 3, dueOn: dueOn(366) },
    { seq: 4, dueOn: dueOn(30) },
  ]).filter((it) => it.startsWith('remind/'));
  // Three days before it, the third was further back than a year.
  expect(reminders).toEqual(['remind/3/on-due-day/sms', 'remind/4/before-due/sms', 'remind/4/on-due-day/sms']);
});

it('of a message that comes again in a stage the first, and those of the last year, are made up for', () => {
  const plan = { ...PLAN, ladder: { ...PLAN.ladder, stages: PLAN.ladder.stages.slice(0, 1) } };
  const stageEnteredAt = momentAt(dueOn(699), '09:30');
  const state = { ...file().state, stage: 'early', stageEnteredAt, delinquency: dueOn(700) };
  const instalments = [{ seq: 1, dueOn: dueOn(700), ...parts }];
  const rounds = agenda(file({ instalments, state }), plan, at).steps.flatMap((it) =>
    it.what === 'notice' ? [Number(it.key.split('/')[3])] : [],
  );
  // Every seven days: the 47th fell due 370 days ago, the 99th this week.
  expect(rounds).toEqual([0, ...Array.from({ length: 53 }, (_, n) => 47 + n)]);
});
