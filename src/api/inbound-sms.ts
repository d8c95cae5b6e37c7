import { keywordOf } from '../domain/keywords.js';
import { addresseesOf, recordAnswer } from '../store/answers.js';
import { recordOptIn, recordOptOut, type Source } from '../store/facts.js';
import type { ApiContext } from './context.js';

/** With Advanced Opt-Out Twilio says itself what it took a message for, in whatever words the account has set. */
const TWILIO_SAYS: Record<string, 'opt-out' | 'opt-in'> = { STOP: 'opt-out', START: 'opt-in' };

/** A message that somebody sent us. A number may be of several borrowers: what it says holds for each. */
export async function takeInbound(
  { db, seal, tell }: ApiContext,
  message: { id: string; from: string; text: string; optOutType: string | undefined },
  source: Source,
): Promise<void> {
  const { id, from, text } = message;
  const channel = 'sms';
  const found = await addresseesOf(db.pool, seal, channel, from);
  if (found.length === 0) {
    await recordAnswer(db, seal, { id, channel, borrower: null, loan: null, kind: 'stranger', text: null }, source);
    return;
  }
  const kind = TWILIO_SAYS[message.optOutType ?? ''] ?? keywordOf(text) ?? 'reply';
  const address = seal.hashes(from);
  for (const { borrower, own } of found) {
    const to = { borrower, channel, ...(own ? {} : { address }) };
    // First what the person wants, which may be done twice; then the note that it is done.
    if (kind === 'opt-out') await recordOptOut(db, to, source);
    if (kind === 'opt-in') await recordOptIn(db, { borrower, channel, address }, source);
    const kept = kind === 'reply' ? text : null;
    await recordAnswer(db, seal, { id: `${id}/${borrower}`, channel, borrower, loan: null, kind, text: kept }, source);
  }
  tell();
}
