import { z } from 'zod';
import { identityQuestion, keyAnswer, messageScript, pleaseCall } from '../../channels/call-words.js';
import { keysAddress } from '../../channels/twilio/twilio-client.js';
import { type CallStep, LISTEN, meaningOf, TRIES } from '../../domain/contact/keys.js';
import { noteFact } from '../../store/facts/facts.js';
import { type LinkedLoan, linkedLoan } from '../../store/loans/files/linked-loans.js';
import { recordAnswer } from '../../store/notices/answers.js';
import { calledPerson } from '../../store/notices/called-person.js';
import { recordOptOut } from '../../store/notices/consent.js';
import type { ApiContext } from '../context.js';

/** Keys that were pressed in a call, and where in it: the address that Twilio was given, and signs, says so. */
export interface Press {
  notice: string;
  call: string;
  keys: string;
  step: CallStep;
  /** How many wrong entries there were before in this call. */
  wrong: number;
}

/** Answers the script with which the call goes on. */
export async function takeKey(context: ApiContext, press: Press): Promise<string> {
  const { db, settings } = context;
  const linked = z.uuid().safeParse(press.notice).success ? await linkedLoan(db.pool, press.notice) : null;
  if (linked === null) return keyAnswer('zh-CN', null);
  if (press.step === 'message' || (press.step === 'greeting' && meaningOf(press.keys) === 'opt-out'))
    return takeAnswer(context, linked, press);
  const { hotline } = settings.lender;
  if (press.step === 'greeting' && press.keys !== LISTEN) return pleaseCall(linked.language, hotline);
  return hear(context, linked, press);
}

/** Says the message to whoever shows to be the borrower, and nothing of it to anybody else. */
async function hear({ db, seal, settings, now }: ApiContext, linked: LinkedLoan, press: Press): Promise<string> {
  const { language, borrower } = linked;
  const { publicUrl, lender } = settings;
  const person = await calledPerson(db.pool, seal, press.notice);
  if (person === null || publicUrl === null) return pleaseCall(language, lender.hotline);
  const keysTo = (step: CallStep, wrong = 0) => keysAddress({ publicUrl }, press.notice, step, wrong)!;
  const question = (wrong: number) =>
    identityQuestion(language, { ...person, lender, keysTo: keysTo('identity', wrong), again: wrong > 0 });
  if (press.step === 'greeting') return question(0);
  const source = { actor: `borrower/${borrower}`, at: now() };
  if (person.right.has(press.keys)) {
    await noteFact(db.pool, source, 'borrower confirmed in a call', `borrower/${borrower}`, { notice: press.notice });
    return messageScript(language, person.text, keysTo('message'), lender.hotline);
  }
  const wrong = press.wrong + 1;
  if (wrong < TRIES) return question(wrong);
  await noteFact(db.pool, source, 'not confirmed in a call', `borrower/${borrower}`, { notice: press.notice });
  return pleaseCall(language, lender.hotline);
}

/**
 * A key that was pressed after the message becomes a fact. "Will pay" is no promise yet: a person has to agree on a day and an
 * amount with the borrower.
 */
async function takeAnswer(context: ApiContext, linked: LinkedLoan, press: Press): Promise<string> {
  const { db, seal, now, tell } = context;
  const { borrower, loan, language } = linked;
  const meaning = meaningOf(press.keys);
  if (meaning === null) return keyAnswer(language, null);
  const source = { actor: `borrower/${borrower}`, at: now() };
  if (meaning === 'opt-out') await recordOptOut(db, { borrower, channel: 'voice' }, source);
  // Twilio repeats its request when our answer is lost: the same key in the same call is one answer.
  const id = `${press.call}/${press.keys}`;
  const answer = { id, cameBy: press.call, channel: 'voice', borrower, loan, kind: meaning, text: null } as const;
  await recordAnswer(db, seal, answer, source);
  tell();
  return keyAnswer(language, meaning);
}
