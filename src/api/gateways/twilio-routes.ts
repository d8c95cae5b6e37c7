import type { FastifyInstance, FastifyRequest } from 'fastify';
import twilioWebhooks from 'twilio/lib/webhooks/webhooks.js';
import {
  callReport,
  field,
  idField,
  messageReport,
  recordingReport,
  type TwilioForm,
} from '../../channels/twilio/twilio-reports.js';
import type { DeliveryReport } from '../../domain/contact/delivery.js';
import type { CallStep } from '../../domain/contact/keys.js';
import { recordDelivery } from '../../store/notices/deliveries.js';
import { noteRecording } from '../../store/notices/recordings.js';
import type { ApiContext } from '../context.js';
import { takeInbound } from './inbound-sms.js';
import { takeKey } from './pressed-keys.js';

const SOURCE = 'twilio';
const NO_REPLY = '<?xml version="1.0" encoding="UTF-8"?><Response/>';

type Query = { Querystring: { notice?: string; step?: string; wrong?: string } };

const STEPS: readonly CallStep[] = ['greeting', 'identity', 'message'];

/** The paths of status callbacks are those that src/channels/twilio/twilio-client.ts gives out. */
export function twilioRoutes(server: FastifyInstance, context: ApiContext, authToken: string, publicUrl: string): void {
  const source = () => ({ actor: SOURCE, at: context.now() });

  server.register(async (room) => {
    // Checked before anything else of a request. A forged one leaves no trace but the status it got.
    room.addHook('preHandler', async (request, reply) => {
      if (!isSigned(request, authToken, publicUrl)) return reply.code(403).send();
    });

    const report = async (
      channel: 'sms' | 'voice',
      notice: string | undefined,
      said: (DeliveryReport & { providerId: string }) | null,
    ) => {
      if (said === null || notice === undefined) return;
      if (await recordDelivery(context.db, { ...said, channel, messageId: notice }, source())) context.tell();
    };
    room.post<Query>('/webhooks/twilio/sms', async (request, reply) => {
      await report('sms', request.query.notice, messageReport(formOf(request)));
      return reply.code(204).send();
    });
    room.post<Query>('/webhooks/twilio/voice', async (request, reply) => {
      await report('voice', request.query.notice, callReport(formOf(request)));
      return reply.code(204).send();
    });

    room.post<Query>('/webhooks/twilio/recording', async (request, reply) => {
      const [notice, made] = [request.query.notice, recordingReport(formOf(request))];
      if (notice !== undefined && made !== null) await noteRecording(context.db, { ...made, notice }, context.now());
      return reply.code(204).send();
    });

    room.post<Query>('/webhooks/twilio/keys', async (request, reply) => {
      const form = formOf(request);
      const [call, keys] = [idField(form, 'CallSid'), field(form, 'Digits')];
      const { notice, wrong } = request.query;
      // Calls that an earlier version made had no steps: they said their message at once.
      const step = STEPS.find((it) => it === request.query.step) ?? 'message';
      const said =
        notice && call && keys
          ? await takeKey(context, { notice, call, keys, step, wrong: Number(wrong ?? 0) })
          : NO_REPLY;
      return reply.type('text/xml').send(said);
    });

    room.post('/webhooks/twilio/inbound', async (request, reply) => {
      const form = formOf(request);
      const [id, from] = [idField(form, 'MessageSid'), field(form, 'From')];
      const optOutType = field(form, 'OptOutType');
      if (id && from)
        await takeInbound(context, { id, from, text: field(form, 'Body') ?? '', optOutType, saidAt: null }, source());
      // An empty answer: Twilio itself confirms STOP and START, and anything else is answered by a person.
      return reply.type('text/xml').send(NO_REPLY);
    });
  });
}

function formOf(request: FastifyRequest): TwilioForm {
  return (request.body ?? {}) as TwilioForm;
}

/** The signature is over the public address that Twilio was given, which behind a proxy is not the one in the request. */
function isSigned(request: FastifyRequest, authToken: string, publicUrl: string): boolean {
  const signature = request.headers['x-twilio-signature'];
  if (typeof signature !== 'string') return false;
  return twilioWebhooks.validateRequest(authToken, signature, `${publicUrl}${request.url}`, formOf(request));
}
