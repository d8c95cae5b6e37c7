import { isWorkday } from '../src/domain/time/calendar.js';
import { dayOf } from '../src/domain/time/dates.js';
import { workMail } from '../src/reports/deliver/work-mail.js';
import { calendarNow } from '../src/store/base/calendar.js';
import { transaction } from '../src/store/base/connection/database.js';
import { isPaused, pausesNow } from '../src/store/notices/sending.js';
import { retireStaffMail } from '../src/store/staff/staff-mails.js';
import { askForNextYear } from '../src/store/work/calendar-task.js';
import {
  markWorkMailSending,
  reserveWorkMails,
  settleWorkMail,
  waitingWorkMails,
  workMailsOf,
  workOf,
} from '../src/store/work/work-mails.js';
import { beating } from './beating.js';
import { type Dependencies, lendersLanguage } from './dependencies.js';
import { MAIL_PATIENCE_MS, mailOnce } from './sending/staff-mail.js';

export interface WorkMailed {
  /** How many have which outcome. */
  outcomes: Record<string, number>;
  /** Not sent yet, and worth another try. */
  waiting: number;
}

export function workMailActivities({ db, seal, channels, clock, lender }: Dependencies) {
  /**
   * Mails everybody the work of the day, once; on a day off nobody. Without a mail channel nothing is noted.
   * `last`: what still waits is given up.
   */
  async function mailWork({ now, last }: { now: number; last: boolean }): Promise<WorkMailed> {
    const moment = clock.toBusiness(now);
    const day = dayOf(moment);
    const mail = channels.email;
    const calendar = await calendarNow(db.pool);
    if (!isWorkday(calendar, day)) return { outcomes: {}, waiting: 0 };
    await transaction(db, (client) => askForNextYear(client, calendar, moment));
    if (!mail) return { outcomes: {}, waiting: 0 };
    await reserveWorkMails(db.pool, day, moment);
    const paused = isPaused(await pausesNow(db.pool), 'email');
    await beating({}, MAIL_PATIENCE_MS, async (step) => {
      for (const it of paused ? [] : await waitingWorkMails(db.pool, day)) {
        const settle = (status: Parameters<typeof settleWorkMail>[2], reason: string | null) =>
          settleWorkMail(db.pool, it.messageId, status, reason);
        const work = await workOf(db.pool, it.staff, day);
        const to = seal.tryOpen(it.emailSealed, 'staff.email_sealed', it.staff);
        if (work.length === 0 && it.status === 'waiting') await settle('not-delivered', 'nothing is left to do');
        else if (to === null) await settle('not-delivered', 'the address cannot be opened');
        else {
          const language = it.language ?? lendersLanguage(lender);
          const { html, ...words } = workMail(it.staff, day, work, lender.name, language);
          const message = { ...words, to, language, paper: { html, attachments: [] } };
          await mailOnce(mail, it, message, {
            sending: () => markWorkMailSending(db.pool, it.messageId),
            settle,
            gone: (code) => retireStaffMail(db.pool, it.staff, code, { actor: 'worker', at: moment }),
          });
        }
        step();
      }
    });
    const left = await waitingWorkMails(db.pool, day);
    if (!last) return { outcomes: await workMailsOf(db.pool, day), waiting: left.length };
    for (const it of left)
      await settleWorkMail(
        db.pool,
        it.messageId,
        it.status === 'sending' ? 'unknown' : 'not-delivered',
        'the mail server did not take it in time',
      );
    return { outcomes: await workMailsOf(db.pool, day), waiting: 0 };
  }
  return { mailWork };
}
