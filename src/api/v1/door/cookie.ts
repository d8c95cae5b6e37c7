import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ApiContext } from '../../context.js';

/** The session of a browser: no script can read it, and no other site can send it. It ends with the browser, or when the session does. */
export const COOKIE = 'postloan-session';

type Settings = Pick<ApiContext, 'settings'>;

export const cookieOptions = (request: FastifyRequest, { settings }: Settings) => ({
  path: '/',
  httpOnly: true,
  sameSite: 'strict' as const,
  // A proxy that is not trusted to say so may stand before us all the same.
  secure: request.protocol === 'https' || settings.publicUrl?.startsWith('https:') === true,
});

export const giveCookie = (request: FastifyRequest, reply: FastifyReply, context: Settings, token: string) =>
  reply.setCookie(COOKIE, token, cookieOptions(request, context));

export const takeCookie = (request: FastifyRequest, reply: FastifyReply, context: Settings) =>
  reply.clearCookie(COOKIE, cookieOptions(request, context));

/** Whether a page of another site has made the browser ask. Programs name no origin. */
export function isForeign({ headers: { origin }, host }: FastifyRequest, { settings }: Settings): boolean {
  if (origin === undefined) return false;
  if (!URL.canParse(origin)) return true;
  const own = settings.publicUrl === null ? null : new URL(settings.publicUrl).origin;
  return new URL(origin).host !== host && origin !== own;
}
