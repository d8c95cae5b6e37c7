import { randomInt } from 'node:crypto';
import { parseJson, type Reply, type Request, type Route } from '../base/http.js';
import { moment } from '../base/page.js';
import { signedBy } from './aliyun-signature.js';
import type { AliyunAccount, Message, Sandbox } from './sandbox-state.js';
import { acknowledge } from './twilio-api.js';
import type { Carrier } from './twilio-callbacks.js';

/** Two actions of Alibaba Cloud SMS, version 2017-05-25: SendSms and QuerySendDetails. */
export function aliyunRoutes(sandbox: Sandbox, carrier: Carrier): Route[] {
  const { aliyun } = sandbox;
  if (aliyun === undefined) return [];
  const handle = (request: Request): Reply => {
    if (signedBy(request, (id) => (id === aliyun.accessKeyId ? aliyun.accessKeySecret : undefined)) === null)
      return failure(400, 'SignatureDoesNotMatch');
    sandbox.requests.sms++;
    const inTrouble = trouble(sandbox);
    if (inTrouble !== undefined) return inTrouble;
    const query = request.url.searchParams;
    switch (request.headers['x-acs-action']) {
      case 'SendSms':
        return sendSms(sandbox, aliyun, carrier, query);
      case 'QuerySendDetails':
        return querySendDetails(sandbox, query);
      default:
        return failure(404, 'InvalidAction.NotFound');
    }
  };
  return [{ method: 'POST', path: /^\/$/, handle }];
}

/** The answer of a service that is down; undefined when it is up. */
function trouble({ behaviour }: Sandbox): Reply | undefined {
  switch (behaviour.sms) {
    case 'outage':
      return failure(503, 'ServiceUnavailable');
    case 'rate-limit':
      return failure(429, 'Throttling.User');
    case 'garbage':
      return { headers: { 'content-type': 'text/html' }, text: '<html>Welcome to the hotel network</html>' };
    default:
      return undefined;
  }
}

function failure(status: number, Code: string): Reply {
  return { status, json: { Code, Message: `the sandbox answers ${Code}`, RequestId: requestId() } };
}

/** Alibaba refuses with HTTP 200. */
const refused = (code: string): Reply => failure(200, code);

function sendSms(sandbox: Sandbox, aliyun: AliyunAccount, carrier: Carrier, query: URLSearchParams): Reply {
  const number = query.get('PhoneNumbers') ?? '';
  const [sign, code, outId] = [query.get('SignName'), query.get('TemplateCode') ?? '', query.get('OutId')];
  const params = parseJson(query.get('TemplateParam') ?? '{}');
  const text = aliyun.templates[code];
  if (sandbox.behaviour.sms === 'reject' || !/^(\+86|0086|86)?1\d{10}$/.test(number))
    return refused('isv.MOBILE_NUMBER_ILLEGAL');
  if (sign !== aliyun.sign) return refused('isv.SMS_SIGNATURE_ILLEGAL');
  if (text === undefined) return refused('isv.SMS_TEMPLATE_ILLEGAL');
  if (typeof params !== 'object' || params === null) return refused('isv.INVALID_JSON_PARAM');
  const values = new Map(Object.entries(params).map(([name, value]) => [name, String(value)]));
  const names = [...text.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name ?? '');
  if (names.some((name) => !values.has(name))) return refused('isv.TEMPLATE_MISSING_PARAMETERS');

  const id = `${randomInt(10 ** 12, 10 ** 13)}^0`;
  const message: Message = {
    id,
    channel: 'sms',
    gateway: 'aliyun',
    at: new Date().toISOString(),
    to: `+86${localNumber(number)}`,
    from: sign,
    body: `【${sign}】${text.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => values.get(name) ?? '')}`,
    template: code,
    status: 'queued',
    ...(outId === null ? {} : { outId }),
    ...(aliyun.pushUrl === undefined ? {} : { callback: `${aliyun.pushUrl}/report` }),
  };
  sandbox.messages.put(message);
  carrier.carry(message);
  return acknowledge(sandbox, 'sms', { json: { Code: 'OK', Message: 'OK', BizId: id, RequestId: requestId() } });
}

/** By number and day of sending, newest first, a page of at most 50 at a time. */
function querySendDetails({ messages }: Sandbox, query: URLSearchParams): Reply {
  const number = localNumber(query.get('PhoneNumber') ?? '');
  const pageSize = Number(query.get('PageSize'));
  if (!(pageSize >= 1 && pageSize <= 50)) return refused('isv.INVALID_PARAMETERS');
  const found = messages
    .all()
    .filter((it) => it.gateway === 'aliyun' && localNumber(it.to) === number && day(it.at) === query.get('SendDate'))
    .reverse();
  const start = (Number(query.get('CurrentPage')) - 1) * pageSize;
  return {
    json: {
      Code: 'OK',
      Message: 'OK',
      RequestId: requestId(),
      TotalCount: String(found.length),
      SmsSendDetailDTOs: { SmsSendDetailDTO: found.slice(start, start + pageSize).map(detail) },
    },
  };
}

function detail({ outId, template, body, to, at, status, errorCode }: Message): unknown {
  const sendDate = moment(at);
  return {
    OutId: outId ?? '',
    TemplateCode: template,
    Content: body,
    PhoneNum: localNumber(to),
    SendDate: sendDate,
    ReceiveDate: sendDate,
    SendStatus: status === 'delivered' ? 3 : status === 'undelivered' ? 2 : 1,
    ErrCode: status === 'delivered' ? 'DELIVERED' : String(errorCode ?? ''),
  };
}

const localNumber = (number: string) => number.replace(/^(\+86|0086|86)(?=1\d{10}$)/, '');
const requestId = () => crypto.randomUUID().toUpperCase();

const day = (iso: string) => moment(iso).slice(0, 10).replaceAll('-', '');
