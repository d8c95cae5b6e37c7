import { z } from 'zod';
import { escapeHtml } from '../../domain/contact/html.js';
import { parseJson, type Reply, type Route } from '../base/http.js';
import type { Journal } from '../base/journal.js';
import { moment, page } from '../base/page.js';
import { type Mail, type MailMode, mailMode } from './mail.js';

const noMail: Reply = { status: 404, json: { message: 'no such mail' } };

/** The mailbox for people (pages) and for programs (under /api). */
export function mailRoutes(journal: Journal<Mail>, behaviour: { mode: MailMode }): Route[] {
  return [
    { method: 'GET', path: /^\/$/, handle: ({ url }) => listPage(journal, url.searchParams) },
    { method: 'GET', path: /^\/mails\/([^/]+)$/, handle: ({ params }) => withMail(params, mailPage) },
    { method: 'GET', path: /^\/mails\/([^/]+)\/html$/, handle: ({ params }) => withMail(params, mailBody) },
    {
      method: 'GET',
      path: /^\/mails\/([^/]+)\/files\/(\d+)$/,
      handle: ({ params }) => withMail(params, (mail) => file(mail, Number(params[1]))),
    },
    {
      method: 'GET',
      path: /^\/api\/mails$/,
      handle: ({ url }) => ({ json: search(journal, url.searchParams).map(brief) }),
    },
    {
      method: 'GET',
      path: /^\/api\/mails\/([^/]+)$/,
      handle: ({ params }) => withMail(params, (mail) => ({ json: mail })),
    },
    { method: 'GET', path: /^\/api\/behaviour$/, handle: () => ({ json: behaviour }) },
    {
      method: 'PUT',
      path: /^\/api\/behaviour$/,
      handle: ({ body }) => {
        const wanted = z.strictObject({ mode: mailMode }).safeParse(parseJson(body));
        if (!wanted.success) return { status: 400, json: { message: z.prettifyError(wanted.error) } };
        behaviour.mode = wanted.data.mode;
        return { json: behaviour };
      },
    },
  ];

  function withMail([id = '']: string[], show: (mail: Mail) => Reply): Reply {
    const mail = journal.get(id);
    return mail === undefined ? noMail : show(mail);
  }
}

/** Newest first. `since` is a moment (ISO 8601); `to` and `messageId` are compared whole. */
function search(journal: Journal<Mail>, query: URLSearchParams): Mail[] {
  const to = query.get('to')?.toLowerCase();
  const messageId = query.get('messageId');
  const since = Date.parse(query.get('since') ?? '');
  return journal
    .all()
    .filter((mail) => to === undefined || mail.to.some((address) => address.toLowerCase() === to))
    .filter((mail) => messageId === null || mail.messageId === messageId)
    .filter((mail) => Number.isNaN(since) || Date.parse(mail.at) >= since)
    .reverse()
    .slice(0, Number(query.get('limit') ?? 100));
}

/** A mail without what may be large. */
function brief({ html: _html, attachments, ...mail }: Mail): unknown {
  return { ...mail, attachments: attachments.map(({ name, type }) => ({ name, type })) };
}

function listPage(journal: Journal<Mail>, query: URLSearchParams): Reply {
  const all = journal.all().length;
  const mails = search(journal, query);
  const cards = mails.map(
    (mail) => `<a class="card" href="/mails/${mail.id}">
<div class="row"><span class="strong grow">${escapeHtml(mail.subject || '(no subject)')}</span><span class="soft">${moment(mail.at)}</span></div>
<div class="soft">to ${escapeHtml(mail.to.join(', '))}${mail.attachments.length > 0 ? ` · ${mail.attachments.length} attached` : ''}</div>
<div class="soft cut">${escapeHtml(mail.text.slice(0, 200))}</div></a>`,
  );
  const empty = '<p class="soft">No mail yet. What the system sends by email arrives here.</p>';
  const note = `${mails.length < all ? `${mails.length} of ` : ''}${all} mails, newest first`;
  const body = cards.length === 0 ? empty : `<div class="cards">${cards.join('\n')}</div>`;
  return page({ title: 'Mailbox', note, body, refreshSeconds: 5 });
}

function mailPage(mail: Mail): Reply {
  const main = new Set(['From', 'To', 'Cc', 'Reply-To', 'Date']);
  const rows = (headers: Mail['headers']) =>
    `<dl>${headers.map(({ name, value }) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`).join('')}</dl>`;
  const files = mail.attachments.map(
    (file, index) =>
      `<a class="tag" href="/mails/${mail.id}/files/${index}">${escapeHtml(file.name)} · ${Math.ceil((file.base64.length * 3) / 4096)} KB</a>`,
  );
  const content =
    mail.html === ''
      ? `<div class="card" style="margin-top:14px"><p class="text" style="margin:0">${escapeHtml(mail.text)}</p></div>`
      : `<iframe sandbox title="The mail" src="/mails/${mail.id}/html"></iframe>`;
  const body = `<div class="card">${rows(mail.headers.filter(({ name }) => main.has(name)))}
<details><summary>All headers</summary>${rows([
    { name: 'Envelope from', value: mail.from },
    { name: 'Envelope to', value: mail.to.join(', ') },
    ...mail.headers.filter(({ name }) => !main.has(name)),
  ])}</details></div>
${files.length > 0 ? `<p class="row">${files.join(' ')}</p>` : ''}${content}
${mail.html !== '' && mail.text !== '' ? `<details><summary>As plain text</summary><div class="card"><p class="text">${escapeHtml(mail.text)}</p></div></details>` : ''}
<nav><a href="/">← all mails</a></nav>`;
  return page({ title: mail.subject || '(no subject)', note: moment(mail.at), body });
}

/** The mail's own HTML: shown, but nothing in it runs and nothing is fetched, such as pictures that tell who reads. */
function mailBody(mail: Mail): Reply {
  const policy = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:";
  return { html: mail.html, headers: { 'content-security-policy': policy } };
}

function file(mail: Mail, index: number): Reply {
  const found = mail.attachments[index];
  if (found === undefined) return noMail;
  // Always saved, never shown: a page inside would run as one of ours.
  const disposition = `attachment; filename*=UTF-8''${encodeURIComponent(found.name)}`;
  const headers = { 'content-disposition': disposition };
  return { bytes: Buffer.from(found.base64, 'base64'), type: found.type, headers };
}
