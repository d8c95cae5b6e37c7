import { z } from 'zod';
import { cadence, id, role, rule, task } from './atoms.js';

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
    task: task.optional(),
    report: id.optional().describe('the paper that is made: see `postloan report list`'),
    letter: id.optional().describe('a letter of letters/ to each unit, of the paper that is made'),
    of: z.enum(['this', 'last']).default('last').describe('the period that the paper tells of'),
    to: z.array(role).default([]).describe('who gets the paper'),
  })
  .refine((it) => it.task !== undefined || it.report !== undefined, 'a task, a report, or both')
  .refine((it) => it.letter === undefined || it.report !== undefined, 'a letter to each unit says what a report says');

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
    reward: z.string().optional().describe('when it is met, in yuan or words'),
    penalty: z.string().optional().describe('when it is missed'),
    notice: z.boolean().default(false).describe('a rectification notice 整改通知书 when it is missed'),
  })
  .refine((it) => (it.atMost === undefined) !== (it.atLeast === undefined), 'exactly one of atMost and atLeast');

export type Duty = z.output<typeof duty>;
export type Target = z.output<typeof target>;
