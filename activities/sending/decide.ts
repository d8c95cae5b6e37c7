import type { Channel } from '../../src/channels/index.js';
import { contactFacts } from '../../src/domain/contact/contact-facts.js';
import { contactGate, inTurns, leftUnsaid, madeNow } from '../../src/domain/contact/contact-gate.js';
import { speakerOf, together } from '../../src/domain/contact/together.js';
import { amountAsked } from '../../src/domain/loan/amount-asked.js';
import type { LoanFile } from '../../src/domain/loan/loan-file.js';
import { historyDays, withPlan } from '../../src/domain/plan/contact-rules.js';
import type { Plan } from '../../src/domain/plan/plan.js';
import type { Reason } from '../../src/domain/reason/reason.js';
import { type Moment, MS_A_DAY } from '../../src/domain/time/dates.js';
import type { Sql } from '../../src/store/base/connection/database.js';
import { readLoanFiles } from '../../src/store/loans/files/loan-files.js';
import { missingBookNow } from '../../src/store/notices/book-age.js';
import { contactHistory, type DueNotice, UNREADABLE } from '../../src/store/notices/notices.js';
import type { GateDecision, NoticeChange } from '../../src/store/notices/outcomes.js';
import type { Dependencies } from '../dependencies.js';
import { type Going, prepare, type Ready } from './notice-words.js';

/** When a notice whose name or address cannot be decrypted is tried again: whoever forgot to configure a key adds it within the hour. */
const UNREADABLE_MS = 3_600_000;

/** A notice that nobody will get by this channel: a person takes over. */
export interface Undeliverable {
  notice: DueNotice;
  because: Reason<'refused' | 'channel not configured' | 'no words'>;
  /** The provider's code, when it was the provider who refused. */
  code?: string;
  /** The gate's decision, when it let it go and nothing was there to carry it. */
  gate?: GateDecision;
  /** The address is of no use for any other message either. */
  gone?: boolean;
}

/** Asks the contact gate about each notice, at the moment of contact, and writes the words of those that may go. */
export async function decide(
  dependencies: Dependencies,
  sql: Sql,
  due: DueNotice[],
  way: Channel | undefined,
  now: Moment,
  down: boolean,
) {
  const begunAt = Date.now();
  const loans = await readLoanFiles(sql, [...new Set(due.map((it) => it.loan))], now);
  const files = new Map(loans.map(({ file }) => [file.loan, file]));
  const plans = await plansByLoan(dependencies, sql, loans);
  const rulesOf = (plan: Plan | undefined) => (plan ? withPlan(dependencies.rules, plan) : dependencies.rules);
  const longest = Math.max(...[undefined, ...plans.values()].map((it) => historyDays(rulesOf(it))));
  const borrowers = [...new Set(due.map((it) => it.borrower))];
  const histories = await contactHistory(sql, borrowers, now - longest * MS_A_DAY);
  const bookMissing = (await missingBookNow(sql, now, dependencies.book?.atMost)) !== null;
  const ready: Ready[] = [];
  const undeliverable: Undeliverable[] = [];
  const changes: NoticeChange[] = [];
  for (const group of together(inTurns(due, histories))) {
    const going: Going[] = [];
    for (const notice of group) {
      const file = files.get(notice.loan) ?? null;
      const plan = plans.get(notice.loan);
      const rules = { ...rulesOf(plan), ...(file === null ? {} : { calendar: file.calendar }) };
      const amount = file && amountAsked(file, notice.about, now);
      const history = histories.get(notice.borrower) ?? null;
      const { restricted, inDoubt, contactId: contact, zone } = notice;
      const known = { restricted, inDoubt, bookMissing, consent: contact !== null, contact, zone, history };
      const facts = contactFacts(file && plan ? { file, plan } : null, notice, known, now);
      const verdict = contactGate(facts, rules);
      const gate = { rules: rules.rules, version: rules.version, at: now, decision: verdict };
      const { noticeId } = notice;
      if (verdict.verdict === 'wait')
        changes.push({ noticeId, status: 'reserved', dueAt: verdict.until, reason: verdict.reason, gate });
      else if (verdict.verdict === 'never') {
        const { reason } = verdict;
        const untried = reason === 'stale' && notice.attempts === 0 && (down || notice.keptWaiting);
        const unreached = untried || (reason === 'stale' && notice.attempts > 0);
        // It waited for its provider until it was of no use any more: the call in its place belongs to that moment.
        const dueAt = untried ? { dueAt: notice.staleAt } : {};
        const how = unreached ? 'unreached' : leftUnsaid(verdict, rules) ? 'unsaid' : null;
        changes.push({ noticeId, status: 'suppressed', reason, gate, ...(how ? { vain: { how } } : {}), ...dueAt });
      } else if (file === null || amount === null)
        changes.push({ noticeId, status: 'suppressed', reason: 'facts missing', gate });
      else going.push({ ...notice, file, amount, gate, until: begunAt + verdict.until - now });
    }
    if (going.length === 0) continue;
    const speaker = speakerOf(going, now);
    const said = prepareOne(dependencies, speaker, going, way, now);
    if ('because' in said) undeliverable.push(said);
    else if ('change' in said) {
      const { borrower, channel, loan, contactId } = speaker;
      if (speaker.purpose === 'collection')
        histories.get(borrower)?.push(madeNow({ now, channel, loan, contact: contactId }));
      ready.push(said);
    } else changes.push(said);
    const { noticeId: joinedTo } = speaker;
    for (const { noticeId, gate } of going.filter((it) => it !== speaker && !('status' in said)))
      changes.push({ noticeId, status: 'suppressed', reason: 'joined', joinedTo, gate });
  }
  return { ready, undeliverable, changes };
}

/** The one message that speaks of all these loans; or why it cannot go by this channel; or that it waits. */
function prepareOne(
  dependencies: Dependencies,
  speaker: Going,
  all: readonly Going[],
  way: Channel | undefined,
  now: Moment,
): Ready | Undeliverable | NoticeChange {
  const { noticeId, gate } = speaker;
  if (!way) return { notice: speaker, because: { code: 'channel not configured' }, gate };
  const prepared = prepare(dependencies, speaker, all, way, now);
  if (prepared === 'unreadable')
    return { noticeId, status: 'reserved', dueAt: now + UNREADABLE_MS, reason: UNREADABLE };
  if (prepared === null) return { notice: speaker, because: { code: 'no words' }, gate };
  const until = new Date(Math.min(...all.map((it) => it.until)));
  return { ...prepared, message: { ...prepared.message, until }, change: { ...prepared.change, gate } };
}

/** One after the other: a connection answers one question at a time. */
async function plansByLoan({ planOf }: Dependencies, sql: Sql, loans: { file: LoanFile; plan: string }[]) {
  const plans = new Map<string, Plan>();
  for (const { plan } of loans) if (!plans.has(plan)) plans.set(plan, await planOf(plan, sql));
  return new Map(loans.map(({ file, plan }) => [file.loan, plans.get(plan)!]));
}
