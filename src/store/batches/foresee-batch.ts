import { createHash } from 'node:crypto';
import { agenda } from '../../domain/agenda.js';
import type { LoanFile } from '../../domain/loan/loan-file.js';
import { maskAddress } from '../../domain/person/mask.js';
import { type ContactRules, historyDays, withPlan } from '../../domain/plan/contact-rules.js';
import type { Plan } from '../../domain/plan/plan.js';
import { type Becomes, foreseeAgain } from '../../domain/preview/foresee-again.js';
import type { ReasonCode } from '../../domain/reason/reason.js';
import { type Moment, MS_A_DAY } from '../../domain/time/dates.js';
import { type BatchAction, type BatchFilter, heldUntil, type Retrigger } from '../../domain/work/batch.js';
import type { Sql } from '../base/connection/database.js';
import type { Seal } from '../base/seal.js';
import { FactRefused } from '../facts/fact-refused.js';
import type { Sight } from '../lists/filter.js';
import { type ListedLoan, listLoans } from '../lists/loan-list.js';
import { readLoanFiles } from '../loans/files/loan-files.js';
import { planReader } from '../loans/plans.js';
import { missingBookNow } from '../notices/book-age.js';
import { contactHistory, reachedBy } from '../notices/notices.js';
import { isTryOf, stepAgain, stepsThatWait } from '../notices/retrigger.js';
import { isPaused, pausesNow } from '../notices/sending.js';
import { type NewestStep, newestSteps } from './newest-steps.js';

/** What is needed to foresee: who asks, and by which rules. */
export interface Place {
  sql: Sql;
  seal: Seal;
  rules: ContactRules;
  /** As of `missingBook`. */
  bookAge: number | null | undefined;
  source: { actor: string; at: Moment };
}

/** What a batch would do to a loan if it were done now. */
export interface Foreseen extends Pick<ListedLoan, 'loan' | 'borrower' | 'name' | 'plan' | 'stage' | 'dpd'> {
  does: Becomes['does'] | 'opens' | 'rests' | 'goes-on' | 'begins-anew' | 'nothing';
  /** Why it waits, is stopped, or nothing is done; null: it is done. */
  reason: ReasonCode | null;
  until: Moment | null;
  /** The loan whose message says it too. */
  with: string | null;
  /** What is done again; null: the loan itself is acted on. */
  step: NewestStep | null;
  /** Where a message goes, masked; null: nowhere, or it is no message. */
  to: string | null;
  /** Of a workflow that begins anew: how much of its loan is due and not done, and is done then. */
  due: number;
}

/** More at once is nobody's intention, and would be looked through for minutes. Our own number. */
const MOST_LOANS = 10_000;
const AT_ONCE = 500;

/** The open loans that a batch chooses, by id. @throws FactRefused for too many */
export async function chosenLoans(
  { sql, seal, source }: Pick<Place, 'sql' | 'seal' | 'source'>,
  { dpdFrom, dpdTo, ...of }: BatchFilter,
  sight: Sight,
) {
  const all = await listLoans(sql, seal, { ...of, sight }, source.at);
  const chosen = all.filter(({ dpd }) => dpd >= (dpdFrom ?? 0) && dpd <= (dpdTo ?? Infinity));
  if (chosen.length > MOST_LOANS)
    throw new FactRefused(`${chosen.length} loans: a batch is of ${MOST_LOANS} at most: choose fewer`, 'filter');
  return chosen;
}

/** What a batch would do to each of its loans now, by id, and what the gate would stop; nothing is changed. @throws FactRefused for too many loans */
export async function foreseeBatch(
  place: Place,
  { action, filter }: { action: BatchAction; filter: BatchFilter },
  sight: Sight,
): Promise<Foreseen[]> {
  const chosen = await chosenLoans(place, filter, sight);
  const foreseen: Foreseen[] = [];
  for (let n = 0; n < chosen.length; n += AT_ONCE) {
    const part = chosen.slice(n, n + AT_ONCE);
    const found = await (action.kind === 'retrigger'
      ? foreseeSteps(place, action, part)
      : foreseeLoans(place, action, part));
    foreseen.push(
      ...part.map(({ loan, borrower, name, plan, stage, dpd }) => ({
        ...{ loan, borrower, name, plan, stage, dpd },
        ...{ ...NOTHING, ...found.get(loan) },
      })),
    );
  }
  return foreseen;
}

type Found = Map<string, Partial<Foreseen>>;
const NOTHING = { does: 'nothing', reason: null, until: null, with: null, step: null, to: null, due: 0 } as const;

/** Whether a loan belongs to the batch: what the gate would stop, and where there is nothing to do, is left out. */
export const isDone = ({ does }: Foreseen): boolean => does !== 'nothing' && does !== 'stopped';

/** What says whether a batch is still the one that was looked at: its action, its loans and their steps. */
export const signOf = (action: BatchAction, foreseen: readonly Foreseen[]): string =>
  createHash('sha256')
    .update(JSON.stringify([action, foreseen.filter(isDone).map(({ loan, step }) => [loan, step?.entry ?? null])]))
    .digest('hex')
    .slice(0, 16);

/** Of each loan the newest step of that kind once more. */
async function foreseeSteps(place: Place, action: Retrigger, loans: readonly ListedLoan[]): Promise<Found> {
  const { sql, seal, source } = place;
  const ids = loans.map((it) => it.loan);
  const steps = await newestSteps(sql, ids, action);
  const waiting = await stepsThatWait(sql, [...steps.keys()]);
  const files = new Map((await readLoanFiles(sql, [...steps.keys()], source.at)).map((it) => [it.file.loan, it]));
  const planOf = planReader(sql);
  const pauses = await pausesNow(sql);
  const found: Found = new Map(ids.map((it) => [it, { reason: 'no such step' }]));
  const messages: Parameters<typeof foreseeAgain>[0][number][] = [];
  for (const [loan, step] of steps) {
    const stored = files.get(loan)!;
    if (waiting.some((it) => it.loan === loan && isTryOf(it.entry, step.entry)))
      found.set(loan, { step, reason: step.what === 'notice' ? 'still waits' : 'still open' });
    else if (step.what === 'task.open') found.set(loan, { step, does: 'opens' });
    else if (isPaused(pauses, step.channel!, stored.plan)) found.set(loan, { step, does: 'waits', reason: 'paused' });
    else {
      const again = stepAgain({ loan, step: step.entry, why: '' }, step.before, source);
      if (again.what === 'notice')
        messages.push({ file: stored.file, plan: await planOf(stored.plan), step: again, known: {} });
    }
  }
  const toldOf = await persons(place, messages);
  const asked = messages.map((it) => ({ ...it, known: toldOf(it).known }));
  const histories = await historiesOf(place, asked);
  const became = foreseeAgain(asked, source.at, place.rules, histories);
  for (const message of asked) {
    const { loan, borrower } = message.file;
    const { addressSealed, addressKey } = toldOf(message).reached ?? { addressSealed: null, addressKey: null };
    const address = seal.tryOpen(
      addressSealed,
      'contacts.address_sealed',
      borrower,
      'self',
      message.step.channel,
      addressKey,
    );
    found.set(loan, { ...became.get(loan), step: steps.get(loan)!, to: address && maskAddress(address) });
  }
  return found;
}

type Message = Parameters<typeof foreseeAgain>[0][number];

/** What the gate is told of the person of each message. */
async function persons({ sql, source, bookAge }: Place, messages: readonly Message[]) {
  const keyOf = (borrower: string, channel: string) => JSON.stringify([borrower, channel]);
  const wanted = messages.map(({ file, step }) => ({ borrower: file.borrower, channel: step.channel }));
  const reached = new Map((await reachedBy(sql, wanted)).map((it) => [keyOf(it.borrower, it.channel), it]));
  const bookMissing = (await missingBookNow(sql, source.at, bookAge)) !== null;
  return ({ file, step }: Message) => {
    const it = reached.get(keyOf(file.borrower, step.channel));
    if (!it) return { known: {}, reached: null };
    const { restricted, inDoubt, contactId: contact, zone } = it;
    return { known: { restricted, inDoubt, bookMissing, consent: contact !== null, contact, zone }, reached: it };
  };
}

async function historiesOf({ sql, rules, source }: Place, messages: readonly { file: LoanFile; plan: Plan }[]) {
  const longest = Math.max(...[rules, ...messages.map(({ plan }) => withPlan(rules, plan))].map(historyDays));
  const borrowers = [...new Set(messages.map((it) => it.file.borrower))];
  return contactHistory(sql, borrowers, source.at - longest * MS_A_DAY);
}

/** The loan itself is acted on. */
async function foreseeLoans(
  { sql, source }: Place,
  action: Exclude<BatchAction, Retrigger>,
  loans: readonly ListedLoan[],
): Promise<Found> {
  const { at } = source;
  const files = await readLoanFiles(
    sql,
    loans.map((it) => it.loan),
    at,
  );
  const planOf = planReader(sql);
  const end = action.kind === 'hold' ? heldUntil(action) : null;
  const each = async (file: LoanFile, plan: string): Promise<Partial<Foreseen>> => {
    if (action.kind === 'restart')
      return { does: 'begins-anew', due: agenda(file, await planOf(plan), at).steps.length };
    const holds = file.holds.filter((it) => it.until === null || it.until > at);
    if (action.kind === 'release') return holds.length > 0 ? { does: 'goes-on' } : { reason: 'not held' };
    return holds.some((it) => end === null || it.from < end)
      ? { reason: 'held already' }
      : { does: 'rests', until: end };
  };
  const found: Found = new Map();
  for (const { file, plan } of files) found.set(file.loan, await each(file, plan));
  return found;
}
