import { timingSafeEqual } from 'node:crypto';
import type { Reply, Request, Route } from '../base/http.js';
import type { Channel, Message, Sandbox } from './sandbox-state.js';
import type { Carrier } from './twilio-callbacks.js';
import { callFault, newSid, resource, smsFault, twilioError } from './twilio-rules.js';

interface Kind {
  channel: Channel;
  name: 'Messages' | 'Calls';
  /** What its lists are filtered by. */
  dateParameter: string;
  fault: (form: URLSearchParams) => Reply | undefined;
  make: (form: URLSearchParams) => Message;
}

const kinds: Kind[] = [
  { channel: 'sms', name: 'Messages', dateParameter: 'DateSent', fault: smsFault, make: makeSms },
  { channel: 'voice', name: 'Calls', dateParameter: 'StartTime', fault: callFault, make: makeCall },
];

/** The part of Twilio's REST API, version 2010-04-01, that sends messages and calls and tells what became of them. */
export function twilioRoutes(sandbox: Sandbox, carrier: Carrier): Route[] {
  const account = '^/2010-04-01/Accounts/([^/]+)';
  const recordings: Route = {
    method: 'DELETE',
    path: new RegExp(`${account}/Recordings/([^/]+)\\.json$`),
    handle: guarded(sandbox, 'voice', (request) => removeRecording(sandbox, request)),
  };
  const sending = kinds.flatMap((kind): Route[] => {
    const all = new RegExp(`${account}/${kind.name}\\.json$`);
    const one = new RegExp(`${account}/${kind.name}/([^/]+)\\.json$`);
    return [
      {
        method: 'POST',
        path: all,
        handle: guarded(sandbox, kind.channel, (request) => create(sandbox, carrier, kind, request)),
      },
      {
        method: 'GET',
        path: all,
        handle: guarded(sandbox, kind.channel, (request) => list(sandbox, kind, request.url)),
      },
      { method: 'GET', path: one, handle: guarded(sandbox, kind.channel, (request) => show(sandbox, kind, request)) },
    ];
  });
  return [...sending, recordings];
}

/** Who asks, and whether the service is up, comes before everything. */
function guarded(sandbox: Sandbox, channel: Channel, handle: (request: Request) => Reply): (request: Request) => Reply {
  return (request) => {
    if (!authentic(sandbox, request)) return twilioError(401, 20003, 'Authenticate');
    sandbox.requests[channel]++;
    return trouble(sandbox, channel) ?? handle(request);
  };
}

function authentic(sandbox: Sandbox, { headers, params }: Request): boolean {
  const given = Buffer.from(headers.authorization ?? '');
  const pair = Buffer.from(`${sandbox.accountSid}:${sandbox.authToken}`).toString('base64');
  const expected = Buffer.from(`Basic ${pair}`);
  return given.length === expected.length && timingSafeEqual(given, expected) && params[0] === sandbox.accountSid;
}

/** The answer of a service that is down; undefined when it is up. */
export function trouble(sandbox: Sandbox, channel: Channel): Reply | undefined {
  switch (sandbox.behaviour[channel]) {
    case 'outage':
      return twilioError(503, 20503, 'Service Unavailable');
    case 'rate-limit':
      return { ...twilioError(429, 20429, 'Too Many Requests'), headers: { 'retry-after': '1' } };
    case 'garbage':
      return { headers: { 'content-type': 'text/html' }, text: '<html>Welcome to the hotel network</html>' };
    default:
      return undefined;
  }
}

/** After something was kept: the sender learns it, unless this channel is set to lose the answer. */
export function acknowledge(sandbox: Sandbox, channel: Channel, reply: Reply): Reply {
  const mode = sandbox.behaviour[channel];
  if (mode === 'drop-after-accept') return { silent: 'destroy' };
  if (mode === 'timeout-after-accept') return { silent: 'hang' };
  return reply;
}

function create(sandbox: Sandbox, carrier: Carrier, kind: Kind, request: Request): Reply {
  const form = new URLSearchParams(request.body);
  if (sandbox.behaviour[kind.channel] === 'reject') {
    return twilioError(400, 21211, `Invalid 'To' Phone Number: ${form.get('To') ?? ''}`);
  }
  const fault = kind.fault(form);
  if (fault !== undefined) return fault;
  const message = kind.make(form);
  sandbox.messages.put(message);
  carrier.carry(message);
  return acknowledge(sandbox, kind.channel, { status: 201, json: resource(sandbox.accountSid, message) });
}

function makeSms(form: URLSearchParams): Message {
  const service = form.get('MessagingServiceSid');
  return {
    ...common(form, 'SM'),
    channel: 'sms',
    body: form.get('Body') ?? '',
    status: service === null ? 'queued' : 'accepted',
    ...(service === null ? {} : { messagingServiceSid: service }),
  };
}

function makeCall(form: URLSearchParams): Message {
  const events = form.getAll('StatusCallbackEvent').flatMap((event) => event.split(' '));
  return {
    ...common(form, 'CA'),
    channel: 'voice',
    status: 'queued',
    ...(form.has('Twiml') ? { twiml: form.get('Twiml') ?? '' } : { url: form.get('Url') ?? '' }),
    events: events.length > 0 ? events : ['completed'],
    ...(form.get('Record') === 'true' ? recordingOf(form) : {}),
  };
}

function recordingOf(form: URLSearchParams): Pick<Message, 'recording' | 'recordingCallback'> {
  const callback = form.get('RecordingStatusCallback');
  return { recording: newSid('RE'), ...(callback === null ? {} : { recordingCallback: callback }) };
}

/** Twilio keeps a recording until it is told to remove it. */
function removeRecording(sandbox: Sandbox, { params }: Request): Reply {
  const call = sandbox.messages.all().find((it) => it.recording === params[1]);
  if (!call) return twilioError(404, 20404, `The requested resource /Recordings/${params[1]} was not found`);
  sandbox.messages.put({ ...call, recording: 'removed' });
  return { status: 204, text: '' };
}

function common(form: URLSearchParams, prefix: 'SM' | 'CA') {
  const callback = form.get('StatusCallback');
  return {
    id: newSid(prefix),
    at: new Date().toISOString(),
    to: form.get('To') ?? '',
    from: form.get('From') ?? '',
    ...(callback === null ? {} : { callback }),
  };
}

function show(sandbox: Sandbox, kind: Kind, { params }: Request): Reply {
  const found = sandbox.messages.get(params[1] ?? '');
  if (found?.channel === kind.channel && found.gateway === undefined)
    return { json: resource(sandbox.accountSid, found) };
  return twilioError(404, 20404, `The requested resource /${kind.name}/${params[1]} was not found`);
}

/** Newest first, a page at a time. The token of a page is the last one shown, so new ones do not shift it. */
function list(sandbox: Sandbox, kind: Kind, url: URL): Reply {
  const query = url.searchParams;
  const pageSize = Math.min(1000, Math.max(1, Number(query.get('PageSize') ?? 50)));
  const found = sandbox.messages
    .all()
    .filter(
      (message) =>
        message.channel === kind.channel && message.gateway === undefined && fits(message, query, kind.dateParameter),
    )
    .reverse();
  const start = query.has('PageToken') ? found.findIndex(({ id }) => id === query.get('PageToken')) + 1 : 0;
  const shown = found.slice(start, start + pageSize);
  const page = Number(query.get('Page') ?? 0);
  const next = new URLSearchParams(query);
  next.set('PageSize', String(pageSize));
  next.set('Page', String(page + 1));
  next.set('PageToken', shown.at(-1)?.id ?? '');
  const hasMore = start + pageSize < found.length;
  return {
    json: {
      [kind.name.toLowerCase()]: shown.map((message) => resource(sandbox.accountSid, message)),
      page,
      page_size: pageSize,
      start,
      end: start + shown.length - 1,
      uri: url.pathname + url.search,
      first_page_uri: `${url.pathname}?PageSize=${pageSize}&Page=0`,
      next_page_uri: hasMore ? `${url.pathname}?${next}` : null,
      previous_page_uri: null,
    },
  };
}

/** `DateSent=` is a day, `DateSent>=` and `DateSent<=` a day or a moment; the sign belongs to the parameter's name. */
function fits(message: Message, query: URLSearchParams, date: string): boolean {
  const at = Date.parse(message.at);
  const [day, from, until] = [query.get(date), query.get(`${date}>`), query.get(`${date}<`)];
  return (
    (!query.has('To') || message.to === query.get('To')) &&
    (!query.has('From') || message.from === query.get('From')) &&
    (!query.has('Status') || message.status === query.get('Status')) &&
    (day === null || message.at.slice(0, 10) === day.slice(0, 10)) &&
    (from === null || at >= Date.parse(from)) &&
    (until === null || at <= Date.parse(until))
  );
}
