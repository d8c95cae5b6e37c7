import { canonicalize } from 'json-canonicalize';
import { type Agenda, agenda } from '../agenda.js';
import type { LoanState } from '../loan/loan-file.js';
import { UNTOUCHED } from '../loan/loan-file.js';
import type { Step } from '../loan/steps.js';
import type { Plan } from '../plan/plan.js';
import type { Calendar } from '../time/calendar.js';
import { formatMoment, type Moment, MS_A_DAY } from '../time/dates.js';
import type { Entry } from './leaf.js';
import { groupedBy, momentOf, type Row, rowsOf, SOON_MS } from './rows.js';
import { fileThen } from './then/file-then.js';
import { planName, type Told, toldBy } from './then/told.js';

export interface Recomputed {
  /** Decisions that the rules take again, figures and all. */
  same: number;
  /** Those that follow from what people did for a warning or a case, or from what became of a message: no wake-up of the loan takes them. */
  followed: number;
  /** Those that the rules would take otherwise by what is in the file now; what they hang on was changed later, and how it was then is not in it. */
  left: number;
  faults: string[];
}

/** What the file holds only as it is now: by these tables. */
const WITHOUT_PAST = ['contacts', 'borrowers', 'collateral'];

/**
 * Takes every decision of the loans' diaries anew, by the pure rules, from the facts in the file as they had come in by then; and what
 * the rules asked for besides, and nobody wrote.
 * @param carried how a plan of the file is carried out
 * @param until nothing that was due a day before is missing; null: that is not looked at
 */
export function recomputeDecisions(
  entries: readonly Entry[],
  carried: (plan: Plan) => Plan,
  calendar: Calendar,
  until: Moment | null,
): Recomputed {
  const of = rowsOf(entries);
  const told = toldBy(of, calendar, carried);
  const changed = entries.some((it) => it.leaves.length > 1 && WITHOUT_PAST.includes(it.table));
  const sum: Recomputed = { same: 0, followed: 0, left: 0, faults: [] };
  for (const loan of of('loans').filter((it) => it.taken_in_at !== undefined)) {
    const { same, followed, faults } = lifeOf(told, loan, until);
    sum.same += same;
    sum.followed += followed;
    if (changed) sum.left += faults.length;
    else sum.faults.push(...faults);
  }
  return sum;
}

const FOLLOWS = /^(warning|case|content-review|measure|join|alone)\/|\/again\/\d+$/;
const CALLED = ['too-many', 'too-late', 'no-channel-reached', 'not-reached', 'withdrawn'];

/** It was opened by something else than a wake-up of the loan. */
const follows = (line: Row): boolean =>
  // A case that a rule opens says its effect; one that somebody decided on does not.
  (line.what !== 'case.open' || (line.detail as Row).effect === undefined) &&
  (FOLLOWS.test(String(line.entry)) || CALLED.includes(String((line.because as { code?: string } | undefined)?.code)));

/** Lines that were written at one moment. */
interface WakeUp {
  at: Moment;
  lines: Row[];
}

/** A loan's life gone through again, from one wake-up to the next. */
function lifeOf(told: Told, loan: Row, until: Moment | null): Omit<Recomputed, 'left'> {
  const name = String(loan.loan_id);
  const lines = told.of('diary').filter((it) => it.kind === 'loan' && it.subject === loan.loan_id);
  const facts = factMoments(told, loan);
  const life: Omit<Recomputed, 'left'> = { same: 0, followed: 0, faults: [] };
  const done = new Set<string>();
  const missing = new Map<string, string>();
  const asked = new Map<string, Moment>();
  let state: LoanState = { ...UNTOUCHED.state };
  let plan = firstPlan(told, loan, lines);
  if (!plan) return life;
  const look = (at: Moment, known: Moment): Agenda =>
    agenda(fileThen(told, { loan, plan: plan!, at: known, state, done }), plan!, at);
  const lacks = ({ key, rule }: Step, at: Moment) =>
    missing.set(
      key,
      `diary ${name} ${key}: the plan asked for it (${rule}) at ${formatMoment(at)}, and it is not there`,
    );
  let next: Moment | null = momentOf(loan.taken_in_at);
  let heard = 0;
  /** Where nothing was written the state goes on, too; and what is asked for then is still asked for an hour later, or was not in time. */
  const passUntil = (end: Moment) => {
    for (;;) {
      const fact = facts[heard];
      const at = Math.min(next ?? Infinity, fact ?? Infinity);
      if (at >= end) return;
      if (fact !== undefined && fact <= at) heard += 1;
      const answer = look(at, at);
      if (answer.steps.length === 0) {
        state = answer.state;
        next = answer.next && answer.next.at > at ? answer.next.at : null;
        continue;
      }
      for (const it of answer.steps) {
        const since = asked.get(it.key) ?? at;
        asked.set(it.key, since);
        if (at - since >= SOON_MS) lacks(it, since);
      }
      next = answer.steps.every((it) => missing.has(it.key)) ? null : at + SOON_MS;
    }
  };
  for (const { at, lines: written } of byMoment(lines)) {
    passUntil(at);
    const own = written.filter((it) => Number(it.plan_version ?? 0) > 0);
    plan =
      own.map((it) => told.plans.get(planName(loan.plan, it.plan_version))).findLast((it) => it !== undefined) ?? plan;
    const waiting = new Map(own.map((it) => [String(it.entry), it]));
    while (waiting.size > 0) {
      const known = [at, ...facts.filter((it) => it > at && it <= at + SOON_MS), ...unseen(facts, at)];
      const answer = best(at, known, look, waiting);
      if (!answer.steps.some((it) => lineOf(waiting, it.key))) break;
      for (const step of answer.steps) {
        const line = lineOf(waiting, step.key);
        const differs = line ? difference(step, line) : null;
        if (!line) lacks(step, at);
        else if (differs === null) life.same += 1;
        else life.faults.push(`diary ${name} ${step.key}: by the facts in this file ${differs}`);
        const key = line ? String(line.entry) : step.key;
        waiting.delete(key);
        done.add(key);
      }
      state = answer.state;
    }
    for (const line of waiting.values())
      if (follows(line)) life.followed += 1;
      else
        life.faults.push(
          `diary ${name} ${line.entry}: by the facts in this file the rules did not ask for it at ${formatMoment(at)}`,
        );
    for (const { entry } of written) {
      done.add(String(entry));
      missing.delete(String(entry));
    }
    next = at + 1;
  }
  if (until !== null) passUntil(until - MS_A_DAY);
  return { ...life, faults: [...life.faults, ...missing.values()] };
}

const byMoment = (lines: readonly Row[]): WakeUp[] =>
  [...groupedBy(lines, (it) => momentOf(it.acted_at)!)]
    .map(([at, those]) => ({ at, lines: those }))
    .sort((a, b) => a.at - b.at);

function firstPlan(told: Told, loan: Row, lines: readonly Row[]): Plan | undefined {
  const [first] = [...lines]
    .filter((it) => Number(it.plan_version ?? 0) > 0)
    .sort((a, b) => momentOf(a.acted_at)! - momentOf(b.acted_at)!);
  const version =
    first?.plan_version ??
    Math.max(0, ...[...told.plans.values()].filter((it) => it.plan === loan.plan).map((it) => it.version));
  return told.plans.get(planName(loan.plan, version));
}

/** The answer of which the most stands in the diary, and the least does not, by what was known at one of the moments. */
function best(
  at: Moment,
  known: readonly Moment[],
  look: (at: Moment, known: Moment) => Agenda,
  waiting: ReadonlyMap<string, Row>,
): Agenda {
  let found: { answer: Agenda; score: number } | null = null;
  for (const it of known) {
    const answer = look(at, it);
    const score = scoreOf(answer, waiting);
    if (!found || score > found.score) found = { answer, score };
    // Each line that waits is one of its steps, and as it was written.
    if (score === waiting.size) break;
  }
  return found!.answer;
}

const scoreOf = ({ steps }: Agenda, waiting: ReadonlyMap<string, Row>): number =>
  steps.reduce((sum, it) => {
    const line = lineOf(waiting, it.key);
    return sum + (!line ? -1 : difference(it, line) === null ? 1 : 0.5);
  }, 0);

/** A wake-up takes place some moments after the fact that it is for, and may leave no line by which that moment is known. */
const NEAR_MS = 60_000;

/** What was told shortly before may not have been written yet when the file was read: the moments just before each of it. */
const unseen = (facts: readonly Moment[], at: Moment): Moment[] =>
  facts.filter((it) => it <= at && it > at - NEAR_MS).map((it) => it - 1);

const DATED = /^(.*\/)(\d{13})$/;

/** The line of a step; what is named by a moment is found by one that is near. Undefined: there is none. */
function lineOf(waiting: ReadonlyMap<string, Row>, key: string): Row | undefined {
  const exact = waiting.get(key);
  const [, name, moment] = DATED.exec(key) ?? [];
  if (exact || moment === undefined) return exact;
  return [...waiting.values()].find((it) => {
    const [, other, at] = DATED.exec(String(it.entry)) ?? [];
    return other === name && Math.abs(Number(at) - Number(moment)) < NEAR_MS;
  });
}

/** What of a decision is otherwise than it was written; null: nothing. */
function difference({ key: _, at, what, rule, why, dpd, stage, ...more }: Step, line: Row): string | null {
  const { of: __, ...detail } = { of: undefined, ...more };
  // What a later version says besides is no difference.
  const said = {
    at,
    what,
    rule,
    why,
    dpd,
    stage,
    detail: Object.fromEntries(Object.keys(line.detail as Row).map((it) => [it, (detail as Row)[it]])),
  };
  const written = {
    ...{
      at: Math.abs(momentOf(line.at)! - at) < NEAR_MS ? at : momentOf(line.at),
      what: line.what,
      rule: line.rule,
      why: line.because,
    },
    ...{ dpd: line.dpd, stage: line.stage, detail: line.detail },
  };
  const other = (Object.keys(said) as (keyof typeof said)[]).find((it) => asText(said[it]) !== asText(written[it]));
  return other === undefined
    ? null
    : `${other} is ${JSON.stringify(plain(said[other]))}, not ${JSON.stringify(plain(written[other]))}`;
}

const asText = (value: unknown): string => (value === undefined ? '' : canonicalize(plain(value)));

/** As it stands in the database. */
const plain = (value: unknown): unknown =>
  value === undefined ? undefined : withoutNull(JSON.parse(JSON.stringify(value)));
const withoutNull = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutNull);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, it]) => (it === null ? [] : [[key, withoutNull(it)]])),
  );
};

/** When something came in that the loan looks at again. */
function factMoments({ of }: Told, loan: Row): Moment[] {
  const columns: [string, string[]][] = [
    ['payments', ['recorded_at', 'reversal_recorded_at']],
    ['instalments', ['recorded_at']],
    ['replaced_instalments', ['replaced_at']],
    ['holds', ['from_at', 'until_at']],
    ['complaints', ['opened_at', 'solved_at']],
    ['restrictions', ['from_at', 'until_at']],
    ['promises', ['made_at']],
    ['causes', ['at']],
    ['classifications', ['approved_at']],
    ['cases', ['opened_at', 'decided_at', 'closed_at']],
    ['signals', ['at', 'rest_ended_at']],
    ['indicators', ['recorded_at']],
    ['warnings', ['opened_at', 'closed_at']],
    ['tier_overrides', ['at']],
    ['tasks', ['ended_at']],
    ['rate_changes', ['recorded_at']],
    ['valuations', ['recorded_at']],
    ['evidence', ['kept_at']],
    ['archive_documents', ['filed_at']],
  ];
  const moments = columns.flatMap(([table, names]) =>
    of(table).flatMap((it) =>
      it.loan_id === undefined || it.loan_id === loan.loan_id ? names.map((name) => momentOf(it[name])) : [],
    ),
  );
  const others = of('diary').flatMap((it) =>
    it.kind === 'loan' && it.subject !== loan.loan_id && (it.what === 'close' || it.what === 'tier')
      ? [momentOf(it.acted_at)]
      : [],
  );
  const from = momentOf(loan.taken_in_at)!;
  const all = [...moments, ...others].filter((it): it is Moment => it !== null && it > from);
  return [...new Set(all)].sort((a, b) => a - b);
}
