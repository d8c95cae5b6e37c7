import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { formatMoment } from '../../../domain/time/dates.js';
import { eventsAfter, positionsOfEvents } from '../../../store/news/events.js';
import type { ApiContext } from '../../context.js';
import type { Acting } from '../door/guard.js';
import { PROBLEMS, Refused } from '../door/problem.js';
import type { Resource } from '../door/room.js';
import { position } from '../door/written.js';
import { startListening } from './listening.js';

const PART = 200;
/** Whoever listens holds a connection: so many at once of one person or program, and in all. */
const MOST_OF_ONE = 10;
const MOST = 300;
/** A word that says nothing, before the server takes the connection for a silent one (server.ts). */
const ALIVE_MS = 10_000;
/** What is written waits so long to be taken; who is slower is cut off and comes again with the last id. */
const SLOW_MS = 15_000;
/** So often it is asked anew whether he may still listen, and to what. */
const ASK_MS = 30_000;

/** What changes, as it changes (server-sent events): kind and id, of borrowers in sight. */
export const events: Resource = (room, context) => {
  const listening = startListening(context);
  const open = new Map<symbol, { actor: string; end: () => void }>();
  room.addHook('preClose', async () => {
    for (const { end } of open.values()) end();
    await listening.stop();
  });
  room.get(
    '/events',
    {
      schema: {
        tags: ['events'],
        operationId: 'listen',
        summary: 'what changes from now on, or after an event: kind and id, as server-sent events',
        querystring: z.object({ after: position.optional().describe('left out: from now on') }),
        headers: z.object({
          'last-event-id': position.optional().describe('the last that was heard; goes before `after`'),
        }),
        response: {
          200: {
            description:
              'each `data` a JSON object: at, kind, about, entry; `event: lost` where older ones are kept no more',
            content: { 'text/event-stream': { schema: z.string() } },
          },
          ...PROBLEMS,
        },
      },
    },
    async (request, reply) => {
      const { actor } = request.acting;
      if (open.size >= MOST) throw new Refused(503, 'too many listen: try again');
      if ([...open.values()].filter((it) => it.actor === actor).length >= MOST_OF_ONE)
        throw new Refused(429, `you listen ${MOST_OF_ONE} times already`);
      const mark = Symbol(actor);
      open.set(mark, { actor, end: () => reply.raw.end() });
      reply.raw.once('close', () => open.delete(mark));
      const { first, last } = await positionsOfEvents(context.db.pool).catch((error: unknown) => {
        open.delete(mark);
        throw error;
      });
      const after = request.headers['last-event-id'] ?? request.query.after ?? last;
      reply.hijack();
      reply.raw.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      });
      reply.raw.write(': here\n\n');
      // Positions of another database, or of one that was restored, are no help.
      if (after > last || after + 1 < first) reply.raw.write('event: lost\ndata: {}\n\n');
      await tell(request, reply, context, Math.min(after, last), () => listening.soon()).catch(() => undefined);
      reply.raw.destroy();
      return reply;
    },
  );
};

/** Goes on until the listener is gone, too slow, or may listen no more. */
async function tell(
  request: FastifyRequest,
  { raw }: FastifyReply,
  context: ApiContext,
  from: number,
  soon: () => Promise<void>,
): Promise<void> {
  let acting: Acting | null = request.acting;
  let asked = performance.now();
  let said = performance.now();
  for (let after = from; !raw.writableEnded && !raw.destroyed; ) {
    if (performance.now() - asked > ASK_MS) {
      acting = await request.actingNow();
      asked = performance.now();
    }
    if (acting === null) return;
    const { events, last } = await eventsAfter(context.db.pool, after, acting.sight, PART);
    const text = events.map(
      ({ position, at, ...it }) => `id: ${position}\ndata: ${JSON.stringify({ at: formatMoment(at), ...it })}\n\n`,
    );
    if (text.length === 0 && performance.now() - said > ALIVE_MS) text.push(': still here\n\n');
    if (text.length > 0) said = performance.now();
    if (text.length > 0 && !raw.write(text.join(''))) await taken(raw);
    after = last ?? after;
    if (last === null) await soon();
  }
}

/** @throws for who takes nothing any more */
const taken = (raw: FastifyReply['raw']) =>
  new Promise<void>((resolve, reject) => {
    const slow = setTimeout(() => reject(new Error('too slow')), SLOW_MS);
    const end = (go: () => void) => () => {
      clearTimeout(slow);
      go();
    };
    raw.once('drain', end(resolve)).once('close', end(resolve));
  });
