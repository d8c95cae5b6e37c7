/** What Alibaba's gateway pushes to us: delivery reports (SmsReport) and messages from people (SmsUp). */
import { z } from 'zod';
import type { Consequence, DeliveryReport } from '../domain/delivery.js';

/** help.aliyun.com/document_detail/101867.html; what else it says is not looked at. */
const REPORT = z.object({
  success: z.boolean(),
  err_code: z.string().default(''),
  biz_id: z.string().default(''),
  out_id: z.string(),
});

/** help.aliyun.com/document_detail/101847.html */
const UP = z.object({
  phone_number: z.string(),
  content: z.string().default(''),
  sequence_id: z.union([z.string().min(1), z.number()]),
});

/**
 * What follows from a receipt's code (help.aliyun.com/document_detail/101347.html; the choice is ours). Most codes for a number
 * that is out of service also stand for a phone that is off, so they retire no contact. Whoever is on a refusal list gets
 * nothing more. Anything else becomes a call, such as REQUEST_SUCCESS: the carrier has said nothing.
 */
const FOLLOWS: Record<string, Consequence> = {
  MOBILE_NOT_ON_SERVICE: 'again',
  MOBILE_ACCOUNT_ABNORMAL: 'again',
  MOBILE_TERMINAL_ERROR: 'again',
  // So it is spelt.
  MOBLLE_TERMINAL_ERROR: 'again',
  INVALID_NUMBER: 'again',
  MOBILE_IN_BLACK: 'gone',
  USER_REJECT: 'gone',
  CONTENT_KEYWORD: 'review',
  CONTENT_ERROR: 'review',
  SIGNATURE_BLACKLIST: 'review',
};

export type AliyunReport = DeliveryReport & { messageId: string; providerId: string };

/** Null: not a push that we know of. Single entries that cannot be read are passed over. */
export function aliyunReports(body: unknown): AliyunReport[] | null {
  return (
    entriesOf(body, REPORT)?.map(({ success, err_code, biz_id, out_id }) => {
      const common = { messageId: out_id, providerId: biz_id || out_id };
      if (success) return { ...common, status: 'delivered', code: null, follows: 'none' };
      // Stored and shown: only what has the form of a code.
      const code = /^[\w:.-]{1,40}$/.test(err_code) ? err_code : 'not-said';
      const follows = Object.hasOwn(FOLLOWS, code) ? FOLLOWS[code]! : 'call';
      return { ...common, status: 'undelivered', code: `aliyun-${code}`, follows };
    }) ?? null
  );
}

/** Null as above. `from` is in E.164: the gateway leaves out the country of a mainland number. */
export function aliyunInbound(body: unknown): { id: string; from: string; text: string }[] | null {
  return (
    entriesOf(body, UP)?.map(({ phone_number, content, sequence_id }) => ({
      id: `aliyun/${sequence_id}`,
      from: `+86${phone_number.replace(/\D/g, '').replace(/^(00)?86(?=1\d{10}$)/, '')}`,
      text: content,
    })) ?? null
  );
}

function entriesOf<Entry extends z.ZodType>(body: unknown, entry: Entry): z.output<Entry>[] | null {
  if (!Array.isArray(body)) return null;
  return body.flatMap((it) => {
    const parsed = entry.safeParse(it);
    return parsed.success ? [parsed.data] : [];
  });
}
