import { log } from '@temporalio/activity';
import type { Approved, Channel, Outgoing } from '../src/channels/index.js';
import { render } from '../src/channels/words.js';
import type { Moment } from '../src/domain/dates.js';
import type { LoanFile } from '../src/domain/loan-file.js';
import { formatMoney } from '../src/domain/money.js';
import { dueDaysNow } from '../src/domain/relief.js';
import type { DueNotice, NoticeChange } from '../src/store/notices.js';
import type { Dependencies } from './dependencies.js';

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
 * Null when the template is not there, asks for what there is not, or is not approved where the address is served: one
 * faulty notice must not hold up the others.
 */
function wordsOf(
  { seal, templates, lender, links }: Dependencies,
  notice: DueNotice,
  way: Channel,
  file: LoanFile,
  amount: number,
  now: Moment,
): Words | null {
  const instalment = dueDaysNow(file, now).find((it) => it.seq === notice.about);
  try {
    const fields = {
      name: seal.open(notice.nameSealed),
      amount: formatMoney(amount),
      currency: notice.currency,
      dueOn: instalment?.dueOn ?? '',
      lender: lender.name,
      hotline: lender.hotline,
      loan: notice.loan,
      // Nobody can follow what is read out to them.
      link: notice.channel === 'voice' ? undefined : links?.page(notice.messageId, notice.staleAt),
      ...notice.figures,
    };
    const own = render(templates, notice.template, notice.language, fields);
    const address = seal.open(notice.addressSealed!);
    const approved = way.approvedWords?.(address, notice.template, notice.language, fields);
    if (approved === null) log.error(`notice ${notice.noticeId}: ${notice.template} is not approved at the gateway`);
    return approved === undefined ? own : approved && { subject: own.subject, ...approved };
  } catch (error) {
    log.error(`notice ${notice.noticeId}: ${(error as Error).message}`);
    return null;
  }
}

/** Null: nothing can be said. */
export function prepare(
  dependencies: Dependencies,
  notice: DueNotice,
  way: Channel,
  file: LoanFile,
  amount: number,
  now: Moment,
): Ready | null {
  const { seal } = dependencies;
  const words = wordsOf(dependencies, notice, way, file, amount, now);
  if (words === null) return null;
  return {
    notice,
    message: {
      noticeId: notice.messageId,
      to: seal.open(notice.addressSealed!),
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
      textSealed: seal.seal(words.text),
    },
  };
}
