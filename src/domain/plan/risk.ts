import { z } from 'zod';
import { CASE_KINDS, type CaseKind, days, id, role, rule, sum, task } from './atoms.js';
import { CAUSES, condition } from './condition.js';

export { CASE_KINDS, type CaseKind } from './atoms.js';

export const LEVELS = ['red', 'yellow', 'blue'] as const;
const level = z.enum(LEVELS);
export type Level = z.output<typeof level>;

/** What opens a warning case, and the work of such a case. */
export const warnings = z.strictObject({
  rules: z
    .array(
      z.strictObject({
        id,
        rule,
        level,
        when: z.array(condition).min(1).describe('one of these holds'),
        measures: z.array(task).default([]).describe('work that is opened at once, besides the handling form'),
        keyMonitoring: z.boolean().default(false).describe('puts the borrower on the key monitoring list 重点监测'),
      }),
    )
    .default([]),
  signals: z
    .array(z.strictObject({ kinds: z.array(z.string()).min(1), rule, level, measures: z.array(task).default([]) }))
    .default([])
    .describe('signals from outside by kind; one that is not named opens a yellow warning'),
  rests: z
    .array(
      z
        .strictObject({
          kinds: z.array(z.string()).min(1),
          rule,
          days: days
            .optional()
            .describe('it ends after so many days at the latest; left out: when a person has decided'),
          task: task.describe('the decision; `sets.resumes` names the line of its form that ends the rest'),
        })
        .refine((it) => it.task.sets?.resumes !== undefined, {
          path: ['task'],
          message: 'needs `sets: { resumes: … }`, the line of its form that ends the rest',
        }),
    )
    .default([])
    .describe('signals from which on nothing goes to the borrower and the ladder rests: a death, a bankruptcy'),
  otherSignals: rule.default('S2').describe('row for a signal that is not named'),
  work: z
    .array(
      z.strictObject({
        stage: z.enum(['form', 'review', 'measure', 'close']),
        rule,
        letter: id.optional().describe('a letter of letters/ that goes with the task'),
        task,
      }),
    )
    .optional()
    .describe('the pieces of work of a case, one after the other; left out: form, review, measures, closure'),
});

/** Relief and disposal: proposed, approved by another person, carried out, closed. */
export const disposalCase = z.strictObject({
  kind: z.enum(CASE_KINDS),
  title: z.string().min(1).optional().describe('what the plan calls it, in lists and papers: its group 分组 (P2.7)'),
  rule,
  causes: z.array(z.enum(CAUSES)).default([]).describe('a cause of these opens the case'),
  when: z.array(condition).default([]).describe('one of these opens the case'),
  proposer: role,
  proposalDays: days.default(3),
  approver: role,
  approvalDays: days.default(3),
  effect: z
    .enum(['none', 'pause', 'extend'])
    .describe('pause: the ladder rests until the day; extend: what is overdue or due before the day falls due then'),
  takesOver: z
    .boolean()
    .optional()
    .describe(
      'once approved, messages and work of the ladder stop, a grace ends, relief that is only proposed is dropped; left out: legal does, no other',
    ),
  minMonths: z.number().int().min(1).max(60).optional().describe('a relief reaches no less far than this'),
  maxMonths: z.number().int().min(1).max(60).optional().describe('no longer than this from the day of the decision'),
  alone: z
    .strictObject({
      upTo: sum.describe('of what is outstanding of the loan, in yuan'),
      days: days.min(1).describe('how far it may reach'),
    })
    .optional()
    .describe('what the approver may grant alone, without a proposal of another; left out: nothing'),
  steps: z
    .array(
      z.strictObject({
        id,
        rule: rule.optional(),
        after: id.optional().describe('the step before that is done first; the days then count from when it was'),
        afterDays: days.default(0),
        everyDays: days.min(1).optional().describe('again, so many days after it was done, until money or a write-off'),
        within: z
          .strictObject({ kind: id, days: days.min(1) })
          .optional()
          .describe(
            'due at the latest so many days after such a piece of work was done, in the case or in the ladder before',
          ),
        letter: id.optional().describe('a letter of letters/ that goes with the task'),
        task,
      }),
    )
    .default([])
    .describe('work after the approval'),
});

export type Warnings = z.output<typeof warnings>;
export type CaseSpec = z.output<typeof disposalCase>;

/** Whether an approved case of this kind takes the place of the ladder: a suit does, as long as its plan does not say otherwise. */
export const takesOver = ({ cases }: { cases: readonly CaseSpec[] }, kind: CaseKind): boolean =>
  cases.find((it) => it.kind === kind)?.takesOver ?? kind === 'legal';

/** The kinds of signals about which a plan says what to do. */
export const signalsNamed = ({ warnings: all }: { warnings: z.output<typeof warnings> }): ReadonlySet<string> =>
  new Set([
    ...all.signals.flatMap((it) => it.kinds),
    ...all.rules.flatMap((it) => it.when.flatMap((one) => one.signals ?? [])),
  ]);
