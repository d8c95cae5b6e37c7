import { z } from 'zod';
import { formatMoment } from '../../domain/time/dates.js';
import { listReports, reportFigures, reportFile } from '../../store/lists/report-list.js';
import { PROBLEMS, Refused } from './door/problem.js';
import type { Resource } from './door/room.js';
import { answers, day, id, moment, page, paged, pageOf } from './door/written.js';

const report = z
  .object({
    report: z.int(),
    plan: z.string(),
    kind: z.string(),
    period: z.string(),
    currency: z.string(),
    version: z.int(),
    asOf: day,
    madeAt: moment,
    sha256: z.string(),
    files: z.array(z.string()).describe('formats: pdf, xlsx, html, csv'),
  })
  .meta({ id: 'Report' });

const after = z.coerce
  .number()
  .int()
  .min(0)
  .max(Number.MAX_SAFE_INTEGER)
  .default(0)
  .describe('`next` of the part before');
const number = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER);
const tags = ['reports'];

/** Papers as they were made: of many borrowers at once, so that only who sees all of them sees these. */
export const reports: Resource = (room, { db }) => {
  room.get(
    '/reports',
    {
      schema: {
        ...{ tags, operationId: 'listReports', summary: 'papers, in the order in which they were made' },
        querystring: z.object({ ...page, after, plan: id.optional(), kind: id.optional() }),
        response: answers(pageOf(report)),
      },
    },
    async ({ query: { after, limit, plan, kind } }) => {
      const found = await listReports(db.pool, { plan: plan ?? null, kind: kind ?? null, after, limit });
      return paged(
        found.map(({ madeAt, ...it }) => ({ ...it, madeAt: formatMoment(madeAt) })),
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
    async ({ params: { report } }) => {
      const figures = await reportFigures(db.pool, report);
      if (figures === null) throw new Refused(404, 'there is no such report');
      return { report, figures };
    },
  );

  room.get(
    '/reports/:report/files/:format',
    {
      schema: {
        ...{ tags, operationId: 'getReportFile', summary: 'a file of a paper' },
        params: z.object({ report: number, format: z.string().max(10) }),
        response: {
          200: { description: 'the file', content: { 'application/octet-stream': { schema: z.unknown() } } },
          ...PROBLEMS,
        },
      },
    },
    async ({ params: { report, format } }, reply) => {
      const file = await reportFile(db.pool, report, format);
      if (file === null) throw new Refused(404, 'there is no such file');
      const name = encodeURIComponent(file.name);
      return reply
        .type('application/octet-stream')
        .header('content-disposition', `attachment; filename*=UTF-8''${name}`)
        .header('etag', `"${file.sha256}"`)
        .send(file.bytes as never);
    },
  );
};
