/** What Alibaba's errors mean (help.aliyun.com/document_detail/101346.html, 101347.html). Words are our own: its messages hold the number. */
import { type Failure, NEVER_CONNECTED, OUR_FAULT_RETRY_MS } from '../message/channel.js';

const HOUR = 3_600_000;
const UNREADABLE: Failure = { status: 'unknown', code: 'aliyun-unreadable', reason: 'no readable answer from Alibaba' };

/** Its limits for one number or of our account are counted by minute, hour and day. */
const LIMITS: ReadonlySet<string> = new Set([
  'isv.BUSINESS_LIMIT_CONTROL',
  'isv.DAY_LIMIT_CONTROL',
  'isv.MONTH_LIMIT_CONTROL',
]);

/** Mistakes in our own settings or account. They say nothing about the borrower's number, so it must not be given up. */
const OUR_FAULT: ReadonlySet<string> = new Set([
  'isv.OUT_OF_SERVICE',
  'isv.AMOUNT_NOT_ENOUGH',
  'isv.PRODUCT_UN_SUBSCRIPT',
  'isv.PRODUCT_UNSUBSCRIBE',
  'isv.ACCOUNT_NOT_EXISTS',
  'isv.ACCOUNT_ABNORMAL',
  'isp.RAM_PERMISSION_DENY',
  'isv.DENY_IP_RANGE',
  'isv.SMS_SIGNATURE_ILLEGAL',
  'isv.SMS_SIGN_ILLEGAL',
  'isv.SMS_SIGNATURE_SCENE_ILLEGAL',
  'isv.SMS_TEMPLATE_ILLEGAL',
  'isv.EXTEND_CODE_ERROR',
]);

const REFUSALS = new Map([
  ['isv.MOBILE_NUMBER_ILLEGAL', 'not a valid number'],
  ['isv.TEMPLATE_MISSING_PARAMETERS', 'the approved text lacks a value'],
  ['isv.TEMPLATE_PARAMS_ILLEGAL', 'a value does not fit the approved text'],
  ['isv.INVALID_JSON_PARAM', 'a value does not fit the approved text'],
  ['isv.PARAM_LENGTH_LIMIT', 'a value is too long'],
  ['isv.PARAM_NOT_SUPPORT_URL', 'a value may not be an address'],
  ['isv.BLACK_KEY_CONTROL_LIMIT', 'a value holds a forbidden word'],
  ['isv.SMS_CONTENT_ILLEGAL', 'the content is not allowed'],
]);

/** `error`: what its library has thrown, or the `code` of an answer that is not OK. */
export function failureOf(error: unknown): Failure {
  const { code, statusCode, retryAfter } = error as { code?: unknown; statusCode?: unknown; retryAfter?: unknown };
  if (typeof code !== 'string' || code === '' || code === 'undefined') return ofStatus(statusCode);
  if (NEVER_CONNECTED.has(code)) return { status: 'not-sent', code, reason: 'Alibaba cannot be reached' };
  // Only codes of Alibaba's own form are repeated: a proxy in between may send anything.
  if (!/^[A-Za-z][\w.]{2,60}$/.test(code)) return ofStatus(statusCode);
  const shown = `aliyun-${code}`;

  if (code.startsWith('Throttling')) {
    const wait = typeof retryAfter === 'number' && retryAfter > 0 ? { retryAfterMs: retryAfter } : {};
    return { status: 'not-sent', code: shown, reason: 'Alibaba is busy', ...wait };
  }
  if (LIMITS.has(code)) {
    return { status: 'not-sent', code: shown, reason: 'a limit of Alibaba is reached', retryAfterMs: HOUR };
  }
  if (OUR_FAULT.has(code) || /^(InvalidAccessKey|Signature|Forbidden|NoPermission|MissingAccessKey)/.test(code)) {
    const reason = 'Alibaba does not accept our account, signature or template';
    return { status: 'not-sent', code: shown, reason, retryAfterMs: OUR_FAULT_RETRY_MS };
  }
  if (code.startsWith('isv.')) {
    const reason = REFUSALS.get(code) ?? 'Alibaba refused it';
    const gone = code === 'isv.MOBILE_NUMBER_ILLEGAL' ? ({ gone: true } as const) : {};
    return { status: 'refused', code: shown, reason, ...gone };
  }
  if (isClientFault(statusCode)) return { status: 'refused', code: shown, reason: 'Alibaba refused it' };
  // isp.*, ServiceUnavailable, a cut connection, a timeout: it may be on its way.
  const own = /^isp\.|[a-z]/.test(code);
  return { status: 'unknown', code: own ? shown : code, reason: 'no certain answer from Alibaba' };
}

/** An answer whose code cannot be read. */
function ofStatus(status: unknown): Failure {
  if (status === 429) return { status: 'not-sent', code: 'aliyun-http-429', reason: 'Alibaba is busy' };
  if (typeof status === 'number' && status >= 400) return { ...UNREADABLE, code: `aliyun-http-${status}` };
  return UNREADABLE;
}

/** Whether the server refuses the request. 408 (it gave up waiting) and 429 (too many) are no refusals. */
function isClientFault(status: unknown): boolean {
  return typeof status === 'number' && status >= 400 && status < 500 && status !== 408 && status !== 429;
}
