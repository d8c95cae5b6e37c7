import { type Moment, momentAt } from '../time/dates.js';
import { keptWith } from './account/kept.js';
import { countUpTo } from './account/running-sums.js';
import type { LoanFile } from './loan-file.js';
import { cameAt } from './relief/numbering.js';

/** When what is known of a loan came in. */
type Facts = Pick<LoanFile, 'takenInAt' | 'instalments' | 'payments'>;

const inOrder = (moments: (Moment | null)[]): readonly Moment[] =>
  moments.filter((it): it is Moment => it !== null && it > 0).sort((a, b) => a - b);

const chargesIn = keptWith((instalments: LoanFile['instalments']) =>
  inOrder(instalments.flatMap((it) => [cameAt(it), it.replacedAt ?? null])),
);

const moneyIn = keptWith((payments: LoanFile['payments']) => ({
  recorded: inOrder(payments.map((it) => it.recordedAt)),
  /** A payment that is dated ahead counts from its day on. */
  counts: inOrder(payments.map((it) => Math.max(it.recordedAt, momentAt(it.paidOn, '00:00')))),
  takenBack: inOrder(payments.map((it) => it.reversalRecordedAt)),
}));

/** The latest of the moments, which are in order, up to `now`; 0: none. */
const latest = (moments: readonly Moment[], now = Infinity): Moment => moments[countUpTo(moments, now) - 1] ?? 0;

/** When a payment was last reversed, up to now; 0: never. */
export const takenBackAt = ({ payments }: Facts, now: Moment): Moment => latest(moneyIn(payments).takenBack, now);

/** When the last payment came in or was taken back that counts by now, or the loan itself. */
export function paymentsAt({ takenInAt, payments }: Facts, now: Moment): Moment {
  const { counts, takenBack } = moneyIn(payments);
  return Math.max(takenInAt, latest(counts, now), latest(takenBack, now));
}

/** The same, of payments and charges. */
export const moneyAt = (facts: Facts, now: Moment): Moment =>
  Math.max(paymentsAt(facts, now), latest(chargesIn(facts.instalments), now));

/** When the latest of what is in the file came in. */
export function lastHeard(file: LoanFile): Moment {
  const { takenInAt, indicators, signals, promises, cases, cause, decided, rates = [], collaterals = [] } = file;
  const { recorded, takenBack } = moneyIn(file.payments);
  return Math.max(
    takenInAt,
    ...[recorded, takenBack, chargesIn(file.instalments)].map((it) => latest(it)),
    cause?.at ?? 0,
    decided?.at ?? 0,
    ...rates.map((it) => it.recordedAt),
    ...indicators.map((it) => it.recordedAt),
    ...collaterals.flatMap((it) => it.values.map(({ recordedAt }) => recordedAt)),
    ...signals.map((it) => Math.max(it.at, it.restEndedAt ?? 0)),
    ...promises.map((it) => it.madeAt),
    ...cases.map((it) => it.approvedAt ?? 0),
  );
}

/** The minute of a look, or when the latest came in: nothing that follows from what came in is dated by how soon it was looked at. */
export const notedAt = (file: LoanFile, now: Moment): Moment => Math.max(now - (now % 60_000), lastHeard(file));
