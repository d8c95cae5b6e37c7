import { glassMail } from '../src/reports/deliver/glass-mail.js';
import { isPaused, pausesNow } from '../src/store/notices/sending.js';
import { retireStaffMail } from '../src/store/staff/staff-mails.js';
import {
  markGlassMailSending,
  reserveGlassMails,
  settleGlassMail,
  waitingGlassMails,
} from '../src/store/work/glass-mails.js';
import { type Dependencies, lendersLanguage } from './dependencies.js';
import { mailOnce } from './sending/staff-mail.js';

/** Mails auditors what one person has done alone; what does not go now goes the next time. Answers how many wait still. */
export async function mailBrokenGlass(
  { db, seal, channels, lender }: Pick<Dependencies, 'db' | 'seal' | 'channels' | 'lender'>,
  now: number,
  step: () => void,
): Promise<number> {
  const mail = channels.email;
  if (!mail || isPaused(await pausesNow(db.pool), 'email')) return 0;
  await reserveGlassMails(db.pool, now);
  for (const it of await waitingGlassMails(db.pool)) {
    const to = seal.tryOpen(it.emailSealed, 'staff.email_sealed', it.staff);
    if (to !== null) {
      const language = it.language ?? lendersLanguage(lender);
      const { html, ...words } = glassMail(it, lender.name, language);
      const message = { ...words, to, language, paper: { html, attachments: [] } };
      await mailOnce(mail, it, message, {
        sending: () => markGlassMailSending(db.pool, it.messageId),
        settle: (status, reason) => settleGlassMail(db.pool, it.messageId, status, reason),
        gone: (code) => retireStaffMail(db.pool, it.staff, code, { actor: 'worker', at: now }),
      });
    }
    step();
  }
  return (await waitingGlassMails(db.pool)).length;
}
