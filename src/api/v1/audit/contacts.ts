import { z } from 'zod';
import { formatMoment } from '../../../domain/time/dates.js';
import { lastCheck } from '../../../store/proof/check.js';
import { contactChain, LINKS } from '../../../store/proof/contact-chain.js';
import { Refused } from '../door/problem.js';
import type { Resource } from '../door/room.js';
import { answers, maybe, moment, number } from '../door/written.js';
import { answerLine } from './questions.js';

const tags = ['audit'];
const chain = z
  .object({
    loan: z.string(),
    loans: z.array(z.string()).describe('of which the message speaks'),
    plan: z.string(),
    planVersion: maybe(z.int()).describe('null, 0: it follows fixed rules'),
    rule: z.string().describe("the plan's row"),
    links: z.array(answerLine.extend({ link: z.enum(LINKS) })),
  })
  .meta({ id: 'ContactChain' });

const checked = z
  .object({
    at: maybe(moment).describe('null: it was never compared'),
    size: z.int().describe('leaves of the record'),
    findings: z.array(z.object({ what: z.string(), where: z.string(), says: z.string() })),
  })
  .meta({ id: 'RecordCheck' });

/** One message explained, and how the record as a whole was found last. */
export const auditContacts: Resource = (room, { db }) => {
  room.get(
    '/audit/contacts/:notice',
    {
      schema: {
        ...{ tags, operationId: 'explainContact', summary: "a message from its plan's row to its provider's receipt" },
        params: z.object({ notice: number }),
        response: answers(chain),
      },
    },
    async ({ params: { notice } }) => {
      const found = await contactChain(db.pool, notice);
      if (found === null) throw new Refused(404, 'there is no such message', 'notice');
      const links = found.links.map((it) => ({ ...it, at: it.at === null ? null : formatMoment(it.at) }));
      return { ...found, links };
    },
  );

  room.get(
    '/audit/check',
    {
      schema: {
        ...{
          tags,
          operationId: 'lastAuditCheck',
          summary: 'how the database was found against the record, the last time',
        },
        response: answers(checked),
      },
    },
    async () => {
      const last = await lastCheck(db.pool);
      if (last === null) return { at: null, size: 0, findings: [] };
      return { ...last, at: formatMoment(last.at) };
    },
  );
};
