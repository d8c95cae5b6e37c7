import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import type { Language } from '../../../domain/plan/template.js';
import { keyOf } from '../../../store/access/api-keys.js';
import { sessionOf } from '../../../store/access/sessions.js';
import { noteFact, type Source } from '../../../store/facts/facts.js';
import type { Sight } from '../../../store/lists/filter.js';
import { ACCESS, keyScopeOf, scopeOf } from '../../access.js';
import type { ApiContext } from '../../context.js';
import { COOKIE, isForeign, takeCookie } from './cookie.js';
import type { Limits } from './limits.js';
import { sendProblem } from './problem.js';

/** Who asks, and how far. */
export interface Acting {
  /** `staff/RM1`, `key/plk_…`. */
  actor: string;
  /** Null: a program. */
  staff: string | null;
  roles: readonly string[];
  branch: string | null;
  mustChange: boolean;
  /** Null: nothing is chosen, or a program. */
  language: Language | null;
  /** Null: a program. */
  token: string | null;
  /** Of whose borrowers, on this route. */
  sight: Sight;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set for every route but those that anybody may ask. */
    acting: Acting;
    /** Who it is by now, for an answer that goes on: null when he may not any more. It is no use of the session. */
    actingNow(): Promise<Acting | null>;
  }
}

export const PREFIX = '/api/v1';
const routeOf = (method: string, url: string) => `${method === 'HEAD' ? 'GET' : method} ${url.slice(PREFIX.length)}`;

/** What may be done with a password that somebody else has seen. */
const OF_SESSION = /^(GET|DELETE) \/session$|^POST \/session\/password$/;

/** There is nothing at an address, or not by this method. */
function sendNowhere(request: FastifyRequest, reply: FastifyReply) {
  const path = request.url.slice(PREFIX.length).replace(/\?.*/, '');
  const methods = Object.keys(ACCESS).flatMap((route) => {
    const [method = '', pattern = ''] = route.split(' ');
    const at = new RegExp(`^${pattern.replaceAll('.', '[.]').replaceAll(/:\w+/g, '[^/]+')}$`);
    return at.test(path) ? [method] : [];
  });
  if (methods.length > 0)
    return sendProblem(reply.header('allow', methods.join(', ')), 405, `here only ${methods.join(', ')}`);
  return sendProblem(reply, 404, 'there is nothing here: GET /api/v1/openapi.json says what there is');
}

/** @throws for a route that nobody has said who may use it: the API does not start */
export function wantsRow({ method, url }: RouteOptions): void {
  for (const one of [method].flat())
    if (ACCESS[routeOf(one, url)] === undefined)
      throw new Error(`src/api/access.ts has no row for ${routeOf(one, url)}`);
}

/** Lets in who may, before anything of the body is read; whoever shows what opens no door leaves a trace. */
export const guard = (context: ApiContext, limits: Limits) => async (request: FastifyRequest, reply: FastifyReply) => {
  const { url } = request.routeOptions;
  if (url === undefined) return (await limits.ofAddress(request, reply)) ? reply : sendNowhere(request, reply);
  const route = routeOf(request.method, url);
  const row = ACCESS[route];
  if (row === undefined) return sendProblem(reply, 404, 'there is nothing here');
  const at = context.now();
  const said = /^Bearer (\S{20,200})$/i.exec(request.headers.authorization ?? '')?.[1];
  const cookie = said === undefined ? request.cookies[COOKIE] : undefined;
  if (said === undefined && (cookie !== undefined || CHANGES.has(request.method)) && isForeign(request, context)) {
    if (await limits.ofAddress(request, reply)) return reply;
    await noteFact(context.db.pool, { actor: 'nobody', at }, 'access refused', 'session', { why: 'foreign', route });
    return sendProblem(reply, 403, 'asked by a page of another site: open the console at its own address');
  }
  if (row.who === 'anybody') return (await limits.ofAddress(request, reply)) ? reply : undefined;
  const token = said ?? cookie;
  const found = token === undefined ? { fault: 'none' } : await actingBy(context, token, context.clock());
  if ('fault' in found) {
    // Nor is more written down of it.
    if (await limits.ofAddress(request, reply)) return reply;
    if (token !== undefined)
      await noteFact(context.db.pool, { actor: 'nobody', at }, 'access refused', subjectOf(token), {
        why: found.fault,
        route,
      });
    if (cookie !== undefined) takeCookie(request, reply, context);
    const detail =
      token === undefined
        ? 'sign in: POST /api/v1/session, or send a key, as Authorization: Bearer …'
        : `this opens no door: ${found.fault}`;
    return sendProblem(reply.header('www-authenticate', 'Bearer'), 401, detail);
  }
  const { scopes, ...acting } = found;
  if (await limits.ofActor(acting.actor, request, reply)) return reply;
  const scope = scopeOf(row.who, acting.roles);
  const refused =
    scope === null || (scopes !== null && !scopes.includes(keyScopeOf(request.method, url.slice(PREFIX.length))))
      ? 'your roles, or the scopes of the key, do not include this'
      : acting.mustChange && !OF_SESSION.test(route)
        ? 'change the password first: POST /api/v1/session/password'
        : null;
  if (refused !== null) {
    await noteFact(context.db.pool, { actor: acting.actor, at }, 'access denied', 'api', { route });
    return sendProblem(reply, 403, refused);
  }
  request.acting = { ...acting, sight: sightOf(scope!, acting) };
  request.actingNow = async () => {
    const now = await actingBy(context, token!, context.clock(), { unseen: true });
    const scope = 'fault' in now ? null : scopeOf(row.who as Exclude<typeof row.who, 'anybody'>, now.roles);
    return 'fault' in now || scope === null ? null : { ...now, sight: sightOf(scope, now) };
  };
};

const CHANGES = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
const subjectOf = (token: string) => (token.startsWith('plk_') ? `key/${token.slice(0, 12)}` : 'session');

async function actingBy({ db }: ApiContext, token: string, at: number, how: { unseen?: true } = {}) {
  if (token.startsWith('plk_')) {
    const key = await keyOf(db.pool, token, at);
    if ('fault' in key) return key;
    const actor = `key/${key.prefix}`;
    return {
      actor,
      staff: null,
      roles: ['system'],
      branch: null,
      mustChange: false,
      language: null,
      token: null,
      scopes: key.scopes,
    };
  }
  const session = await sessionOf(db.pool, token, at, how);
  return 'fault' in session ? session : { ...session, actor: `staff/${session.staff}`, token, scopes: null };
}

function sightOf(scope: Sight['scope'], { staff, branch }: Pick<Acting, 'staff' | 'branch'>): Sight {
  if (scope === 'own') return { scope, of: staff! };
  return scope === 'branch' && branch !== null ? { scope, of: branch } : { scope: 'all' };
}

/** For what enters: who says it, and when. */
export const sourceOf = (request: FastifyRequest, { now }: ApiContext): Source => ({
  actor: request.acting.actor,
  at: now(),
});

/** The same by the machine's own clock: of users, sessions and keys. */
export const sourceByClock = (request: FastifyRequest, { clock }: ApiContext): Source => ({
  actor: request.acting.actor,
  at: clock(),
});
