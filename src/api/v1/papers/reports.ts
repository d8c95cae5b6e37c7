import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { LANGUAGES, type Language } from '../../../domain/plan/template.js';
import { formatMoment } from '../../../domain/time/dates.js';
import { explain, explanationDocument, figureDocument } from '../../../reports/deliver/explain.js';
import { figuresIn, namesOf } from '../../../reports/deliver/figures-in.js';
import { inOtherLanguage } from '../../../reports/deliver/filed.js';
import { paperOf, type Snapshot } from '../../../reports/deliver/make-report.js';
import { personsIn, readersOf } from '../../../reports/deliver/readers.js';
import { paperTitle } from '../../../reports/english/paper-in-english.js';
import { type Frozen, reportById } from '../../../reports/paper/frozen.js';
import type { BookOnDay } from '../../../reports/papers/book-on-day.js';
import { PAPERS } from '../../../reports/papers/index.js';
import type { Format } from '../../../reports/render.js';
import { isInSight } from '../../../store/lists/in-sight.js';
import { listReports, mayRead, reportFigures, reportFile } from '../../../store/lists/report-list.js';
import { noteLookAt } from '../../../store/people/persons.js';
import { sourceOf } from '../door/guard.js';
import { paperLanguageOf } from '../door/language.js';
import { PROBLEMS, Refused } from '../door/problem.js';
import type { Resource } from '../door/room.js';
import { answers, day, id, moment, number, order, pageByNumber, paged, pageOf } from '../door/written.js';
import { portfolio, portfolioAnswer } from '../portfolio/portfolio-answers.js';
import { explanation, figure } from './explanations.js';
import { paper, paperAnswer } from './paper-answers.js';

const report = z
  .object({
    report: z.int(),
    plan: z.string(),
    kind: z.string(),
    title: z.string().describe('as its readers know it: 贷后管理月度报告'),
    period: z.string(),
    currency: z.string(),
    version: z.int(),
    asOf: day,
    madeAt: moment,
    sha256: z.string(),
    files: z.array(z.string()).describe('formats: pdf, xlsx, html, csv'),
  })
  .meta({ id: 'Report' });

const language = z
  .enum(LANGUAGES)
  .optional()
  .describe('left out: that of Accept-Language, else of who asks, else as it is filed');

const tags = ['reports'];

/** Papers as they were made: of many borrowers at once, so that they are read by who sees all of them, and by those whom they were sent. */
export const reports: Resource = (room, context) => {
  const { db, seal, settings } = context;
  const legible = async (request: FastifyRequest, report: number) => {
    if (!(await mayRead(db.pool, report, readerOf(request))))
      throw new Refused(404, 'there is no such report', 'report');
  };

  const spoken = (request: FastifyRequest) =>
    paperLanguageOf(request, (request.query as { language?: Language }).language, settings.language);

  const read = async (frozen: Frozen, language: Language, clear?: ReadonlySet<string>) => {
    const kind = PAPERS.get(frozen.kind);
    if (kind === undefined)
      throw new Refused(409, 'this kind of paper is no longer made: its files are kept', 'report');
    const how = clear === undefined ? { language } : { language, clear };
    return paperAnswer(paperOf(kind, frozen, await readersOf(db.pool, seal, frozen, settings.lender.name, how)));
  };

  room.get(
    '/reports',
    {
      schema: {
        ...{ tags, operationId: 'listReports', summary: 'papers, in the order in which they were made' },
        querystring: z.object({
          ...pageByNumber,
          ...{ plan: id.optional(), kind: id.optional() },
          order,
        }),
        response: answers(pageOf(report)),
      },
    },
    async (request) => {
      const language = spoken(request);
      const { after, limit, plan = null, kind = null, order: by } = request.query;
      const asked = { plan, kind, reader: readerOf(request), after, limit, newest: by === 'newest' };
      const found = await listReports(db.pool, asked);
      return paged(
        found.map(({ madeAt, ...it }) => ({
          ...it,
          title: paperTitle(titleOf(it.kind), language),
          madeAt: formatMoment(madeAt),
        })),
        limit,
        (it) => String(it.report),
      );
    },
  );

  room.get(
    '/reports/:report',
    {
      schema: {
        ...{ tags, operationId: 'getReport', summary: 'the figures of a paper, frozen' },
        params: z.object({ report: number }),
        response: answers(z.object({ report: z.int(), figures: z.unknown() })),
      },
    },
    async (request) => {
      const { report } = request.params;
      await legible(request, report);
      return { report, figures: await reportFigures(db.pool, report) };
    },
  );

  room.get(
    '/reports/:report/paper',
    {
      schema: {
        ...{ tags, operationId: 'getPaper', summary: 'a paper as it is read: its words, tables and pictures' },
        params: z.object({ report: number }),
        querystring: z.object({ language }),
        response: answers(paper),
      },
    },
    async (request) => {
      const { report } = request.params;
      await legible(request, report);
      return read(await reportById(db.pool, report), spoken(request));
    },
  );

  room.post(
    '/reports/:report/look',
    {
      schema: {
        ...{
          tags,
          operationId: 'lookAtPaper',
          summary:
            'a paper with the names of the borrowers in sight in the clear, for a reason, which is kept with who looked at whom',
        },
        params: z.object({ report: number }),
        body: z.strictObject({ reason: z.string().min(1).max(1000) }),
        response: answers(paper),
      },
    },
    async (request) => {
      const { report } = request.params;
      await legible(request, report);
      const frozen = await reportById(db.pool, report);
      const persons = await personsIn(db.pool, frozen.figures);
      if (persons.length > MOST_NAMES)
        throw new Refused(
          422,
          `${persons.length} persons stand in it: a paper of at most ${MOST_NAMES} is shown in the clear`,
          'report',
        );
      const clear = new Set<string>();
      for (const it of persons) {
        if (!(await isInSight(db.pool, 'borrower', it, request.acting.sight))) continue;
        // Before anything is shown.
        await noteLookAt(db.pool, it, 'person read', request.body.reason, sourceOf(request, context));
        clear.add(it);
      }
      return read(frozen, spoken(request), clear);
    },
  );

  room.get(
    '/reports/:report/figures',
    {
      schema: {
        ...{
          tags,
          operationId: 'listReportFigures',
          summary: 'the figures of a paper that can be asked for their lists',
        },
        params: z.object({ report: number }),
        response: answers(z.object({ items: z.array(z.object(figure)) })),
      },
    },
    async (request) => {
      const { report } = request.params;
      await legible(request, report);
      return { items: figuresIn(await reportById(db.pool, report)).map(figureDocument) };
    },
  );

  room.get(
    '/reports/:report/lines',
    {
      schema: {
        ...{ tags, operationId: 'explainReportFigure', summary: 'what a figure of a paper is counted from' },
        params: z.object({ report: number }),
        querystring: z.object({ ...pageByNumber, figure: id.describe('its name, or its title: 不良率') }),
        response: answers(explanation),
      },
    },
    async (request) => {
      const { report } = request.params;
      const { figure: name, after, limit } = request.query;
      await legible(request, report);
      const frozen = await reportById(db.pool, report);
      const explained = await explain(db, frozen, name);
      if (explained === null) {
        throw new Refused(404, `no figure ${name} in this paper: ${namesOf(figuresIn(frozen))}`, 'figure');
      }
      const lines = explained.lines.slice(after, after + limit);
      const who = await readersOf(db.pool, seal, { plan: frozen.plan, figures: lines }, settings.lender.name, {
        language: spoken(request),
      });
      const { lines: items, ...document } = explanationDocument({ ...explained, lines }, who);
      const next = after + lines.length;
      const count = explained.lines.length;
      return { report, ...document, count, items, next: next < count ? String(next) : null };
    },
  );

  room.get(
    '/reports/:report/portfolio',
    {
      schema: {
        ...{ tags, operationId: 'getReportPortfolio', summary: 'the book as it was frozen in a paper' },
        params: z.object({ report: number }),
        response: answers(portfolio),
      },
    },
    async (request) => {
      const { report } = request.params;
      await legible(request, report);
      const { plan, currency, asOf: on, figures } = await reportById(db.pool, report);
      const { paper: frozen } = figures as Snapshot;
      if (!isBook(frozen)) throw new Refused(409, 'this paper holds no portfolio: a monthly report does', 'report');
      return portfolioAnswer({ plan, currency, on, branch: null }, { ...frozen, now: null });
    },
  );

  room.get(
    '/reports/:report/files/:format',
    {
      schema: {
        ...{
          tags,
          operationId: 'getReportFile',
          summary: 'a file of a paper: as it is filed, or the same in the other language',
        },
        params: z.object({ report: number, format: z.string().max(10) }),
        querystring: z.object({ language }),
        response: {
          200: { description: 'the file', content: { 'application/octet-stream': { schema: z.unknown() } } },
          ...PROBLEMS,
        },
      },
    },
    async (request, reply) => {
      const { report, format } = request.params;
      await legible(request, report);
      const filed = await reportFile(db.pool, report, format);
      if (filed === null) throw new Refused(404, 'there is no such file', 'format');
      const readers = { seal, lender: settings.lender.name, language: settings.language };
      const [file = filed] =
        spoken(request) === settings.language
          ? []
          : await inOtherLanguage(db.pool, await reportById(db.pool, report), readers, [format as Format]);
      const name = encodeURIComponent(file.name);
      return reply
        .type('application/octet-stream')
        .header('content-disposition', `attachment; filename*=UTF-8''${name}`)
        .header('etag', `"${file.sha256}"`)
        .send(file.bytes as never);
    },
  );
};

/** Each of them is noted: a ledger of a whole book is read masked. */
const MOST_NAMES = 500;

const isBook = (it: object): it is Omit<BookOnDay, 'currency' | 'now'> =>
  ['portfolio', 'movement', 'trend', 'targets'].every((part) => part in it);

/** Null: who sees the whole book sees every paper. */
const readerOf = ({ acting: { sight, staff } }: FastifyRequest): string | null =>
  sight.scope === 'all' ? null : (staff ?? '');

const titleOf = (kind: string) => PAPERS.get(kind)?.title ?? kind;
