import type { FastifyInstance } from 'fastify';
import { Webhook } from 'standardwebhooks';
import { mayTell, readIncoming } from '../domain/facts/incoming.js';
import { type Outcome, receive } from '../store/incoming/inbox.js';
import type { ApiContext } from './context.js';
import type { Sender } from './intake-settings.js';
import { verified } from './signed.js';

/** Facts in one request. */
const MOST_FACTS = 100;

/** What became of each fact. Not kept: `malformed`, `not-allowed`, `conflict`. */
type Answer = { id: string | null } & (Outcome | { outcome: 'malformed'; reason: string } | { outcome: 'not-allowed' });

/** Facts of the lender's other systems, one or a list, signed by Standard Webhooks with the secret of the sender. */
export function intakeRoutes(server: FastifyInstance, context: ApiContext, senders: readonly Sender[]): void {
  server.register(async (room) => {
    // The raw bytes, since the signature is over them.
    room.addContentTypeParser('application/json', { parseAs: 'string' }, (_, body, done) => done(null, body));
    for (const sender of senders) {
      const signers = sender.secrets.map((secret) => new Webhook(secret));
      room.post(`/intake/${sender.name}`, async (request, reply) => {
        const said = verified(signers, request.body, request.headers);
        if (said === undefined) return reply.code(403).send();
        const facts = Array.isArray(said) ? said : [said];
        if (facts.length === 0 || facts.length > MOST_FACTS)
          return reply.code(400).send({ problem: `one fact, or a list of 1 to ${MOST_FACTS}` });
        const message = String(request.headers['webhook-id']);
        const answers: Answer[] = [];
        for (const [n, fact] of facts.entries())
          answers.push(await take(context, sender, fact, Array.isArray(said) ? `${message}/${n + 1}` : message));
        // A refused fact has opened a task, whose workflow is to be started.
        if (answers.some((it) => it.outcome === 'taken' || it.outcome === 'refused')) context.tell();
        return reply.code(statusOf(answers)).send({ facts: answers });
      });
    }
  });
}

async function take(context: ApiContext, { name, kinds }: Sender, sent: unknown, spare: string): Promise<Answer> {
  const fact = readIncoming(sent, spare, context.settings.country);
  if ('fault' in fact) return { id: fact.id, outcome: 'malformed', reason: fact.fault };
  if (!mayTell(kinds, fact)) return { id: fact.id, outcome: 'not-allowed' };
  const source = { actor: `intake/${name}`, at: context.now() };
  return { id: fact.id, ...(await receive(context.db, context.seal, name, fact, source)) };
}

/** 200: nothing is left for the sender to do. Else the worst; what could be taken was. */
function statusOf(answers: readonly Answer[]): number {
  const any = (outcome: Answer['outcome']) => answers.some((it) => it.outcome === outcome);
  if (any('conflict')) return 409;
  if (any('malformed')) return 422;
  return any('not-allowed') ? 403 : 200;
}
