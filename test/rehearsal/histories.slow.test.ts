import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { arrearsOn } from '../../src/domain/loan/account/arrears.js';
import type { LoanFile } from '../../src/domain/loan/loan-file.js';
import { accountOf, standingOf } from '../../src/domain/loan/standing.js';
import { formatLine } from '../../src/domain/preview/timeline.js';
import { addDays, dayOf, formatMoment, type Moment } from '../../src/domain/time/dates.js';
import { caseSpec } from '../../src/domain/work/cases.js';
import { bundleForRehearsal } from '../../src/rehearsal/bundle.js';
import { type Happening, rehearse } from '../../src/rehearsal/rehearse.js';
import { openStage, type RehearsalStage } from '../../src/rehearsal/stage.js';
import { rows, transaction } from '../../src/store/base/connection/database.js';
import { FactRefused } from '../../src/store/facts/fact-refused.js';
import { recordPayment, reversePayment } from '../../src/store/facts/payments.js';
import { readLoanFiles } from '../../src/store/loans/files/loan-files.js';
import { takeIn } from '../../src/store/loans/intake.js';
import { recordPromise } from '../../src/store/loans/promises.js';
import { heedWord } from '../../src/store/notices/consent.js';
import { decideCase } from '../../src/store/work/cases.js';
import { foreseeLoan } from '../../src/store/work/foresee-loan.js';
import { CHINA } from '../support/contact-rules.js';
import { BEGIN, DUE, END, type History, histories, moment, OWED } from '../support/histories.js';
import { mobile, putLoans } from '../support/loans.js';

const MS_A_DAY = 86_400_000;
/** What people do meanwhile would make two lives differ: they do nothing. */
const staff = () => null;
const FROM = moment(-10, '08:00');
const PLANS = [
  '04-personal',
  '09-consumer',
  '01-agri-policy-enterprise',
  '02-rural-bank-zones',
  '03-microloan-company',
  '05-corporate',
  '06-annual-mixed',
  '07-monthly-team',
  '08-manufacturing',
  '10-agriculture',
];

/** Each history is lived twice: its facts heard of when they were told, and each on its own day. */
interface Life {
  history: History;
  loan: string;
  inOrder: boolean;
  number: string;
  plan: string;
  refused: string[];
}
const drawn = fc.sample(histories, { seed: Number(process.env.SEED ?? 20261129), numRuns: 12 });
const LIVES = drawn.flatMap((history, n) =>
  [false, true].map(
    (inOrder, m): Life => ({
      history,
      loan: `${inOrder ? 'ordered' : 'told'}-${n}`,
      inOrder,
      number: mobile(2 * n + m),
      plan: PLANS[n % PLANS.length]!,
      refused: [],
    }),
  ),
);

let stage: RehearsalStage;

beforeAll(async () => {
  stage = await openStage(FROM, await bundleForRehearsal(), () => undefined);
  const { db, seal } = stage.dependencies;
  await putLoans(
    db,
    seal,
    LIVES.map(({ loan, number, plan }) => ({
      loan,
      plan,
      contacts: [{ channel: 'sms', address: number }],
      // The second so far away that the loan stays open, and the oldest day that is unpaid is the first one's.
      instalments: [
        { dueOn: DUE, amount: OWED },
        { dueOn: '2026-06-20', amount: OWED },
      ],
    })),
  );
  const begin = {
    at: FROM,
    happen: () =>
      takeIn(
        db,
        LIVES.map((it) => it.loan),
        FROM,
      ),
  };
  const happenings = [begin, ...LIVES.flatMap(factsOf)];
  await rehearse(stage, { from: FROM, until: END, happenings, staff, quickest: MS_A_DAY }, () => undefined);
}, 600_000);
afterAll(() => stage?.close());

/** The facts by the doors they come in by, each once more after an hour, as feeds do. */
function factsOf(life: Life): Happening[] {
  const { history, loan, inOrder, number, refused } = life;
  const said: Happening[] = [];
  const hear = (at: Moment, what: string, happen: Happening['happen']) => {
    const heard: Happening['happen'] = async (it) => {
      try {
        await happen(it);
      } catch (error) {
        if (!(error instanceof FactRefused)) throw error;
        refused.push(what);
      }
    };
    said.push({ at, happen: heard });
  };
  const pay = (day: number, late: number, reference: string, amount: number) => {
    const at = moment(day + (inOrder ? 0 : late), '11:00');
    const source = { actor: 'core', at };
    const booking = { loan, reference, amount, paidOn: addDays(BEGIN, day) };
    hear(at, `payment ${reference}`, ({ dependencies }) => recordPayment(dependencies.db, booking, source));
  };
  history.payments.forEach(({ day, late, amount, back, again }, n) => {
    const reference = `${loan}/P${n}`;
    pay(day, late, reference, amount);
    if (back === null) return;
    const at = moment(day + back, '15:00');
    hear(at, `reversal ${reference}`, ({ dependencies }) =>
      reversePayment(dependencies.db, reference, { actor: 'core', at }),
    );
    if (again !== null) pay(day + Math.max(back, late) + 1, again.late, reference, amount);
  });
  const { relief, promise, stop } = history;
  if (relief) {
    const decide = (day: number, approve: boolean) => {
      const at = moment(day, '12:00');
      hear(at, `${relief.kind} ${approve}`, async ({ dependencies: { db, planOf } }) => {
        const until = addDays(BEGIN, relief.day + relief.days);
        const decision = { loan, kind: relief.kind, approve, until: approve ? until : null };
        return decideCase(db, decision, caseSpec(await planOf(life.plan), relief.kind), { actor: 'head', at });
      });
    };
    decide(relief.day, true);
    if (relief.undoneAfter) decide(relief.day + relief.undoneAfter, false);
  }
  if (promise) {
    const at = moment(promise.day, '14:00');
    const made = { loan, on: addDays(BEGIN, promise.day + promise.days), amount: promise.amount };
    hear(at, 'promise', ({ dependencies }) => recordPromise(dependencies.db, made, { actor: 'officer', at }));
  }
  if (stop) {
    const say = (said: 'opt-out' | 'opt-in', saidAt: Moment, at = saidAt) =>
      hear(at, said, ({ dependencies: { db, seal } }) =>
        transaction(db, (client) =>
          heedWord(client, { channel: 'sms', said, saidAt, address: seal.hashes(number) }, { actor: 'borrower', at }),
        ),
      );
    say('opt-out', moment(stop.day, '13:00'));
    // One of before comes once more.
    say('opt-in', moment(stop.day - 1, '13:00'), moment(stop.day + 1, '09:00'));
    if (stop.startAfter) say('opt-in', moment(stop.day + stop.startAfter, '13:00'));
  }
  return said;
}

const lifeOf = (loan: string) => LIVES.find((it) => it.loan === loan)!;

async function fileOf(loan: string): Promise<LoanFile> {
  const [stored] = await readLoanFiles(stage.dependencies.db.pool, [loan], END);
  return stored!.file;
}

/**
 * How a loan stands in the end, by what the database says. What was begun on what was then known is people's to end, and no part of it:
 * warnings, cases that were decided meanwhile, checks for those who are late, how often the last stage was looked at, the tier with
 * which a loan was closed.
 */
async function standing(loan: string) {
  const file = await fileOf(loan);
  const { overdue, outstanding, overpaid } = standingOf(file, END);
  const { stage: at, delinquency, category, tier, closedAt } = file.state;
  const work = await rows<{ kind: string; role: string; rule: string }>(
    stage.dependencies.db.pool,
    `SELECT DISTINCT kind, role, rule FROM tasks WHERE loan_id = $1 AND status = 'open' AND warning_id IS NULL AND case_id IS NULL
       AND coalesce(because->>'because', '') = '' ORDER BY kind, rule, role`,
    [loan],
  );
  const closed = closedAt !== null;
  return {
    ...{ stage: at, delinquency, category, tier: closed ? null : tier, closed },
    ...{ overdue, outstanding, overpaid, work },
  };
}

it.each(LIVES.filter((it) => !it.inOrder))(
  'S3, S4: once all facts are in, $loan ($plan) stands as if each had come on its own day',
  async ({ loan, history, refused }) => {
    const ordered = lifeOf(loan.replace('told', 'ordered'));
    expect(refused).toEqual(ordered.refused);
    expect(await standing(loan), JSON.stringify(history)).toEqual(await standing(ordered.loan));
  },
);

it('nobody is dunned who owed nothing as far as was known, and nobody is written to after a last word that was STOP', async () => {
  const sent = await rows<{ loan: string; purpose: string; at: Moment }>(
    stage.dependencies.db.pool,
    `SELECT loan_id AS loan, purpose, contacted_at AS at FROM notices WHERE status = 'sent' ORDER BY 1, 3`,
  );
  expect(new Set(sent.map((it) => it.purpose))).toContain('collection');
  for (const { loan, purpose, at } of sent) {
    const { history } = lifeOf(loan);
    expect(consents(history, at), `${loan} ${purpose} ${formatMoment(at)}`).toBe(true);
    if (purpose !== 'collection') continue;
    const file = await fileOf(loan);
    const known = file.payments.filter(
      (it) => it.recordedAt <= at && (it.reversalRecordedAt === null || it.reversalRecordedAt > at),
    );
    expect(
      arrearsOn({ ...accountOf(file, at), payments: known }, dayOf(at)).overdue,
      `${loan} ${formatMoment(at)}`,
    ).toBeGreaterThan(0);
  }
});

/** The borrower's last word on messages, by when it was said. */
function consents({ stop }: History, at: Moment): boolean {
  if (stop === null || at < moment(stop.day, '13:00')) return true;
  return stop.startAfter !== null && at >= moment(stop.day + stop.startAfter, '13:00');
}

it('what is foreseen of each then is what comes', async () => {
  const until = END + 40 * MS_A_DAY;
  const foreseen = new Map<string, string[]>();
  for (const { loan } of LIVES) {
    const lines = await foreseeLoan(stage.dependencies.db, loan, { from: END, until, staff, rules: CHINA });
    foreseen.set(loan, lines!.map(formatLine));
  }
  const came = await rehearse(stage, { from: END, until, happenings: [], staff, quickest: MS_A_DAY }, () => undefined);
  expect([...foreseen.values()].flat().length).toBeGreaterThan(50);
  for (const { loan, history } of LIVES) {
    const lines = came.filter((line) => line.loan === loan && line.at >= END).map(formatLine);
    expect(lines, JSON.stringify(history)).toEqual(foreseen.get(loan));
  }
});
