import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sendProblem } from './problem.js';

/** Whether it is one request too many; it is answered then. */
export interface Limits {
  /** Of a person or a program: many people may share an address, that of their office. */
  ofActor(actor: string, request: FastifyRequest, reply: FastifyReply): Promise<boolean>;
  /** Of an address that does not say who asks, or wrongly. */
  ofAddress(request: FastifyRequest, reply: FastifyReply): Promise<boolean>;
}

const MINUTE_MS = 60_000;

/** So many requests a minute of each, counted in this process. */
export function limitsOf(room: FastifyInstance, perMinute: number): Limits {
  const actors = new WeakMap<FastifyRequest, string>();
  const each = { max: perMinute, timeWindow: MINUTE_MS };
  const ofActor = room.createRateLimit({ ...each, keyGenerator: (request) => actors.get(request)! });
  const ofAddress = room.createRateLimit(each);
  const tooMany = async (counted: typeof ofActor, request: FastifyRequest, reply: FastifyReply) => {
    const it = await counted(request);
    if (it.isAllowed || !it.isExceeded) return false;
    await sendProblem(reply.header('retry-after', String(it.ttlInSeconds)), 429, 'too many requests: wait a minute');
    return true;
  };
  return {
    ofActor: (actor, request, reply) => {
      actors.set(request, actor);
      return tooMany(ofActor, request, reply);
    },
    ofAddress: (request, reply) => tooMany(ofAddress, request, reply),
  };
}
