import type { Outgoing } from '../../src/channels/message/channel.js';

/** The provider ids of no other notice. */
export const NOBODY_ELSES: ReadonlySet<string> = new Set();

/** A message to a borrower; each call is a notice of its own. */
export function message(changes: Partial<Outgoing> = {}): Outgoing {
  return {
    noticeId: crypto.randomUUID(),
    to: '+8613800000001',
    subject: '还款提醒',
    text: '您的贷款将于 12 月 1 日到期，应还 8661.90 元。',
    language: 'zh-CN',
    since: new Date(),
    ...changes,
  };
}
