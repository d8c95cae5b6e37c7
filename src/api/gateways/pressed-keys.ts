import { z } from 'zod';
import { keyAnswer } from '../../channels/call-words.js';
import { meaningOf } from '../../domain/contact/keys.js';
import { linkedLoan } from '../../store/loans/linked-loans.js';
import { recordAnswer } from '../../store/notices/answers.js';
import { recordOptOut } from '../../store/notices/consent.js';
import type { ApiContext } from '../context.js';

/**
 * A key that was pressed in a call becomes a fact; answers what is said then. That one will pay is no promise yet: it needs a
 * day and an amount, which a person agrees.
 */
export async function takeKey(
  context: ApiContext,
  press: { notice: string; call: string; key: string },
): Promise<string> {
  const { db, seal, now, tell } = context;
  const linked = z.uuid().safeParse(press.notice).success ? await linkedLoan(db.pool, press.notice) : null;
  const meaning = meaningOf(press.key);
  if (linked === null || meaning === null) return keyAnswer(linked?.language ?? 'zh-CN', null);
  const { borrower, loan, language } = linked;
  const source = { actor: `borrower/${borrower}`, at: now() };
  if (meaning === 'opt-out') await recordOptOut(db, { borrower, channel: 'voice' }, source);
  // Twilio asks again when our answer is lost: the same key in the same call is one answer.
  const id = `${press.call}/${press.key}`;
  await recordAnswer(db, seal, { id, channel: 'voice', borrower, loan, kind: meaning, text: null }, source);
  tell();
  return keyAnswer(language, meaning);
}
