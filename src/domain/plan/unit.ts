import { z } from 'zod';
import { cadence, days, id, onHoliday, role, rule, sum, task } from './atoms.js';
import { segment } from './segment.js';

/** Recurring work of a unit: meetings, screenings, training, campaigns, archive days, papers. */
export const duty = z
  .strictObject({
    id,
    rule,
    title: z.string(),
    every: cadence,
    months: z.array(z.number().int().min(1).max(12)).optional().describe('only in these months of the year'),
    day: z
      .number()
      .int()
      .min(1)
      .max(31)
      .default(1)
      .describe('day of the period: of the week 1 to 7, else of its first month; past its end: the last day'),
    onHoliday: onHoliday
      .optional()
      .describe(
        'where its day is a day off: the working day before or after it (`after` if left out) in the period; in none nothing comes',
      ),
    task: task.optional(),
    report: id.optional().describe('the paper that is made: see `postloan report list`'),
    letter: id.optional().describe('a letter of letters/ to each unit, of the paper that is made'),
    of: z.enum(['this', 'last']).default('last').describe('the period that the paper tells of'),
    to: z.array(role).default([]).describe('who gets the paper'),
    evenIfNothing: z
      .literal(true)
      .optional()
      .describe(
        'the paper is sent even if it has nothing to tell 零报告; left out: that is recorded, and nobody gets a mail',
      ),
  })
  .refine((it) => it.task !== undefined || it.report !== undefined, 'a task, a report, or both')
  .refine((it) => it.letter === undefined || it.report !== undefined, 'a letter to each unit says what a report says');

const bonus = z
  .strictObject({
    sum: sum.optional().describe('how much'),
    share: z.number().gt(0).max(1).optional().describe('in place of a sum: this part of the money above the target'),
    of: id.optional().describe('with share: the figure in money; left out: the figure of the target'),
    with: z.array(id).default([]).describe('only when these targets are met too: the sum is proposed once'),
  })
  .refine((it) => (it.sum === undefined) !== (it.share === undefined), 'exactly one of sum and share')
  .describe('proposed when it is met, in yuan');

const asked = {
  role: role.describe('who puts it right'),
  dueDays: days.describe('the deadline'),
  title: z.string(),
  form: z.array(z.string()).min(1).describe('what the record must answer, one line each'),
};

const rectification = z.strictObject({
  ...asked,
  title: asked.title.default('整改通知 rectification notice'),
  form: asked.form.default(['未达标原因', '整改措施', '责任人', '整改完成期限']),
});

/** What the people and units are judged by. */
export const target = z
  .strictObject({
    id,
    rule,
    title: z.string(),
    figure: id.describe('a figure of docs/figures.md'),
    atMost: z.number().optional(),
    atLeast: z.number().optional(),
    weight: z.number().min(0).max(100).optional().describe('points in the score, of a hundred'),
    group: z.string().optional().describe('who is judged'),
    segment: segment.optional().describe('its figure is of these borrowers and loans alone'),
    reward: z.string().optional().describe('when it is met, in yuan or words'),
    penalty: z.string().optional().describe('when it is missed'),
    bonus: bonus.optional(),
    deduction: sum.optional().describe('proposed when it is missed, in yuan'),
    lessPoints: z
      .strictObject({
        kind: id.describe('kind of the task'),
        answer: z.string().describe('the line of its form that asks for the points'),
      })
      .optional()
      .describe('points that the records of such tasks, done in the period, take off'),
    missed: z.strictObject(asked).partial().optional().describe('in place of what `score.missed` says'),
    notice: z.boolean().default(false).describe('a rectification notice 整改通知书 when it is missed'),
  })
  .refine((it) => (it.atMost === undefined) !== (it.atLeast === undefined), 'exactly one of atMost and atLeast');

const unitScore = z.strictObject({
  rule,
  below: rectification
    .extend({
      points: z.number().gt(0).max(100).describe('fewer points than this, of a hundred'),
      deduction: sum.optional().describe('proposed, in yuan'),
    })
    .optional(),
});

/** What follows from the targets of a period, and whose points are counted one by one. */
export const score = z
  .strictObject({
    every: cadence.describe('from these periods something follows, once; the papers of others only tell'),
    missed: rectification.describe('a task for each target that is missed'),
    branches: unitScore.optional().describe('points of each branch'),
    managers: unitScore.optional().describe('points of each account manager'),
    payment: z
      .strictObject({ rule, role, dueDays: days })
      .optional()
      .describe('who approves the sums of bonus and deduction; none is paid by itself'),
    entered: z
      .array(z.strictObject({ name: id, title: z.string(), rule }))
      .default([])
      .describe('sums in yuan of each account manager that stand in no book: entered with `postloan staff figure`'),
  })
  .describe('what follows from the targets');

/** People who report together: by their roles, and, if branches are named, for the loans of these alone. */
export const group = z.strictObject({
  id,
  rule,
  title: z.string(),
  roles: z.array(role).min(1),
  branches: z.array(z.string()).min(1).optional(),
  people: z.number().int().min(1).optional().describe('how many there should be'),
  report: id.describe('the paper of this group: see `postloan report list`'),
});

export type Duty = z.output<typeof duty>;
export type Target = z.output<typeof target>;
export type Rectification = z.output<typeof rectification>;
