import { amountOf, type Instalment } from '../loan/account/arrears.js';
import { toleranceOf } from '../loan/account/tolerance.js';
import { type LoanFile, type Profile, type RecordedPayment, UNTOUCHED } from '../loan/loan-file.js';
import type { ContactRules } from '../plan/contact-rules.js';
import { CHANNELS, type ChannelName, type Plan } from '../plan/plan.js';
import type { Role } from '../plan/roles.js';
import type { Calendar } from '../time/calendar.js';
import { type Day, dayOf, MS_A_DAY, momentAt } from '../time/dates.js';
import { addMonths } from '../time/period.js';
import { dutiesBetween } from '../work/duties.js';
import { preview } from './preview.js';
import type { TimelineLine } from './timeline.js';

/** What a row of a plan does, and on which days of the year. */
export interface YearRow {
  part: 'standing' | 'messages' | 'checks' | 'work' | 'papers';
  /** As lines of the timeline have it: `stage`, `notice`, `task.open`. */
  what: string;
  /** P4.2 */
  rule: string;
  /** The stage, template, kind of task, of warning or of paper. */
  kind: string;
  /** Null: it has none, its kind says what it is. */
  title: string | null;
  role: Role | null;
  channels: ChannelName[];
  /** One as often as it is done on it. */
  days: Day[];
}

/** A plan as its year: what it does for a loan that pays and for one that does not, and what comes round in its unit. */
export interface PlanYear {
  loan: Pick<LoanFile, 'principal' | 'disbursedOn' | 'instalments'>;
  quiet: YearRow[];
  overdue: YearRow[];
  unit: YearRow[];
}

const LOAN = 'L';
/** The loan that is looked at: paid out in December, paid back in the twelve months of the year. */
const INSTALMENT = { principal: 1_000_000, interest: 50_000, fee: 0 };

export function planYear(
  plan: Plan,
  { year, profile, calendar, rules }: { year: number; profile: Profile; calendar: Calendar; rules: ContactRules },
): PlanYear {
  const [from, until] = [`${year}-01-01`, `${year + 1}-01-01`];
  const disbursedOn = `${year - 1}-12-20`;
  const instalments = Array.from({ length: 12 }, (_, n): Instalment => {
    return { seq: n + 1, dueOn: addMonths(disbursedOn, n + 1), ...INSTALMENT };
  });
  const principal = INSTALMENT.principal * instalments.length;
  const file: LoanFile = {
    ...{ loan: LOAN, borrower: 'B', takenInAt: momentAt(from, '08:00'), disbursedOn, principal, instalments },
    ...{ product: null, collateral: null, profile, payments: [], holds: [], tolerance: toleranceOf(plan, principal) },
    contacts: CHANNELS.map((channel) => ({ whose: 'self', channel, consent: true })),
    ...UNTOUCHED,
    calendar,
  };
  const lived = (money: RecordedPayment[]) =>
    preview({
      loans: [{ file, plan }],
      until: momentAt(until, '00:00'),
      staff: () => MS_A_DAY,
      providers: {},
      rules: { ...rules, calendar },
      money: money.map((payment) => ({ loan: LOAN, payment })),
    });
  const paid = instalments.map(
    (it): RecordedPayment => ({
      ...{ reference: `${it.seq}`, paidOn: it.dueOn, amount: amountOf(it), recordedAt: momentAt(it.dueOn, '21:00') },
      ...{ reversedOn: null, reversalRecordedAt: null },
    }),
  );
  return {
    loan: { principal, disbursedOn, instalments },
    quiet: rowsOf(lived(paid).flatMap(doneBy)),
    overdue: rowsOf(lived([]).flatMap(doneBy)),
    unit: rowsOf(dutiesBetween(plan, calendar, from, until).flatMap(({ duty, day }) => dutyDone(duty, day))),
  };
}

/** What is done on a day. */
type Done = Omit<YearRow, 'channels' | 'days'> & { channel: ChannelName | null; on: Day };

/** What a line of the timeline is in the year; none: it says what became of something. */
function doneBy(line: TimelineLine): Done[] {
  const { what, rule = '–' } = line as TimelineLine & { rule?: string };
  const text = (field: string) => String(line[field]);
  const base = { what, rule, title: null, role: null, channel: null, on: dayOf(line.at) };
  switch (what) {
    case 'notice':
      return line.status === 'sent'
        ? [{ ...base, part: 'messages', kind: text('template'), channel: line.channel as ChannelName }]
        : [];
    case 'task.open':
    case 'task.join':
      return [
        {
          ...{ ...base, what: 'task.open', kind: text('kind'), role: line.role as Role },
          part: text('task').startsWith(`${LOAN}/care/`) ? 'checks' : 'work',
        },
      ];
    case 'letter':
      return [{ ...base, part: 'papers', kind: text('kind') }];
    case 'stage':
    case 'classify':
    case 'tier':
      return [{ ...base, part: 'standing', kind: line.to === null || line.to === undefined ? 'current' : text('to') }];
    case 'warning.open':
      return [{ ...base, part: 'standing', kind: text('level') }];
    case 'case.open':
      return [{ ...base, part: 'standing', kind: text('kind') }];
    default:
      return [];
  }
}

function dutyDone({ rule, title, task, report }: Plan['duties'][number], on: Day): Done[] {
  const base = { rule, title, channel: null, on };
  return [
    ...(task ? [{ ...base, part: 'work' as const, what: 'task.open', kind: task.kind, role: task.role }] : []),
    ...(report ? [{ ...base, part: 'papers' as const, what: 'report', kind: report, role: null }] : []),
  ];
}

const PARTS: readonly YearRow['part'][] = ['standing', 'messages', 'checks', 'work', 'papers'];

/** By part, then by the day on which each begins. `done`: by day. */
function rowsOf(done: readonly Done[]): YearRow[] {
  const rows = new Map<string, YearRow>();
  for (const { channel, on, ...it } of done) {
    const key = JSON.stringify([it.what, it.part, it.rule, it.kind, it.role, it.title]);
    const known = rows.get(key) ?? { ...it, channels: [], days: [] };
    const channels =
      channel === null || known.channels.includes(channel) ? known.channels : [...known.channels, channel];
    // On several channels it is one message.
    const again = channel !== null && known.days.includes(on);
    rows.set(key, { ...known, channels, days: again ? known.days : [...known.days, on] });
  }
  return [...rows.values()].sort((a, b) => PARTS.indexOf(a.part) - PARTS.indexOf(b.part));
}
