import { z } from 'zod';
import { BORROWER_KINDS } from '../person/borrower.js';
import { days, id, notice, role, rule, sum, task, time } from './atoms.js';
import { archive, check, maturity, offer, rateChange, reliefRefused, tiers } from './care.js';
import { condition } from './condition.js';
import { stricterContact } from './contact-rules.js';
import type { Law } from './law.js';
import { disposalCase, warnings } from './risk.js';
import { strangeWords } from './strange-words.js';
import { classList, tradeList } from './trades/words-of-trade.js';
import { duty, group, score, target } from './unit.js';
import { targetFaults } from './unit-faults.js';

export { type CaseKind, CHANNELS, type ChannelName, type NoticeSpec, type TaskSpec, templateFor } from './atoms.js';

/**
 * A work plan is data: which reminders, checks, stages, notices, tasks, by which row of the plan (`rule`).
 * The shape here is what `plan check` holds a file to; plans/plan.schema.json is made from it for editors.
 */
const action = z
  .strictObject({
    id,
    rule: rule.optional().describe("the stage's rule if left out"),
    afterDays: days.default(0).describe('days after the stage was entered'),
    after: id.optional().describe('an action of this stage whose task is done first; the days then count from that'),
    everyDays: z.number().int().min(1).optional().describe('again every so many days while the stage lasts'),
    when: z.array(condition).optional().describe('only if one of these holds at that time'),
    letter: id.optional().describe('a letter of letters/ that goes with the task'),
    besideSuit: z.boolean().optional().describe('goes on when a case has taken over, such as a suit'),
    notice: notice.optional(),
    task: task.optional(),
  })
  .refine(
    (it) => (it.notice === undefined) !== (it.task === undefined),
    'exactly one of notice and task must stand here',
  );

const paused = z.enum(['count', 'rest']);

const stage = z.strictObject({
  stage: id,
  title: z.string(),
  rule,
  fromDpd: z.number().int().min(1).describe('first day past due on which the stage is entered'),
  owner: role,
  actions: z.array(action),
});

/** So little that is overdue is left alone where a plan says nothing of it. */
export const TOLERANCE = { amount: '1.00', share: 0.001 };

export const planSchema = z
  .strictObject({
    plan: z
      .string()
      .regex(/^\d{2}-[a-z0-9-]+$/, 'not two digits and lower-case words with hyphens, such as 04-personal'),
    title: z.string(),
    version: z.number().int().min(1),
    borrowers: z.array(z.enum(BORROWER_KINDS)).min(1),
    window: z
      .strictObject({ from: time, until: time })
      .refine((it) => it.from < it.until, 'from must be before until')
      .describe("a day's work is spread over these hours, each loan at a minute of its own"),
    contact: stricterContact
      .optional()
      .describe('contact rules kept besides those of the lender; they can only be stricter'),
    dueOnHoliday: z
      .enum(['as-written', 'next-working-day'])
      .default('as-written')
      .describe('whether an instalment due on a day off is due on the next working day'),
    tolerance: z
      .strictObject({
        amount: sum.default(TOLERANCE.amount).describe('in the currency of the loan'),
        share: z
          .number()
          .min(0)
          .max(0.1)
          .default(TOLERANCE.share)
          .describe('of what was paid out: 0.001 is a thousandth'),
      })
      .prefault({})
      .describe(
        'what is overdue is left alone while it is no more than either: a word to the account manager, no ladder',
      ),
    classes: classList.optional(),
    trades: tradeList.optional(),
    reminders: z
      .array(
        z.strictObject({
          id,
          rule,
          daysBefore: days.describe('days before the due day; 0 is the due day itself'),
          upToDpd: days.optional().describe('not sent to who is more days past due; left out: however many they are'),
          notice,
        }),
      )
      .default([]),
    ladder: z
      .strictObject({
        graceDays: days.default(0),
        pausedDays: z
          .strictObject({
            hold: paused.default('rest'),
            complaint: paused.default('count'),
            grace: paused.default('rest'),
            promise: paused.default('count'),
            signal: paused.default('rest'),
          })
          .prefault({})
          .describe(
            'whether the days of a hold, of an open complaint, of a grace, of a running promise, of a signal that rests (`warnings.rests`) count towards the ladder',
          ),
        pause: z
          .strictObject({ atMostDays: z.number().int().min(0).max(180).default(30) })
          .prefault({})
          .describe('complaints of a borrower pause what collects for so many days in half a year, not longer'),
        stepDown: z
          .enum(['with-arrears', 'when-cured'])
          .default('with-arrears')
          .describe(
            'with-arrears: the stage is that of the oldest instalment now unpaid, also downwards; when-cured: a stage that was reached stays until nothing is overdue',
          ),
        neverSilentDays: z
          .number()
          .int()
          .min(1)
          .max(60)
          .default(14)
          .describe(
            'a loan that owes has a next action by somebody within so many days, unless something rests it with an end',
          ),
        promiseWaitDays: z
          .number()
          .int()
          .min(0)
          .max(14)
          .default(1)
          .describe('a promise is judged so many days after its own: payments of that day may be booked later'),
        stages: z.array(stage).min(1),
      })
      .refine(
        ({ stages }) => stages.every((it, n) => n === 0 || it.fromDpd > stages[n - 1]!.fromDpd),
        'stages must stand in the order of fromDpd',
      ),
    tiers: tiers.optional(),
    checks: z.array(check).default([]),
    offers: z.array(offer).default([]),
    rateChange: rateChange.optional(),
    reliefRefused: reliefRefused.optional(),
    maturity: z.array(maturity).default([]),
    archive: archive.optional(),
    warnings: warnings.prefault({}),
    cases: z.array(disposalCase).default([]),
    duties: z.array(duty).default([]),
    targets: z.array(target).default([]),
    score: score.optional(),
    groups: z.array(group).default([]),
  })
  .superRefine((plan, context) => {
    for (const part of ['checks', 'offers', 'maturity', 'duties', 'targets', 'groups'] as const)
      unique(plan[part], 'id', [part], context);
    unique(plan.groups, 'report', ['groups'], context);
    for (const { message, path } of [...targetFaults(plan), ...strangeWords(plan)])
      context.addIssue({ code: 'custom', message, path });
    unique(plan.cases, 'kind', ['cases'], context);
    plan.cases.forEach(({ steps }, n) => {
      for (const [m, { after }] of steps.entries()) {
        if (after === undefined || steps.slice(0, m).some((it) => it.id === after && it.everyDays === undefined))
          continue;
        const message = 'names a step that stands before it, and comes once';
        context.addIssue({ code: 'custom', message, path: ['cases', n, 'steps', m, 'after'] });
      }
    });
    unique(plan.reminders, 'id', ['reminders'], context);
    unique(plan.ladder.stages, 'stage', ['ladder', 'stages'], context);
    plan.ladder.stages.forEach((it, n) => {
      unique(it.actions, 'id', ['ladder', 'stages', n, 'actions'], context);
      for (const [m, { after, everyDays }] of it.actions.entries()) {
        const first = it.actions.slice(0, m).find(({ id }) => id === after);
        if (after !== undefined && (!first?.task || everyDays !== undefined)) {
          const message = 'names an action with a task that stands before it in the stage, and comes once';
          context.addIssue({ code: 'custom', message, path: ['ladder', 'stages', n, 'actions', m, 'after'] });
        }
      }
      if (it.stage === 'current') {
        context.addIssue({ code: 'custom', message: '"current" is no stage', path: ['ladder', 'stages', n, 'stage'] });
      }
    });
  });

function unique<K extends string>(
  items: Record<K, unknown>[],
  key: K,
  path: (string | number)[],
  context: z.RefinementCtx,
): void {
  items.forEach((item, n) => {
    if (items.findIndex((other) => other[key] === item[key]) < n) {
      context.addIssue({ code: 'custom', message: `used twice: ${item[key]}`, path: [...path, n, key] });
    }
  });
}

/**
 * `law`: what a plan is carried out under; left out: terms of law are not looked at. `demands`: the days that letters give the
 * borrower, by kind; left out: none does.
 */
export type Plan = z.output<typeof planSchema> & { law?: Law; demands?: Readonly<Record<string, number>> };
type Stage = Plan['ladder']['stages'][number];
export type Action = Stage['actions'][number];
