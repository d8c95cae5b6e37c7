import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Links } from '../../channels/message/links.js';
import { statementOf } from '../../domain/loan/standing.js';
import { LANGUAGES } from '../../domain/plan/template.js';
import { type LinkedLoan, linkedLoan } from '../../store/loans/files/linked-loans.js';
import { readLoanFiles } from '../../store/loans/files/loan-files.js';
import { recordOptOut } from '../../store/notices/consent.js';
import type { ApiContext } from '../context.js';
import { ANSWERS, type AnswerName, loanOf } from './borrower-answers.js';
import { gonePage, loanPage, type OwedOnPage, PAGE_HEADERS, unsubscribePage } from './page.js';
import type { Language, Said } from './page-words.js';

type Request = FastifyRequest<{ Params: { token: string } }>;

const LANGUAGE = z.enum(LANGUAGES);
/** What the page's address may say was done. After each form the browser is sent there, so that reloading sends nothing again. */
const DONE = z.enum(['promise', 'relief', 'complaint', 'opt-out']);
const QUERY = z.object({
  lang: LANGUAGE.optional().catch(undefined),
  said: DONE.optional().catch(undefined),
  loan: z.string().optional().catch(undefined),
});

/** Only forms change anything; reading a page never does, since programs follow the links in messages to check them. */
export function linkRoutes(server: FastifyInstance, context: ApiContext, links: Links): void {
  const { db, settings, now, tell } = context;
  // The full address, since a proxy may serve us under a path of which we know nothing.
  const at = (letter: 'l' | 'u', request: Request) => `${settings.publicUrl ?? ''}/${letter}/${request.params.token}`;

  /** The loan that the token was made for; null: there is none, and the reply has been sent. */
  const opened = async (purpose: 'page' | 'unsubscribe', request: Request, reply: FastifyReply) => {
    const notice = links.noticeOf(purpose, request.params.token, now());
    const linked = notice === null || notice === 'expired' ? null : await linkedLoan(db.pool, notice);
    if (linked !== null) return { notice: notice!, linked };
    await reply
      .code(notice === 'expired' ? 410 : 404)
      .headers(PAGE_HEADERS)
      .send(gonePage(settings.lender));
    return null;
  };

  const show = async (request: Request, reply: FastifyReply, linked: LinkedLoan, said: Said | null) => {
    const named = linked.loans.map((it) => it.loan);
    const files = await readLoanFiles(db.pool, named, now());
    if (files.length === 0) throw new Error('a notice of a loan that is not taken in');
    const loans = linked.loans.flatMap((it): OwedOnPage[] => {
      const stored = files.find(({ file }) => file.loan === it.loan);
      return stored ? [{ ...it, statement: statementOf(stored.file, now()) }] : [];
    });
    const page = loanPage({
      path: at('l', request),
      language: languageOf(request, linked),
      lender: settings.lender,
      loans,
      now: now(),
      payable: settings.paymentUrl !== null,
      said,
    });
    return reply.headers(PAGE_HEADERS).send(page);
  };

  server.get('/l/:token', async (request: Request, reply) => {
    const it = await opened('page', request, reply);
    return it ? show(request, reply, it.linked, QUERY.parse(request.query).said ?? null) : reply;
  });

  server.get('/l/:token/pay', async (request: Request, reply) => {
    const it = await opened('page', request, reply);
    if (!it) return reply;
    if (settings.paymentUrl === null) return reply.code(404).send();
    const target = new URL(settings.paymentUrl);
    target.searchParams.set('loan', loanOf(it.linked, QUERY.parse(request.query).loan));
    return reply.headers(PAGE_HEADERS).redirect(target.href, 303);
  });

  for (const name of Object.keys(ANSWERS) as AnswerName[]) {
    server.post(`/l/:token/${name}`, async (request: Request, reply) => {
      const it = await opened('page', request, reply);
      if (!it) return reply;
      const said = await ANSWERS[name](context, it.notice, it.linked, request.body);
      if (said === 'enough') return show(request, reply.code(429), it.linked, said);
      if (said === 'refused' || said === 'empty') return show(request, reply.code(422), it.linked, said);
      tell();
      const language = languageOf(request, it.linked);
      return reply.redirect(`${at('l', request)}?said=${said}&lang=${language}`, 303);
    });
  }

  server.get('/u/:token', async (request: Request, reply) => {
    const it = await opened('unsubscribe', request, reply);
    if (!it) return reply;
    const page = unsubscribePage(languageOf(request, it.linked), settings.lender, at('u', request), false);
    return reply.headers(PAGE_HEADERS).send(page);
  });

  // RFC 8058: a mail program posts here without asking, and follows no redirect. It should send its form as multipart; some
  // send it otherwise, or nothing. What stands in it is always the same, and is not looked at.
  server.register(async (room) => {
    room.removeAllContentTypeParsers();
    room.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, _body, done) => done(null));
    room.post('/u/:token', async (request: Request, reply) => {
      const it = await opened('unsubscribe', request, reply);
      if (!it) return reply;
      const { borrower, channel } = it.linked;
      if (await recordOptOut(db, { borrower, channel }, { actor: `borrower/${borrower}`, at: now() })) tell();
      return reply
        .headers(PAGE_HEADERS)
        .send(unsubscribePage(languageOf(request, it.linked), settings.lender, '', true));
    });
  });
}

function languageOf(request: FastifyRequest, linked: LinkedLoan): Language {
  return QUERY.parse(request.query).lang ?? linked.language;
}
