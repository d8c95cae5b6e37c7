import { z } from 'zod';
import { dayOf, isDay } from '../domain/dates.js';
import { parseMoney } from '../domain/money.js';
import { owedOf } from '../domain/owed.js';
import { recordAnswer } from '../store/answers.js';
import { openComplaint } from '../store/complaints.js';
import { FactRefused } from '../store/fact-refused.js';
import { recordOptOut } from '../store/facts.js';
import type { LinkedLoan } from '../store/linked-loans.js';
import { readLoanFiles } from '../store/loan-files.js';
import { recordPromise } from '../store/promises.js';
import type { ApiContext } from './context.js';
import type { Said } from './page-words.js';

/** Each form of the page becomes a fact; sent twice, it is one fact. */
export const ANSWERS = { promise, relief, complaint, 'opt-out': optOut };
export type AnswerName = keyof typeof ANSWERS;

const PROMISE = z.object({ on: z.string().refine(isDay), amount: z.string().trim().transform(parseMoney) });
const TEXT = z.object({ text: z.string().trim().max(2000).default('') });

const sourceOf = ({ now }: ApiContext, { borrower }: LinkedLoan) => ({ actor: `borrower/${borrower}`, at: now() });

async function promise(context: ApiContext, _: string, linked: LinkedLoan, body: unknown): Promise<Said> {
  const { db, now } = context;
  const { loan } = linked;
  const said = PROMISE.safeParse(body);
  if (!said.success || said.data.amount === null) return 'refused';
  const { on, amount } = said.data;
  const [stored] = await readLoanFiles(db.pool, [loan], now());
  if (!stored || amount > owedOf(stored.file, now()).outstanding) return 'refused';
  // The same promise sent once more, while it runs, is no other one.
  if (stored.file.promises.some((it) => it.on === on && it.amount === amount)) return 'promise';
  try {
    await recordPromise(db, { loan, on, amount }, sourceOf(context, linked));
    return 'promise';
  } catch (error) {
    if (error instanceof FactRefused) return 'refused';
    throw error;
  }
}

async function relief(context: ApiContext, notice: string, linked: LinkedLoan, body: unknown): Promise<Said> {
  const { db, seal, now } = context;
  const { loan, borrower } = linked;
  const text = TEXT.safeParse(body).data?.text ?? '';
  await recordAnswer(
    db,
    seal,
    {
      // One a day by one link, whatever is pressed.
      id: `link/${notice}/${dayOf(now())}`,
      channel: 'link',
      borrower,
      loan,
      kind: 'relief-request',
      text: text === '' ? null : text,
    },
    sourceOf(context, linked),
  );
  return 'relief';
}

async function complaint(context: ApiContext, notice: string, linked: LinkedLoan, body: unknown): Promise<Said> {
  const { db, seal } = context;
  const text = TEXT.safeParse(body).data?.text ?? '';
  if (text === '') return 'empty';
  // The same words by the same link are the same complaint; the keyed hash tells nothing of them.
  const id = `link/${notice}/${seal.hash(text).toString('hex', 0, 8)}`;
  await openComplaint(db, seal, { id, borrower: linked.borrower, text }, sourceOf(context, linked));
  return 'complaint';
}

/** Of the way that the message with this link came. */
async function optOut(context: ApiContext, _: string, linked: LinkedLoan): Promise<Said> {
  const { borrower, channel } = linked;
  await recordOptOut(context.db, { borrower, channel }, sourceOf(context, linked));
  return 'opt-out';
}
