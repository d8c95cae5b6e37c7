import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { aliyunInbound, aliyunReports } from '../../channels/aliyun/aliyun-reports.js';
import { recordDelivery } from '../../store/notices/deliveries.js';
import type { ApiContext } from '../context.js';
import { takeInbound } from './inbound-sms.js';

type Request = { Params: { secret: string } };

/** The only answer that Alibaba takes for a yes; what gets another answer it pushes again. */
const TAKEN = { code: 0, msg: 'OK' };

/** Alibaba signs nothing of what it pushes, so the address it was given is the key: nobody else knows the secret in it. */
export function aliyunRoutes(server: FastifyInstance, context: ApiContext, secret: string): void {
  const source = () => ({ actor: 'aliyun', at: context.now() });

  server.register(async (room) => {
    room.addHook<Request>('preHandler', async (request, reply) => {
      if (!same(request.params.secret, secret)) return reply.code(403).send();
    });

    room.post<Request>('/webhooks/aliyun/:secret/report', async (request, reply) => {
      const reports = aliyunReports(request.body);
      if (reports === null) return reply.code(400).send();
      let news = false;
      for (const report of reports) {
        if (await recordDelivery(context.db, { ...report, channel: 'sms' }, source())) news = true;
      }
      if (news) context.tell();
      return TAKEN;
    });

    room.post<Request>('/webhooks/aliyun/:secret/up', async (request, reply) => {
      const messages = aliyunInbound(request.body);
      if (messages === null) return reply.code(400).send();
      for (const message of messages) await takeInbound(context, { ...message, optOutType: undefined }, source());
      return TAKEN;
    });
  });
}

/** Compares in constant time, so that the time of an answer tells nothing of the secret. */
function same(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
