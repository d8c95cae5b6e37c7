import { z } from 'zod';
import { inJson } from '../../domain/entry/said-schemas.js';
import { aboutOf, FACTS, type Fact, type FactKind } from '../../domain/facts/facts.js';
import { withNumberOf } from '../../domain/person/contact.js';
import { enterFact } from '../../store/incoming/enter-fact.js';
import { isInSight, type SightKind } from '../../store/lists/in-sight.js';
import type { ApiContext } from '../context.js';
import { matchHeaders, refuseOvertaken } from './door/etag.js';
import { type Acting, sourceOf } from './door/guard.js';
import { answerDone, onceHeaders } from './door/once.js';
import { PROBLEMS, Refused } from './door/problem.js';
import type { Resource } from './door/room.js';
import { refuseOthersPeople } from './staff/people-of.js';

/** By which route each fact enters, and under which heading it is listed. What is sent is said as at every other door. */
const ROUTES: Partial<Record<FactKind, [path: string, tag: string, summary: string]>> = {
  payment: ['/payments', 'money', 'money came for a loan; known by its reference'],
  reversal: ['/reversals', 'money', 'a payment bounced or was wrong: from today on it counts no more'],
  refund: ['/refunds', 'money', 'what was paid too much went back'],
  balance: ['/balances', 'money', 'the balance of the account that pays; too little before a due day is a signal'],
  rate: ['/rates', 'money', 'from a day on another rate holds'],
  hold: ['/holds', 'loans', 'nothing goes out for the loan from a moment on'],
  release: ['/releases', 'loans', 'the hold ends'],
  classify: [
    '/classifications',
    'loans',
    'a category is proposed, or what another has proposed is approved by saying the same',
  ],
  tier: ['/tiers', 'loans', 'the tier of a loan is set by hand until a day'],
  filed: ['/documents', 'loans', 'documents are in the archive'],
  look: ['/document-looks', 'loans', 'somebody has looked at documents'],
  promise: ['/promises', 'work', 'the borrower promises to pay an amount by a day'],
  complaint: ['/complaints', 'work', 'a complaint comes in'],
  accept: ['/complaint-acceptances', 'work', 'the complaint is accepted'],
  solve: ['/complaint-solutions', 'work', 'the complaint is solved'],
  survey: ['/complaint-surveys', 'work', 'the satisfaction call was made'],
  judge: ['/warning-judgements', 'work', 'whether a warning proved right'],
  measure: ['/measures', 'work', 'a written measure of a warning or case'],
  cause: ['/causes', 'work', 'why the loan is in arrears'],
  openCase: ['/cases', 'work', 'a case of relief or disposal is opened; proposal and approval follow'],
  decide: ['/decisions', 'work', 'a case is approved or refused, by another than who proposed it'],
  signal: ['/signals', 'news', 'a risk signal from outside'],
  indicator: ['/indicators', 'news', 'a figure of a borrower for a period'],
  borrower: ['/borrower-changes', 'borrowers', 'another class, size, branch, limit or account manager'],
  contact: ['/contacts', 'borrowers', 'a way to reach a borrower'],
  retire: ['/contact-retirements', 'borrowers', 'nothing more goes to an address'],
  optOut: ['/opt-outs', 'borrowers', 'no more messages are wanted on a channel'],
  staff: ['/staff', 'staff', 'somebody works here'],
};

const outcome = z
  .object({ outcome: z.enum(['taken', 'known']) })
  .meta({ id: 'Outcome', description: 'known: it was said before, and is not said twice' });

export const facts: Resource = (room, context) => {
  for (const [kind, [path, tag, summary]] of Object.entries(ROUTES) as [FactKind, [string, string, string]][])
    room.post(
      path,
      {
        schema: {
          operationId: kind,
          tags: [tag],
          summary,
          body: FACTS[kind].said(inJson) as z.ZodType<Fact['said']>,
          headers: z.object({ ...onceHeaders, ...matchHeaders }),
          response: { 200: outcome, 201: outcome, ...PROBLEMS },
        },
        preValidation: async (request) => {
          (request as { body: unknown }).body = withNumberOf(context.settings.country, request.body);
        },
      },
      async (request, reply) => {
        const fact = { kind, said: request.body } as Fact;
        refuseOthersWord(fact, request.acting);
        await refuseOutOfSight(context, fact, request.acting);
        await refuseGivingAway(context, fact, request.acting);
        const source = sourceOf(request, context);
        const [about, ...id] = aboutOf(fact).split('/');
        await answerDone(request, reply, context, async (client) => {
          if (about === 'loan' || about === 'borrower')
            await refuseOvertaken(client, about, id.join('/'), request.headers['if-match']);
          else if ((request.headers['if-match'] ?? '*') !== '*')
            throw new Refused(412, `a ${about} has no ETag here: leave If-Match out`, 'if-match');
          const news = await enterFact(fact, source, { db: client, seal: context.seal, by: source.actor });
          return { status: news ? 201 : 200, body: { outcome: news ? 'taken' : 'known' } };
        });
        if (reply.statusCode === 201) context.tell();
        return reply;
      },
    );
};

/** Programs say who looked; people have looked themselves. @throws Refused */
function refuseOthersWord(fact: Fact, { staff }: Acting): void {
  if (fact.kind === 'look' && staff !== null && fact.said.by !== staff)
    throw new Refused(422, `by: you say it yourself, as ${staff}`, 'by');
}

/**
 * Whoever gets work or a borrower sees who it is about: who does not see all branches gives neither to another one. @throws Refused for a
 * person who works elsewhere, or a branch that is not one's own
 */
async function refuseGivingAway(context: ApiContext, { kind, said }: Fact, { sight, branch }: Acting): Promise<void> {
  if (sight.scope === 'all' || branch === null) return;
  const [field, staff] =
    kind === 'borrower' ? ['accountManager', said.accountManager] : kind === 'measure' ? ['owner', said.owner] : [];
  if (field && staff)
    await refuseOthersPeople(context, staff, { scope: 'branch', of: branch }, { field, beside: true });
  if (kind === 'borrower' && (said.branch ?? branch) !== branch)
    throw new Refused(403, 'who sees one branch alone gives no borrower to another', 'branch');
}

/** A reversal may come before its payment, from those who see everything. @throws Refused */
async function refuseOutOfSight({ db }: ApiContext, fact: Fact, { sight }: Acting): Promise<void> {
  const [kind = '', ...rest] = aboutOf(fact).split('/');
  if (kind === 'staff' || (kind === 'payment' && sight.scope === 'all')) return;
  if (!(await isInSight(db.pool, kind as SightKind, rest.join('/'), sight)))
    throw new Refused(
      404,
      `there is no such ${kind}`,
      kind in fact.said ? kind : kind === 'payment' ? 'reference' : 'id',
    );
}
