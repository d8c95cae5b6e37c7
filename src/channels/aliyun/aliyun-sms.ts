/** Alibaba Cloud SMS, for numbers of mainland China: approved texts only, by its own library. */
import dysms, {
  QuerySendDetailsRequest,
  type QuerySendDetailsResponseBody,
  SendSmsRequest,
} from '@alicloud/dysmsapi20170525';
import { $OpenApiUtil } from '@alicloud/openapi-core';
import { dayOf, MS_A_DAY } from '../../domain/time/dates.js';
import { CANCELLED, type Channel, type Found, type Outcome, type Outgoing, TOO_LATE } from '../message/channel.js';
import { carriesNumber } from '../message/phone.js';
import { failureOf } from './aliyun-errors.js';
import { type ApprovedTemplates, approvedWords } from './approved-templates.js';

export interface AliyunSettings {
  accessKeyId: string;
  accessKeySecret: string;
  templates: ApprovedTemplates;
  /** Where to go instead of Alibaba itself: the sandbox, a proxy. */
  baseUrl?: string | undefined;
  /** How long to wait for an answer; 10 seconds unless told. */
  timeoutMs?: number | undefined;
}

/** Node hands out a CommonJS module as it is, other loaders its default export. */
const Client = dysms.default ?? (dysms as unknown as typeof dysms.default);
const ENDPOINT = 'https://dysmsapi.aliyuncs.com';
const TIMEOUT_MS = 10_000;
/** Alibaba knows no time limit for a message, so none is handed over this shortly before it must have arrived. */
const ON_ITS_WAY_MS = 5 * 60_000;
/** Records in one page, and how many pages are read: nobody gets as many messages in a day. */
const PAGE = 50;
const MOST_PAGES = 10;
/** Alibaba's clock may differ from ours, and a message begun before midnight may be recorded after it. */
const CLOCK_SKEW_MS = 60_000;
/** Alibaba shows no older records. */
const SHOWN_MS = 30 * MS_A_DAY;

export function createAliyunSms(settings: AliyunSettings): Channel {
  const { protocol, host } = new URL(settings.baseUrl ?? ENDPOINT);
  const { accessKeyId, accessKeySecret } = settings;
  const timeout = settings.timeoutMs ?? TIMEOUT_MS;
  const client = new Client(
    new $OpenApiUtil.Config({
      accessKeyId,
      accessKeySecret,
      endpoint: host,
      protocol: protocol.replace(':', ''),
      readTimeout: timeout,
      connectTimeout: timeout,
    }),
  );

  async function send(message: Outgoing, signal?: AbortSignal): Promise<Outcome> {
    if (signal?.aborted) return CANCELLED;
    if (message.until && message.until.getTime() - Date.now() < ON_ITS_WAY_MS) return TOO_LATE;
    const { approved } = message;
    if (!approved)
      return { status: 'refused', code: 'no approved text', reason: 'the gateway has approved no such text' };
    try {
      const { body } = await client.sendSms(
        new SendSmsRequest({
          phoneNumbers: localNumber(message.to),
          signName: approved.sign,
          templateCode: approved.code,
          templateParam: JSON.stringify(approved.params),
          outId: message.noticeId,
        }),
      );
      if (body?.code === 'OK' && body.bizId) return { status: 'sent', providerId: body.bizId };
      // Alibaba refuses with HTTP 200 and a code. An answer without a code is not Alibaba's: a proxy in between made it.
      return failureOf({ code: body?.code });
    } catch (error) {
      return failureOf(error);
    }
  }

  /** Ours is the message to that number with the notice's id, among those of the days since the first attempt. */
  async function find(message: Outgoing): Promise<Found> {
    if (Date.now() - message.since.getTime() > SHOWN_MS) return { status: 'unknowable' };
    const first = dayOf(message.since.getTime() - CLOCK_SKEW_MS);
    for (let at = Date.now() + CLOCK_SKEW_MS; dayOf(at) >= first; at -= MS_A_DAY) {
      for (let page = 1; ; page++) {
        if (page > MOST_PAGES) return { status: 'unknowable' };
        const records = await recordsOf(message.to, dayOf(at).replaceAll('-', ''), page);
        if (records.some((it) => it.outId === message.noticeId)) {
          // Records do not have the BizId, which we would have noted had the answer come through.
          return { status: 'sent', providerId: message.noticeId };
        }
        if (records.length < PAGE) break;
      }
    }
    return { status: 'absent' };
  }

  async function recordsOf(to: string, sendDate: string, currentPage: number) {
    const asked = { phoneNumber: localNumber(to), sendDate, pageSize: PAGE, currentPage };
    const { code, smsSendDetailDTOs } = await client.querySendDetails(new QuerySendDetailsRequest(asked)).then(
      (answer): Records => answer.body ?? {},
      (error: unknown): Records => error as { code?: string },
    );
    // The cause is left out: it holds the number. An answer that is not its own proves nothing.
    if (code !== 'OK') throw new Error(`Alibaba could not be asked: ${failureOf({ code }).code}`);
    return smsSendDetailDTOs?.smsSendDetailDTO ?? [];
  }

  return {
    name: 'sms',
    carries: (address) => carriesNumber(address, 'sms', undefined, 'aliyun'),
    approvedWords: (_, template, language, fields) => approvedWords(settings.templates, template, language, fields),
    send,
    find,
    // Its library keeps connections of its own, which it lets go of by itself.
    close: async () => {},
  };
}

type Records = Partial<Pick<QuerySendDetailsResponseBody, 'code' | 'smsSendDetailDTOs'>>;

/** As it writes numbers of the mainland in its records. */
const localNumber = (address: string) => address.replace(/^\+86/, '');
