import { z } from 'zod';
import { LANGUAGES } from '../../../domain/plan/template.js';
import { offerSecondFactor, useSecondFactor } from '../../../store/access/second-factor.js';
import { sessionOf, signOut } from '../../../store/access/sessions.js';
import { type Refusal, signIn } from '../../../store/access/sign-in.js';
import { changePassword } from '../../../store/access/users.js';
import { chooseLanguage } from '../../../store/staff/language.js';
import { rightsOf } from '../../access.js';
import { giveCookie, takeCookie } from '../door/cookie.js';
import { type Acting, sourceByClock } from '../door/guard.js';
import { inTurn } from '../door/in-turn.js';
import { PROBLEMS, Refused } from '../door/problem.js';
import type { Resource } from '../door/room.js';
import { answers, id, maybe } from '../door/written.js';

const acting = z
  .object({
    actor: z.string().describe('as the audit log names it'),
    staff: maybe(z.string()).describe('null: a program'),
    roles: z.array(z.string()),
    branch: maybe(z.string()).describe('null: of all branches'),
    may: z
      .array(z.string())
      .describe('the routes that these roles open, as `POST /holds`; a key needs its scope besides'),
    language: maybe(z.enum(LANGUAGES)).describe('in which this person reads; null: nothing is chosen'),
    mustChange: z.boolean().describe('until the password that was given is changed, nothing else may be done'),
  })
  .meta({ id: 'Acting' });

const asSaid = ({ actor, staff, roles, branch, language, mustChange }: Omit<Acting, 'sight'>) => ({
  ...{ actor, staff, roles: [...roles], branch, language, mustChange, may: rightsOf(roles) },
});

/** A program has to tell it from a wrong password. */
class CodeNeeded extends Refused {
  override readonly code = 'code-needed';
}

const REFUSED: Record<Refusal, () => Refused> = {
  wrong: () => new Refused(401, 'name, password or code is wrong, or the user is disabled'),
  'code-needed': () => new CodeNeeded(401, 'a code of the authenticator is needed: send it as code', 'code'),
  wait: () => new Refused(429, 'too many wrong tries: wait, or have an administrator reset the user'),
};

const password = z.string().min(1).max(200);
const tags = ['session'];

/** Each has a connection to the database and a core for a while, whoever asks: the others of this process go on meanwhile. */
const SIGNING_IN = { atOnce: 4, most: 300, mostOfOne: 60 };

export const session: Resource = (room, context) => {
  const { db, seal } = context;
  const signingIn = inTurn(SIGNING_IN);
  room.post(
    '/session',
    {
      schema: {
        ...{
          tags,
          operationId: 'signIn',
          summary:
            'sign in: the token goes with every request, as Authorization: Bearer …; a browser keeps a cookie of its own',
        },
        body: z.strictObject({ staff: id, password, code: z.string().min(1).max(40).optional() }),
        response: { 201: acting.extend({ token: z.string() }).meta({ id: 'SignedIn' }), ...PROBLEMS },
      },
    },
    async (request, reply) => {
      const answer = await signingIn(request.ip, () => signIn(db, seal, request.body, context.clock()));
      if ('refused' in answer) throw REFUSED[answer.refused]();
      const who = await sessionOf(db.pool, answer.token, context.clock());
      if ('fault' in who) throw new Refused(401, who.fault);
      return giveCookie(request, reply, context, answer.token)
        .code(201)
        .send({ ...asSaid({ ...who, actor: `staff/${who.staff}`, token: null }), token: answer.token });
    },
  );

  room.get(
    '/session',
    { schema: { tags, operationId: 'whoAmI', summary: 'who I am', response: answers(acting) } },
    async ({ acting: it }) => asSaid(it),
  );

  room.delete(
    '/session',
    { schema: { tags, operationId: 'signOut', summary: 'sign out', response: { 204: z.undefined(), ...PROBLEMS } } },
    async (request, reply) => {
      await signOut(db.pool, personal(request.acting).token, context.clock());
      return takeCookie(request, reply, context).code(204).send(undefined);
    },
  );

  room.put(
    '/session/language',
    {
      schema: {
        ...{ tags, operationId: 'chooseLanguage', summary: 'in which language I read: the console, papers, mails' },
        body: z.strictObject({ language: z.enum(LANGUAGES) }),
        response: { 204: z.undefined(), ...PROBLEMS },
      },
    },
    async (request, reply) => {
      const { staff } = personal(request.acting);
      await chooseLanguage(db, { staff, ...request.body }, sourceByClock(request, context));
      return reply.code(204).send(undefined);
    },
  );

  room.post(
    '/session/password',
    {
      schema: {
        ...{ tags, operationId: 'changePassword', summary: 'another password; all other sessions end' },
        body: z.strictObject({ before: password, password }),
        response: { 204: z.undefined(), ...PROBLEMS },
      },
    },
    async (request, reply) => {
      await changePassword(db, seal, { ...request.body, ...personal(request.acting) }, sourceByClock(request, context));
      return reply.code(204).send(undefined);
    },
  );

  room.get(
    '/session/device-keys',
    {
      schema: {
        ...{
          tags,
          operationId: 'deviceKeys',
          summary: 'keys under which a device of mine may keep what is not sent yet: it opens to me alone, signed in',
        },
        response: answers(z.object({ keys: z.array(z.string()).describe('base64; the first seals, the others open') })),
      },
    },
    async (request) => {
      const { staff } = personal(request.acting);
      return { keys: seal.hashes(`kept on a device of staff/${staff}`).map((it) => it.toString('base64')) };
    },
  );

  room.post(
    '/session/second-factor',
    {
      schema: {
        ...{
          tags,
          operationId: 'offerSecondFactor',
          summary: 'a secret for an authenticator; it counts from its first code on',
        },
        response: answers(z.object({ secret: z.string(), uri: z.string() })),
      },
    },
    async (request) => offerSecondFactor(personal(request.acting).staff),
  );

  room.put(
    '/session/second-factor',
    {
      schema: {
        ...{
          tags,
          operationId: 'useSecondFactor',
          summary:
            'from now on a code is asked for; answers ten codes for when it is lost; by the present password, or within ten minutes of single sign-on',
        },
        body: z.strictObject({
          secret: z.string().max(100),
          code: z.string().max(20),
          password: password
            .optional()
            .describe('the present one; may be left out within ten minutes of single sign-on'),
        }),
        response: answers(z.object({ codes: z.array(z.string()) })),
      },
    },
    async (request) => {
      const said = { ...request.body, ...personal(request.acting) };
      return { codes: await useSecondFactor(db, seal, said, sourceByClock(request, context)) };
    },
  );
};

/** @throws Refused for a program, which has no session */
function personal({ staff, token }: Acting): { staff: string; token: string } {
  if (staff === null || token === null) throw new Refused(403, 'a key has no session');
  return { staff, token };
}
