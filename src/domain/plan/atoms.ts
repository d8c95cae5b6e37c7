import { z } from 'zod';
import { ON_HOLIDAY } from '../time/calendar.js';
import { ROLES } from './roles.js';

/** What the parts of a plan's file are made of. */
export const CHANNELS = ['sms', 'voice', 'email', 'wechat', 'push'] as const;
export type ChannelName = (typeof CHANNELS)[number];

/** Those that the lender's own gateway serves, told by a signed webhook. */
export const WEBHOOK_CHANNELS = ['wechat', 'push'] as const satisfies readonly ChannelName[];
export type WebhookChannel = (typeof WEBHOOK_CHANNELS)[number];

export const rule = z
  .string()
  .regex(/^(P[1-9]\d?\.\d{1,2}|S[1-5])$/, 'not a row of a plan, such as P4.5 or S3')
  .describe('row');
export const id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'not lower-case words with hyphens');
export const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'not a time such as "09:00"');
export const days = z.number().int().min(0).max(3660);
/** In yuan. */
export const sum = z.string().regex(/^\d{1,9}(\.\d{1,2})?$/, 'not an amount such as "300" or "300.50"');
export const role = z.enum(ROLES);
export const onHoliday = z.enum(ON_HOLIDAY);

/** How often something comes round. Periods are those of the lender's calendar; a half-month ends on the 15th. */
export const CADENCES = ['day', 'week', 'half-month', 'month', 'quarter', 'half-year', 'year'] as const;
export const cadence = z.enum(CADENCES);
export type Cadence = z.output<typeof cadence>;

export const notice = z
  .strictObject({
    channels: z.array(z.enum(CHANNELS)).min(1).describe('all of these that the borrower has agreed to'),
    template: id.describe('a file of templates/'),
    byChannel: z.partialRecord(z.enum(CHANNELS), id).optional().describe('other templates, on these channels only'),
    staleAfterDays: z.number().int().min(1).default(1).describe('later than this it is dropped, not sent'),
  })
  .refine(
    ({ channels, byChannel = {} }) => Object.keys(byChannel).every((it) => channels.some((known) => known === it)),
    { path: ['byChannel'], message: 'names a channel that is not among the channels' },
  )
  .describe('a message to the borrower');

/** Relief and disposal. */
export const CASE_KINDS = [
  'grace',
  'extension',
  'restructuring',
  'renewal',
  'legal',
  'agency',
  'early-recovery',
  'collateral',
  'write-off',
] as const;
export type CaseKind = (typeof CASE_KINDS)[number];

const wordsOfWay = z.array(z.string().min(1)).min(1);

export const task = z
  .strictObject({
    kind: id.describe('call, visit, cross-check, repayment-plan, document, …'),
    role,
    dueDays: days.describe('due at the close of business this many days after it was opened, on a working day'),
    onHoliday: onHoliday
      .optional()
      .describe('where it would be due on a day off: the working day before or after it (`after` if left out)'),
    title: z.string().optional().describe('as people read it'),
    form: z.array(z.string()).optional().describe('what the record must answer, one line each'),
    another: z.boolean().optional().describe('by somebody else than the account manager of the borrower'),
    sets: z
      .strictObject({
        class: z.string().optional(),
        limit: z.string().optional(),
        value: z.string().optional().describe('what the thing it is about is worth, in major units'),
        resumes: z
          .string()
          .optional()
          .describe('answered with yes or 是: the borrower may be contacted again (`rests`)'),
        dates: z
          .strictObject({
            on: z.string().optional().describe('the day on which it happened'),
            next: z.string().optional().describe('the day for which the step after it is set: the hearing'),
          })
          .optional()
          .describe('of a step of a case: the lines that answer with days'),
        way: z
          .strictObject({ line: z.string(), cases: z.partialRecord(z.enum([...CASE_KINDS, 'none']), wordsOfWay) })
          .optional()
          .describe('its answer begins with one of these words, and opens a case of that kind; `none` opens none'),
      })
      .optional()
      .describe('lines of the form whose answers change what is known of the borrower, or open a case'),
  })
  .refine(
    ({ form = [], sets: { way, dates, ...lines } = {} }) =>
      [...Object.values({ ...lines, ...dates }), ...(way ? [way.line] : [])].every((line) => form.includes(line!)),
    {
      path: ['sets'],
      message: 'names a line that the form does not have',
    },
  )
  .describe('a piece of work by one person');

export type NoticeSpec = z.output<typeof notice>;

/** The words of a notice on a channel: those it names for that channel, or those it names for all. */
export const templateFor = ({ template, byChannel }: NoticeSpec, channel: ChannelName): string =>
  byChannel?.[channel] ?? template;

export type TaskSpec = z.output<typeof task>;

/** Five-category classification 五级分类, the best first. */
export const CATEGORIES = ['normal', 'special-mention', 'substandard', 'doubtful', 'loss'] as const;
export type Category = (typeof CATEGORIES)[number];
