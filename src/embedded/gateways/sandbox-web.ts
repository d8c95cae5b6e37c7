import { z } from 'zod';
import { escapeHtml } from '../../domain/contact/html.js';
import { parseJson, type Reply, type Route } from '../base/http.js';
import { moment, page } from '../base/page.js';
import { behaviourChange, channels, type Message, type Sandbox } from './sandbox-state.js';

/** What the sandbox got, for people (the page) and for programs, and how it is set to behave. */
export function sandboxRoutes(sandbox: Sandbox): Route[] {
  const { messages, requests, behaviour } = sandbox;
  return [
    { method: 'GET', path: /^\/$/, handle: ({ url }) => listPage(sandbox, url.searchParams) },
    {
      method: 'GET',
      path: /^\/sandbox\/messages$/,
      handle: ({ url }) => ({ json: search(sandbox, url.searchParams) }),
    },
    {
      method: 'DELETE',
      path: /^\/sandbox\/messages$/,
      handle: () => {
        messages.clear();
        return { json: {} };
      },
    },
    { method: 'GET', path: /^\/sandbox\/count$/, handle: () => ({ json: count(messages.all()) }) },
    { method: 'GET', path: /^\/sandbox\/requests$/, handle: () => ({ json: requests }) },
    { method: 'GET', path: /^\/sandbox\/behaviour$/, handle: () => ({ json: behaviour }) },
    {
      method: 'PUT',
      path: /^\/sandbox\/behaviour$/,
      handle: ({ body }) => {
        const change = behaviourChange.safeParse(parseJson(body));
        if (!change.success) return { status: 400, json: { message: z.prettifyError(change.error) } };
        Object.assign(behaviour, change.data);
        return { json: behaviour };
      },
    },
  ];
}

/** Newest first. */
function search({ messages }: Sandbox, query: URLSearchParams): Message[] {
  const [channel, to] = [query.get('channel'), query.get('to')];
  return messages
    .all()
    .filter((message) => (channel === null || message.channel === channel) && (to === null || message.to === to))
    .reverse()
    .slice(0, Number(query.get('limit') ?? 100));
}

function count(messages: Message[]): Record<string, number> {
  const counts: Record<string, number> = Object.fromEntries(channels.map((channel) => [channel, 0]));
  for (const { channel } of messages) counts[channel] = (counts[channel] ?? 0) + 1;
  return counts;
}

function listPage(sandbox: Sandbox, query: URLSearchParams): Reply {
  const cards = search(sandbox, query).map(
    (message) => `<div class="card"><div class="row">
<span class="tag">${message.channel}</span><span class="strong grow">${escapeHtml(message.to || '—')}</span>
<span class="tag ${tone(message.status)}">${escapeHtml(message.status)}</span><span class="soft">${moment(message.at)}</span></div>
<p class="text">${escapeHtml(words(message))}</p></div>`,
  );
  const counts = Object.entries(count(sandbox.messages.all()));
  const links = counts.map(([channel, of]) => `<a href="/?channel=${channel}">${of} ${channel}</a>`);
  const empty = '<p class="soft">Nothing yet. What the system sends by SMS, call, WeChat and push arrives here.</p>';
  const body = cards.length === 0 ? empty : `<div class="cards">${cards.join('\n')}</div>`;
  const note = `<a href="/">all</a> · ${links.join(' · ')} · newest first`;
  return page({ title: 'Messages and calls', note, body, refreshSeconds: 5 });
}

function tone(status: string): string {
  if (status === 'delivered' || status === 'completed') return 'good';
  return status === 'undelivered' || status === 'no-answer' ? 'bad' : '';
}

/** A message as its recipient gets it: of a call what is said, of a webhook its text where it has one. */
function words({ channel, body = '', twiml, url }: Message): string {
  if (channel === 'voice') return twiml === undefined ? `TwiML from ${url}` : spoken(twiml);
  const payload = channel === 'sms' ? undefined : parseJson(body);
  if (typeof payload !== 'object' || payload === null) return body;
  return 'text' in payload ? String(payload.text) : JSON.stringify(payload, undefined, 2);
}

/** The words inside the tags. */
function spoken(twiml: string): string {
  const entities: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&apos;': "'" };
  const lines = twiml
    .replaceAll(/<[^>]*>/g, '\n')
    .split('\n')
    .map((line) => line.trim());
  const text = lines.filter((line) => line !== '').join('\n');
  return text.replaceAll(/&(?:amp|lt|gt|quot|apos);/g, (entity) => entities[entity] ?? entity);
}
