import { z } from 'zod';
import { CHANNELS, type ChannelName } from './plan.js';
import { isZone } from './zones.js';

/** A set of contact rules is data: plans/contact-rules/. Which hours are quiet, and how often one may be contacted. */
const id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'lower-case words with hyphens');
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time such as "22:00"');
const source = z.string().min(1).describe('where the number comes from; `own:` when it is ours');

const cap = z.strictObject({
  id,
  channels: z
    .array(z.enum(CHANNELS))
    .min(1)
    .optional()
    .describe('what is counted and capped; all channels if left out'),
  counts: z
    .enum(['contacts', 'conversations', 'unanswered'])
    .describe('of calls: all, those that were answered, or those that were not; one whose end is not known is both'),
  per: z.enum(['person', 'loan', 'contact']).describe('over all loans, of one loan, or at one number or address'),
  atMost: z.number().int().min(1),
  days: z.number().int().min(1).max(366).describe('calendar days of the borrower; today is one of them'),
  source,
});

export const contactRulesSchema = z.strictObject({
  rules: id,
  version: z.number().int().min(1),
  title: z.string(),
  zones: z
    .array(z.string().refine(isZone, 'not a time zone'))
    .min(1)
    .describe('of a borrower whose zone is not known: hours and days of all of them hold'),
  quiet: z
    .strictObject({ from: time, until: time, source })
    .refine(({ from, until }) => from > until, 'quiet hours begin in the evening and end in the morning'),
  optOut: z
    .strictObject({ channels: z.array(z.enum(CHANNELS)).min(1), source })
    .optional()
    .describe('messages that must tell how to get no more of them'),
  caps: z.array(cap).refine((caps) => new Set(caps.map((it) => it.id)).size === caps.length, 'two caps of the same id'),
});

export type ContactRules = z.output<typeof contactRulesSchema>;
export type Cap = ContactRules['caps'][number];

/** Whether a message on a channel must tell how to get no more of them. */
export const mustTellOptOut = ({ optOut }: ContactRules, channel: ChannelName): boolean =>
  optOut?.channels.includes(channel) === true;

/** Of how many days contacts must be known: those of the longest cap, and two more for the borrower's zone. */
export function historyDays({ caps }: ContactRules): number {
  return Math.max(0, ...caps.map((it) => it.days)) + 2;
}
