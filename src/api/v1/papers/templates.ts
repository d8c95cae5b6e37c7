import { z } from 'zod';
import { CHANNELS } from '../../../domain/plan/plan.js';
import { LANGUAGES } from '../../../domain/plan/template.js';
import { formatMoment } from '../../../domain/time/dates.js';
import { SAMPLE, shownWords, usesOf } from '../../../planning/template-words.js';
import { findPlan, planNames } from '../../../store/loans/plans.js';
import { templateVersions } from '../../../store/loans/templates.js';
import { Refused } from '../door/problem.js';
import type { Resource } from '../door/room.js';
import { answers, id, moment } from '../door/written.js';

const tags = ['templates'];
const use = z.object({
  ...{ plan: z.string(), where: z.string(), rule: z.string() },
  channels: z.array(z.enum(CHANNELS)),
});
const words = z.object({ subject: z.string(), text: z.string() });
const listed = z
  .object({
    ...{ template: z.string(), version: z.int(), fields: z.array(z.string()) },
    since: moment.describe('in the database'),
    uses: z.array(use).describe('by the newest versions of the plans'),
  })
  .meta({ id: 'Template' });
const shown = z
  .object({
    language: z.enum(LANGUAGES),
    subject: z.string().optional().describe('of a mail'),
    text: z.string(),
    ...{ encoding: z.string().optional(), length: z.int().optional(), segments: z.int().optional() },
  })
  .meta({ id: 'ShownWords', description: 'with figures of a sample; of a text message its length' });

/** The words of messages: which there are, where plans use them, and how a version is sent. */
export const templates: Resource = (room, { db }) => {
  room.get(
    '/templates',
    {
      schema: {
        ...{ tags, operationId: 'listTemplates', summary: 'the words of messages, and where the plans use them' },
        response: answers(z.object({ items: z.array(listed) })),
      },
    },
    async () => {
      const versions = await templateVersions(db.pool);
      const found = await Promise.all((await planNames(db.pool)).map((it) => findPlan(db.pool, it)));
      const plans = found.filter((it) => it !== null);
      const newest = versions.filter((it, n) => it.template !== versions[n - 1]?.template);
      return {
        items: newest.map(({ template, version, content, since }) => ({
          ...{ template, version, fields: content.fields, since: formatMoment(since) },
          uses: usesOf(template, plans),
        })),
      };
    },
  );

  room.get(
    '/templates/:template',
    {
      schema: {
        ...{ tags, operationId: 'getTemplate', summary: 'the words of a version, and as they are sent on a channel' },
        params: z.object({ template: id }),
        querystring: z.object({
          version: z.coerce.number().int().min(1).max(2_147_483_647).optional().describe('left out: the newest'),
          channel: z.enum(CHANNELS).default('sms'),
        }),
        response: answers(
          z.object({
            ...{ template: z.string(), version: z.int(), versions: z.array(z.int()), fields: z.array(z.string()) },
            words: z.object({ 'zh-CN': words, en: words }).describe('with their placeholders, such as {amount}'),
            shown: z.array(shown),
          }),
        ),
      },
    },
    async ({ params: { template }, query: { version, channel } }) => {
      const versions = await templateVersions(db.pool, template);
      const found = versions.find((it) => version === undefined || it.version === version);
      if (found === undefined)
        throw new Refused(404, 'there is no such template, or not this version of it', 'template');
      const { fields, 'zh-CN': chinese, en } = found.content;
      const one = new Map([[template, found.content]]);
      const inWords = LANGUAGES.map((language) =>
        shownWords(one, template, { channel, language, fields: SAMPLE[language] }),
      );
      const all = versions.map((it) => it.version);
      const inBoth = { 'zh-CN': chinese, en };
      return { template, version: found.version, versions: all, fields, words: inBoth, shown: inWords };
    },
  );
};
