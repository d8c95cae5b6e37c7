import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { signInAs } from '../../../store/access/single-sign-on.js';
import { noteFact } from '../../../store/facts/facts.js';
import type { ApiContext } from '../../context.js';
import { cookieOptions, giveCookie } from '../door/cookie.js';
import { PROBLEMS, Refused } from '../door/problem.js';
import type { Resource } from '../door/room.js';
import { answers } from '../door/written.js';

/** What a browser keeps while its person is at the provider. It comes back by a link of another site, so that the session's own cookie could not. */
const KEPT = 'postloan-sign-on';
const KEPT_S = 600;

const tags = ['session'];
const there = { 302: z.undefined().describe('to the provider, or back to the console'), ...PROBLEMS };

/** Single sign-on: the browser goes to the lender's own provider, and comes back with a session. */
export const signOn: Resource = (room, context) => {
  const { db, seal, settings, clock } = context;
  room.get(
    '/sign-on',
    {
      schema: {
        ...{ tags, operationId: 'waysIn', summary: 'whether one may sign in at the lender’s own provider' },
        response: answers(z.object({ single: z.boolean() })),
      },
    },
    async () => ({ single: settings.signOn !== null }),
  );

  room.get(
    '/sign-on/begin',
    { schema: { tags, operationId: 'beginSignOn', summary: 'for a browser: to the provider', response: there } },
    async (request, reply) => {
      const provider = configuredProvider(context);
      try {
        const { address, kept } = await provider.begin();
        return reply.setCookie(KEPT, kept, keptBy(request, context)).redirect(address);
      } catch (error) {
        context.log('warn', `the provider of single sign-on cannot be asked: ${(error as Error).message}`);
        return back(reply, context, 'away');
      }
    },
  );

  room.get(
    '/sign-on/return',
    {
      schema: {
        ...{ tags, operationId: 'endSignOn', summary: 'where the provider sends the browser back to' },
        response: there,
      },
    },
    async (request, reply) => {
      const provider = configuredProvider(context);
      const kept = request.cookies[KEPT];
      reply.clearCookie(KEPT, keptBy(request, context));
      try {
        if (kept === undefined) throw new Error('not begun by this browser');
        const who = await provider.end(request.url.split(/\?(.*)/s)[1] ?? '', kept);
        const answer = await signInAs(db, seal, who, clock());
        if ('refused' in answer) return back(reply, context, 'unknown');
        return back(giveCookie(request, reply, context, answer.token), context, null);
      } catch (error) {
        // Not its message: it may quote what the provider said of a person.
        const why = (error as { code?: string }).code ?? (error as Error).name;
        const source = { actor: 'nobody', at: clock() };
        await noteFact(db.pool, source, 'sign-in refused', 'staff', { why: `single sign-on: ${why}` });
        return back(reply, context, 'refused');
      }
    },
  );
};

const keptBy = (request: FastifyRequest, context: ApiContext) => ({
  ...cookieOptions(request, context),
  ...{ sameSite: 'lax' as const, maxAge: KEPT_S },
});

/** @throws Refused where none is configured */
function configuredProvider({ settings }: ApiContext) {
  if (settings.signOn === null) throw new Refused(404, 'there is no single sign-on here');
  return settings.signOn;
}

/** To the console; `why` it did not work is said there. */
const back = (reply: FastifyReply, { settings }: ApiContext, why: 'away' | 'unknown' | 'refused' | null) =>
  reply.redirect(`${settings.publicUrl}/${why === null ? '' : `?sign-on=${why}`}`);
