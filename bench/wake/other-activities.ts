import { log } from '@temporalio/activity';
import type { QueryConfig } from 'pg';
import type { Dependencies, Messenger } from '../../activities/dependencies.js';
import { type LoanAdvance, loanActivities } from '../../activities/loans.js';
import { prepare } from '../../activities/sending/notice-words.js';
import { contactGate } from '../../src/domain/contact/contact-gate.js';
import { amountDueWith } from '../../src/domain/loan/amount-asked.js';
import { type Sql, transaction } from '../../src/store/base/connection/database.js';
import { readLoanFiles } from '../../src/store/loans/files/loan-files.js';
import { sharedLoanFiles } from '../../src/store/loans/files/shared-loan-files.js';
import { contactHistory, dueNotices } from '../../src/store/notices/notices.js';
import { changeNotices } from '../../src/store/notices/outcomes.js';

/** What the ways (a) and (b) act with: the product's own rules, gate, store and channel, a notice at a time. */
export function otherActivities(dependencies: Dependencies) {
  const { db, clock, channels, rules } = dependencies;
  const readFile = sharedLoanFiles(db.pool);

  /** The product's own wake-up, which here only says whether a notice waits, of this time or of one that was cut short. */
  async function decide(input: { loan: string; now: number }): Promise<LoanAdvance & { waits: boolean }> {
    let waits = false;
    const nudge: Messenger['nudge'] = async (kind, ...of) => {
      if (kind === 'dispatch') waits = true;
      else await dependencies.messenger.nudge(kind, ...of);
    };
    const { advanceLoan } = loanActivities(
      { ...dependencies, messenger: { ...dependencies.messenger, nudge } },
      readFile,
    );
    const advance = await advanceLoan(input);
    return { ...advance, waits };
  }

  /** Gate and mark in one transaction, send, record: as activities/sending/notices does for a hundred. */
  async function sendOne({ loan: loanId, now }: { loan: string; now: number }): Promise<void> {
    const moment = clock.toBusiness(now);
    const ready = await transaction(db, async (client) => {
      const [notice] = await dueNotices(ofOneLoan(client, loanId), 'sms', moment, 1);
      if (!notice) return null;
      const [loan] = await readLoanFiles(client, [notice.loan], moment);
      const { file } = loan!;
      const amount = amountDueWith(file, notice.about!, moment);
      const facts = {
        now: moment,
        channel: notice.channel,
        purpose: notice.purpose,
        staleAt: notice.staleAt,
        inDoubt: false,
        restricted: notice.restricted,
        somethingDue: amount > 0,
        held: file.holds.some((hold) => hold.from <= moment && (hold.until === null || hold.until > moment)),
        consent: notice.contactId !== null,
        loan: notice.loan,
        contact: notice.contactId,
        zone: notice.zone,
        history: (await contactHistory(client, [notice.borrower], moment - 9 * 86_400_000)).get(notice.borrower)!,
      };
      const { verdict } = contactGate(facts, rules);
      if (verdict !== 'go')
        throw new Error(`the gate says ${verdict}: the benchmark's loans are not as they should be`);
      const ready = prepare(
        dependencies,
        notice,
        [{ ...notice, file, amount, gate: null as never, until: moment }],
        channels.sms!,
        moment,
      );
      if (ready === null || ready === 'unreadable') throw new Error('the benchmark has no words for its notice');
      await changeNotices(client, [ready.change], moment);
      return ready;
    });
    if (ready === null) return;
    const { notice, message } = ready;
    const outcome = await channels.sms!.send(message);
    // The product asks a minute later (activities/sending/settle-unknown); a wave does not wait so long.
    const found = outcome.status === 'unknown' ? await channels.sms!.find(message, new Set()) : outcome;
    if (found.status !== 'sent') throw new Error(`the sandbox says ${JSON.stringify(outcome)}`);
    if (outcome.status === 'unknown') log.warn(`no outcome at first: ${outcome.code}`);
    await changeNotices(db.pool, [{ noticeId: notice.noticeId, status: 'sent', providerId: found.providerId }], moment);
  }

  return {
    sendOne,
    decide,
    advanceAndSend: async (input: { loan: string; now: number }) => {
      const advance = await decide(input);
      if (advance.waits) await sendOne(input);
      return advance;
    },
  };
}

export type OtherActivities = ReturnType<typeof otherActivities>;

/** Turns the product's statement, which reads the due notices of a whole channel, into one for a single loan. */
function ofOneLoan(client: Sql, loan: string): Sql {
  const query = (config: string | QueryConfig) => {
    // Statements that are not about notices go through unchanged.
    if (typeof config === 'string') return client.query(config);
    const values = [...(config.values ?? []), loan];
    const text = config.text.replace('WHERE n.channel = $1', `WHERE n.loan_id = $${values.length} AND n.channel = $1`);
    if (text === config.text) throw new Error('src/store/notices/notices asks in other words now');
    return client.query({ text, values, types: config.types });
  };
  return { query } as unknown as Sql;
}
