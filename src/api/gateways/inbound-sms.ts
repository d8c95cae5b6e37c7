import { type Meaning, meaningOfText } from '../../domain/contact/keywords.js';
import type { Moment } from '../../domain/time/dates.js';
import { transaction } from '../../store/base/connection/database.js';
import type { Source } from '../../store/facts/facts.js';
import { addresseesOf, isKnown, recordAnswer } from '../../store/notices/answers.js';
import { heedWord, recordOptOut } from '../../store/notices/consent.js';
import type { ApiContext } from '../context.js';

/** With Advanced Opt-Out Twilio itself says how it understood a message, whatever stop words the account has set. */
const TWILIO_SAYS = new Map<string | undefined, Meaning>([
  ['STOP', { kind: 'opt-out', more: false }],
  ['START', { kind: 'opt-in', more: false }],
]);

export interface InboundMessage {
  id: string;
  from: string;
  text: string;
  optOutType: string | undefined;
  /** When it was sent; null: the gateway does not say, so when it was heard. */
  saidAt: Moment | null;
}

/**
 * Takes a message that somebody sent us. A STOP or START holds for its number, whoever has that number now or later, and if it is
 * a borrower's own, for all numbers of that borrower. A message that came before changes nothing.
 */
export async function takeInbound(
  { db, seal, stopWords, tell }: ApiContext,
  { id, from, text, optOutType, saidAt }: InboundMessage,
  source: Source,
): Promise<void> {
  const channel = 'sms';
  const { kind, more } = TWILIO_SAYS.get(optOutType) ?? meaningOfText(text, stopWords);
  const news = await transaction(db, async (client) => {
    if (await isKnown(client, id)) return false;
    const found = await addresseesOf(client, seal, channel, from);
    const about = { cameBy: id, channel, loan: null };
    if (found.length === 0) {
      const stranger = { ...about, id, borrower: null, kind: 'stranger' as const, text: null };
      if (!(await recordAnswer(client, seal, stranger, source))) return false;
    }
    for (const { borrower } of found) {
      // A person reads what was said besides the stop word.
      const answer = more
        ? { kind: 'reply' as const, text, inDoubt: kind === 'doubt' }
        : { kind: kind === 'opt-in' ? ('opt-in' as const) : ('opt-out' as const), text: null };
      if (!(await recordAnswer(client, seal, { ...about, id: `${id}/${borrower}`, borrower, ...answer }, source)))
        return false;
    }
    if (kind === 'opt-out' || kind === 'opt-in') {
      const said = { channel, saidAt: Math.min(saidAt ?? source.at, source.at) };
      const heeded = await heedWord(client, { ...said, said: kind, address: seal.hashes(from) }, source);
      if (kind === 'opt-out' && heeded !== null)
        for (const { borrower, own } of found) if (own) await recordOptOut(client, { ...said, borrower }, source);
    }
    return found.length > 0;
  });
  if (news) tell();
}
