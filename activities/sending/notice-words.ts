import { log } from '@temporalio/activity';
import type { Approved, Channel, Outgoing } from '../../src/channels/index.js';
import { fieldsOfLoans, writtenFigures } from '../../src/channels/message/fields.js';
import { render } from '../../src/channels/message/words.js';
import { nameForm } from '../../src/domain/entry/said.js';
import type { LoanFile } from '../../src/domain/loan/loan-file.js';
import { dueDaysNow } from '../../src/domain/loan/relief/relief.js';
import type { Minor } from '../../src/domain/money/money.js';
import type { Moment } from '../../src/domain/time/dates.js';
import type { DueNotice } from '../../src/store/notices/notices.js';
import type { GateDecision, NoticeChange } from '../../src/store/notices/outcomes.js';
import type { Dependencies } from '../dependencies.js';

/** A notice that passed the gate, with the facts for its words. */
export interface Going extends DueNotice {
  file: LoanFile;
  amount: Minor;
  gate: GateDecision;
  /** The message must have arrived by this moment of the real clock (a rehearsal's clock is another). */
  until: number;
}

/** A notice that passed the gate, with its words. */
export interface Ready {
  notice: DueNotice;
  message: Outgoing;
  change: NoticeChange;
}

interface Words {
  subject: string;
  text: string;
  approved?: Approved;
}

/**
 * Null when there is no such template, a field of it is missing, or the gateway of the address has not approved it. Nothing is
 * thrown: one faulty notice must not hold up the others.
 */
function wordsOf(
  { templates, lender, links }: Dependencies,
  notice: DueNotice,
  { name, address }: Readable,
  all: readonly Going[],
  way: Channel,
  now: Moment,
): Words | null {
  const spoken = distinct(all).map(({ loan, amount, currency, about, file }) => ({
    loan,
    amount,
    currency,
    dueOn: dueDaysNow(file, now).find((it) => it.seq === about)?.dueOn ?? null,
  }));
  try {
    const fields = {
      name,
      ...fieldsOfLoans(spoken, notice.language),
      lender: lender.name,
      hotline: lender.hotline,
      // A link that is read out in a call is of no use.
      link: notice.channel === 'voice' ? undefined : links?.page(notice.messageId, notice.staleAt),
      ...writtenFigures(notice.figures ?? {}, notice.language),
    };
    const own = render(templates, notice.template, notice.language, fields);
    const approved = way.approvedWords?.(address, notice.template, notice.language, {
      ...fields,
      ...fieldsOfLoans(spoken, notice.language, true),
    });
    if (approved === null) log.error(`notice ${notice.noticeId}: ${notice.template} is not approved at the gateway`);
    return approved === undefined ? own : approved && { subject: own.subject, ...approved };
  } catch (error) {
    log.error(`notice ${notice.noticeId}: ${(error as Error).message}`);
    return null;
  }
}

/** Without repetitions: an earlier try and a new notice may be about the same instalment of the same loan. */
const distinct = (all: readonly Going[]): Going[] =>
  all.filter((it, n) => all.findIndex(({ loan, about }) => loan === it.loan && about === it.about) === n);

/** How much earlier than it was due a notice may have gone out in the life of the database that a restore has ended. */
const HALF_A_DAY_MS = 43_200_000;

interface Readable {
  name: string;
  address: string;
}

/** Null: erased, or sealed with a key that is lost or not configured here. */
function readable({ seal }: Dependencies, { borrower, channel, ...it }: DueNotice): Readable | null {
  const name = seal.tryOpen(it.nameSealed, 'borrowers.name_sealed', borrower);
  const address = seal.tryOpen(it.addressSealed, 'contacts.address_sealed', borrower, 'self', channel, it.addressKey);
  // Earlier versions took in names of several lines: they are written on one.
  return name === null || address === null ? null : { name: nameForm(name), address };
}

/** The message of `notice`, which speaks of all of them. Null: nothing can be said. */
export function prepare(
  dependencies: Dependencies,
  notice: DueNotice,
  all: readonly Going[],
  way: Channel,
  now: Moment,
): Ready | 'unreadable' | null {
  const { seal } = dependencies;
  const read = readable(dependencies, notice);
  if (read === null) return 'unreadable';
  const words = wordsOf(dependencies, notice, read, all, way, now);
  if (words === null) return null;
  return {
    notice,
    message: {
      noticeId: notice.messageId,
      to: read.address,
      subject: words.subject,
      text: words.text,
      language: notice.language,
      since: new Date(),
      ...(words.approved ? { approved: words.approved } : {}),
    },
    change: {
      noticeId: notice.noticeId,
      status: 'sending',
      contactId: notice.contactId!,
      textSealed: seal.seal(words.text, 'notices.text_sealed', notice.noticeId),
      // The provider is asked about all it got since then, so it lies before any moment at which the message may have gone.
      ...(notice.mayHaveGone ? { firstAttemptAt: notice.dueAt - HALF_A_DAY_MS } : {}),
    },
  };
}
