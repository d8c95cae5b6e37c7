import { z } from 'zod';
import { cleaned } from '../../domain/entry/said.js';
import { inWords } from '../../domain/entry/said-schemas.js';
import { FACTS } from '../../domain/facts/facts.js';
import { statementOf } from '../../domain/loan/standing.js';
import { dayOf } from '../../domain/time/dates.js';
import { transaction } from '../../store/base/connection/database.js';
import { FactRefused } from '../../store/facts/fact-refused.js';
import type { LinkedLoan } from '../../store/loans/files/linked-loans.js';
import { readLoanFiles } from '../../store/loans/files/loan-files.js';
import { recordPromise } from '../../store/loans/promises.js';
import { recordAnswer, requestsByLink } from '../../store/notices/answers.js';
import { recordOptOut } from '../../store/notices/consent.js';
import { complaintsByLink, openComplaint } from '../../store/work/complaints.js';
import type { ApiContext } from '../context.js';
import type { Said } from './page-words.js';

/** Each form of the page becomes a fact; sent twice, it is one fact. */
export const ANSWERS = { promise, relief, complaint, 'opt-out': optOut };
export type AnswerName = keyof typeof ANSWERS;

/** Typed by a person: blanks around the amount are left out. Other fields of the form are not read. */
const FORM = z.object({ loan: z.string().optional(), on: z.string(), amount: z.string().trim() });
const PROMISE = z.preprocess((body) => FORM.safeParse(body).data, FACTS.promise.said(inWords).partial({ loan: true }));

/** Of the loans that the message speaks of the one that is asked for; of none of them, or of nothing: the first. */
export const loanOf = ({ loan, loans }: LinkedLoan, asked: string | undefined): string =>
  loans.find((it) => it.loan === asked)?.loan ?? loan;
/** The page's form lets nobody type more: a longer text did not come from it. */
const TEXT = z.object({
  text: z
    .string()
    .max(4000)
    .transform((said) => cleaned(said).trim())
    .default(''),
});

const sourceOf = ({ now }: ApiContext, { borrower }: LinkedLoan) => ({ actor: `borrower/${borrower}`, at: now() });

async function promise(context: ApiContext, _: string, linked: LinkedLoan, body: unknown): Promise<Said> {
  const { db, now } = context;
  const said = PROMISE.safeParse(body);
  if (!said.success) return 'refused';
  const { on, amount } = said.data;
  const loan = loanOf(linked, said.data.loan);
  const read = async () => (await readLoanFiles(db.pool, [loan], now()))[0];
  /** The same promise sent again is no second one, whatever was paid meanwhile. */
  const isThere = (stored: Awaited<ReturnType<typeof read>>) =>
    stored?.file.promises.some((it) => it.on === on && it.amount === amount) === true;
  const stored = await read();
  if (isThere(stored)) return 'promise';
  if (!stored || amount > statementOf(stored.file, now()).outstanding) return 'refused';
  try {
    await recordPromise(db, { loan, on, amount }, sourceOf(context, linked));
    return 'promise';
  } catch (error) {
    if (!(error instanceof FactRefused)) throw error;
    // The button was pressed twice, and the other request was first.
    return isThere(await read()) ? 'promise' : 'refused';
  }
}

/** Requests of one kind that a link takes in a day: more of them are not written by a borrower. */
const MOST_A_DAY = 3;

async function relief(context: ApiContext, notice: string, linked: LinkedLoan, body: unknown): Promise<Said> {
  const { seal, now } = context;
  const { loan, borrower } = linked;
  const text = TEXT.safeParse(body).data?.text ?? '';
  const today = dayOf(now());
  const first = `link/${notice}/${today}`;
  return oneByOne(context, notice, async (client) => {
    const past = await requestsByLink(client, notice);
    const known = past.filter((it) => dayOf(it.at) === today).map((it) => it.id);
    // The same words again, or no words again, are the same request.
    const same = seal.hashes(text).map((it) => `${first}/${short(it)}`);
    if (known.length > 0 && (text === '' || same.some((id) => known.includes(id)))) return 'relief';
    if (known.length >= MOST_A_DAY) return 'enough';
    const id = text === '' ? first : same[0]!;
    const answer = { id, cameBy: notice, channel: 'link', borrower, loan, kind: 'relief-request' } as const;
    await recordAnswer(client, seal, { ...answer, text: text || null }, sourceOf(context, linked));
    return 'relief';
  });
}

/** Opens a complaint, and keeps its words sealed for the person who handles it (`task words`). */
async function complaint(context: ApiContext, notice: string, linked: LinkedLoan, body: unknown): Promise<Said> {
  const { seal, now } = context;
  const { loan, borrower } = linked;
  const text = TEXT.safeParse(body).data?.text ?? '';
  if (text === '') return 'empty';
  const source = sourceOf(context, linked);
  return oneByOne(context, notice, async (client) => {
    // The same words by the same link are the same complaint while it is open. Its id holds a keyed hash, which tells nothing of the words.
    const same = seal.hashes(text).map((it) => `link/${notice}/${short(it)}`);
    const past = await complaintsByLink(client, notice);
    if (past.some((it) => it.open && same.some((id) => it.id === id || it.id.startsWith(`${id}/`)))) return 'complaint';
    if (past.filter((it) => dayOf(it.at) === dayOf(now())).length >= MOST_A_DAY) return 'enough';
    const id = past.some((it) => it.id === same[0]) ? `${same[0]}/${dayOf(now())}` : same[0]!;
    const answer = { id, cameBy: notice, channel: 'link', borrower, loan, kind: 'complaint', text } as const;
    if (await openComplaint(client, seal, { id, borrower, text, link: notice }, source))
      await recordAnswer(client, seal, answer, source);
    return 'complaint';
  });
}

const short = (hash: Buffer) => hash.toString('hex', 0, 8);

/** Takes one request of a link at a time, since a button that is pressed twice sends two at once. */
function oneByOne(
  { db }: ApiContext,
  notice: string,
  work: (client: Parameters<Parameters<typeof transaction>[1]>[0]) => Promise<Said>,
): Promise<Said> {
  return transaction(db, async (client) => {
    await client.query(`SELECT pg_advisory_xact_lock(hashtext('link/' || $1))`, [notice]);
    return work(client);
  });
}

/** Ends messages on the channel by which the link came. */
async function optOut(context: ApiContext, _: string, linked: LinkedLoan): Promise<Said> {
  const { borrower, channel } = linked;
  await recordOptOut(context.db, { borrower, channel }, sourceOf(context, linked));
  return 'opt-out';
}
