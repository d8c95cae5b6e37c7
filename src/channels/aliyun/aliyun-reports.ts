/** What Alibaba's gateway pushes to us: delivery reports (SmsReport) and messages from people (SmsUp). */
import { z } from 'zod';
import type { Consequence, DeliveryReport } from '../../domain/contact/delivery.js';
import { cleaned } from '../../domain/entry/said.js';
import { saidId } from '../../domain/entry/said-schemas.js';
import type { Moment } from '../../domain/time/dates.js';

/** help.aliyun.com/document_detail/101867.html; what else it says is not looked at. */
const REPORT = z.object({
  success: z.boolean(),
  err_code: z.string().default(''),
  biz_id: z.union([saidId, z.literal('')]).default(''),
  out_id: saidId,
});

/** help.aliyun.com/document_detail/101847.html */
const UP = z.object({
  phone_number: z.string(),
  content: z.string().default('').transform(cleaned),
  send_time: z.string().optional(),
  sequence_id: z.union([z.string(), z.number()]).transform(String).pipe(saidId),
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
  // Alibaba's own spelling.
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

/** A message from a person. `saidAt` null: its time is missing or cannot be read. */
export interface AliyunInbound {
  id: string;
  from: string;
  text: string;
  saidAt: Moment | null;
}

/** Null as above. `from` is in E.164: the gateway leaves out the country of a mainland number. */
export function aliyunInbound(body: unknown): AliyunInbound[] | null {
  return (
    entriesOf(body, UP)?.map(({ phone_number, content, sequence_id, send_time }) => ({
      saidAt: momentOf(send_time),
      id: `aliyun/${sequence_id}`,
      from: `+86${phone_number.replace(/\D/g, '').replace(/^(00)?86(?=1\d{10}$)/, '')}`,
      text: content,
    })) ?? null
  );
}

/** `2026-11-29 09:20:00`, the time of Beijing. */
function momentOf(text: string | undefined): Moment | null {
  const [, day, time] = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)$/.exec(text ?? '') ?? [];
  const at = Date.parse(`${day}T${time}+08:00`);
  return Number.isNaN(at) ? null : at;
}

function entriesOf<Entry extends z.ZodType>(body: unknown, entry: Entry): z.output<Entry>[] | null {
  if (!Array.isArray(body)) return null;
  return body.flatMap((it) => {
    const parsed = entry.safeParse(it);
    return parsed.success ? [parsed.data] : [];
  });
}
