import { z } from 'zod';
import { type Calendar, isWorkday } from '../time/calendar.js';
import type { Day } from '../time/dates.js';
import { isZone } from '../time/zones.js';
import { CHANNELS, type ChannelName, time } from './atoms.js';

/** A set of contact rules is data: plans/contact-rules/. Which hours are quiet, and how often one may be contacted. */
const id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'not lower-case words with hyphens');
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

const hours = { from: time, until: time };
const eveningToMorning = ({ from, until }: { from: string; until: string }) => from > until;
const NIGHT = 'quiet hours begin in the evening and end in the morning';
const channels = z.array(z.enum(CHANNELS)).min(1).optional().describe('only on these; all channels if left out');

const quiet = z.strictObject({ ...hours, source }).refine(eveningToMorning, NIGHT);
const restDays = z
  .union([
    z.strictObject({ channels, ...hours, source }).refine(eveningToMorning, NIGHT),
    z.strictObject({ channels, contact: z.literal('none'), source }),
  ])
  .describe('quiet hours of the days that are no workdays of the lender, or no contact on them at all');
const caps = z
  .array(cap)
  .refine((list) => new Set(list.map((it) => it.id)).size === list.length, 'two caps of the same id');

/** What a plan may ask for besides: it is kept as well as the rules, so it can only be stricter. */
export const stricterContact = z.strictObject({
  quiet: quiet.optional(),
  restDays: restDays.optional(),
  caps: caps.optional(),
});

export const contactRulesSchema = z.strictObject({
  rules: id,
  version: z.number().int().min(1),
  title: z.string(),
  zones: z
    .array(z.string().refine(isZone, 'not a time zone'))
    .min(1)
    .describe('of a borrower whose zone is not known: hours and days of all of them hold'),
  quiet,
  restDays: restDays.optional(),
  optOut: z
    .strictObject({ channels: z.array(z.enum(CHANNELS)).min(1), source })
    .optional()
    .describe('messages that must tell how to get no more of them'),
  recordCalls: z.strictObject({ source }).optional().describe('calls by machine are recorded at the provider'),
  caps,
});

type RuleSet = z.output<typeof contactRulesSchema>;
type StricterContact = z.output<typeof stricterContact>;
export type Cap = z.output<typeof cap>;

/** Hours in which nobody is contacted: before `until` and from `from` on; both null: all day. */
export interface QuietHours {
  rule: string;
  channels?: readonly ChannelName[] | undefined;
  from: string | null;
  until: string | null;
  restDaysOnly: boolean;
}

/** A set of rules with the lender's calendar, and what a plan asks for besides. */
export interface ContactRules extends Omit<RuleSet, 'quiet' | 'restDays'> {
  quiet: readonly QuietHours[];
  calendar: Calendar;
}

/** A set of rules as the gate goes by it. */
export function rulesOf({ quiet, restDays, ...rules }: RuleSet, calendar: Calendar): ContactRules {
  return { ...rules, quiet: quietHours({ quiet, restDays }, ''), calendar };
}

/** The rules for the loans of a plan. What the plan asks for is named after it: `04-personal/quiet-hours`. */
export function withPlan(
  rules: ContactRules,
  { plan, contact }: { plan: string; contact?: StricterContact | undefined },
): ContactRules {
  if (!contact) return rules;
  const caps = (contact.caps ?? []).map((it) => ({ ...it, id: `${plan}/${it.id}` }));
  return { ...rules, quiet: [...rules.quiet, ...quietHours(contact, `${plan}/`)], caps: [...rules.caps, ...caps] };
}

function quietHours({ quiet, restDays }: StricterContact, of: string): QuietHours[] {
  const hours: QuietHours[] = [];
  if (quiet) hours.push({ rule: `${of}quiet-hours`, from: quiet.from, until: quiet.until, restDaysOnly: false });
  if (restDays) {
    const { from, until } = 'from' in restDays ? restDays : { from: null, until: null };
    hours.push({ rule: `${of}rest-days`, channels: restDays.channels, from, until, restDaysOnly: true });
  }
  return hours;
}

/** The quiet hours that hold on a channel on a day. Of a year that the calendar does not cover only weekends are known. */
export function quietOn({ quiet, calendar }: ContactRules, channel: ChannelName, day: Day): QuietHours[] {
  return quiet.filter(
    (it) => (!it.channels || it.channels.includes(channel)) && (!it.restDaysOnly || !isWorkday(calendar, day)),
  );
}

/** Whether a message on a channel must tell how to get no more of them. */
export const mustTellOptOut = ({ optOut }: ContactRules, channel: ChannelName): boolean =>
  optOut?.channels.includes(channel) === true;

/** Of how many days contacts must be known: those of the longest cap, and two more for the borrower's zone. */
export function historyDays({ caps }: ContactRules): number {
  return Math.max(0, ...caps.map((it) => it.days)) + 2;
}
