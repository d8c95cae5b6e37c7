import { z } from 'zod';
import { ROLES } from './roles.js';

/**
 * A work plan is data: which reminders, stages, notices and tasks, by which row of the plan (`rule`).
 * The shape here is what `plan check` holds a file to; plans/plan.schema.json is made from it for editors.
 */
export const CHANNELS = ['sms', 'voice', 'email', 'wechat', 'push'] as const;

const rule = z
  .string()
  .regex(/^(P(10|[1-9])\.\d{1,2}|S[1-5])$/, 'a row of the plan, such as P4.5 or S3')
  .describe('row');
const id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'lower-case words with hyphens');
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time such as "09:00"');
const days = z.number().int().min(0).max(3660);

const notice = z
  .strictObject({
    channels: z.array(z.enum(CHANNELS)).min(1).describe('all of these that the borrower has agreed to'),
    template: id.describe('a file of templates/'),
    staleAfterDays: z.number().int().min(1).default(1).describe('later than this it is dropped, not sent'),
  })
  .describe('a message to the borrower');

const task = z
  .strictObject({
    kind: id.describe('call, visit, cross-check, repayment-plan, document, …'),
    role: z.enum(ROLES),
    dueDays: days.describe('due at the close of business this many days after it was opened'),
  })
  .describe('a piece of work by one person');

const action = z
  .strictObject({
    id,
    rule: rule.optional().describe("the stage's rule if left out"),
    afterDays: days.default(0).describe('days after the stage was entered'),
    everyDays: z.number().int().min(1).optional().describe('again every so many days while the stage lasts'),
    notice: notice.optional(),
    task: task.optional(),
  })
  .refine((it) => (it.notice === undefined) !== (it.task === undefined), 'exactly one of notice and task');

const stage = z.strictObject({
  stage: id,
  title: z.string(),
  rule,
  fromDpd: z.number().int().min(1).describe('first day past due on which the stage is entered'),
  owner: z.enum(ROLES),
  actions: z.array(action),
});

export const planSchema = z
  .strictObject({
    plan: z.string().regex(/^\d{2}-[a-z-]+$/, 'NN-slug'),
    title: z.string(),
    version: z.number().int().min(1),
    borrowers: z.array(z.enum(['person', 'enterprise'])).min(1),
    window: z
      .strictObject({ from: time, until: time })
      .refine((it) => it.from < it.until, 'from must be before until')
      .describe("a day's work is spread over these hours, each loan at a minute of its own"),
    reminders: z
      .array(
        z.strictObject({
          id,
          rule,
          daysBefore: days.describe('days before the due day; 0 is the due day itself'),
          notice,
        }),
      )
      .default([]),
    ladder: z
      .strictObject({ graceDays: days.default(0), stages: z.array(stage).min(1) })
      .refine(
        ({ stages }) => stages.every((it, n) => n === 0 || it.fromDpd > stages[n - 1]!.fromDpd),
        'stages must stand in the order of fromDpd',
      ),
  })
  .superRefine((plan, context) => {
    unique(plan.reminders, 'id', ['reminders'], context);
    unique(plan.ladder.stages, 'stage', ['ladder', 'stages'], context);
    plan.ladder.stages.forEach((it, n) => {
      unique(it.actions, 'id', ['ladder', 'stages', n, 'actions'], context);
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

export type Plan = z.output<typeof planSchema>;
type Stage = Plan['ladder']['stages'][number];
export type Action = Stage['actions'][number];
export type NoticeSpec = z.output<typeof notice>;
export type TaskSpec = z.output<typeof task>;
export type ChannelName = (typeof CHANNELS)[number];
