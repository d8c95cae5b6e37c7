import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider, { type Configuration } from 'oidc-provider';

export const CLIENT = { clientId: 'postloan', clientSecret: 'a secret of the provider and us alone' };

/** Somebody whom the provider knows, by the name that is signed in with there. */
export type Known = Record<string, { email?: string; email_verified?: boolean }>;

/**
 * A real provider of OpenID Connect, which demands PKCE. `signs`: it asks people for their name, as pages of its own; else it takes whoever
 * `as` names, without a word.
 */
export async function startProvider(returnTo: string, known: Known, it: { signs?: boolean; as?: string } = {}) {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: CLIENT.clientId, client_secret: CLIENT.clientSecret, redirect_uris: [returnTo] }],
    cookies: { keys: ['of a test'] },
    pkce: { required: () => true },
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    features: { devInteractions: { enabled: it.signs === true } },
    interactions: it.signs ? undefined : { url: (_, { uid }) => `/as/${uid}` },
    findAccount: (_, id) => ({ accountId: id, claims: async () => ({ sub: id, ...known[id] }) }),
  } as Configuration);
  const state = { issuer, as: it.as ?? '', stop: () => new Promise((resolve) => server.close(resolve)) };
  server.on('request', (request, response) => {
    if (!request.url!.startsWith('/as/')) return provider.callback()(request, response);
    void provider.interactionDetails(request, response).then(async ({ params }) => {
      const grant = new provider.Grant({ accountId: state.as, clientId: String(params.client_id) });
      grant.addOIDCScope('openid email');
      const consent = { grantId: await grant.save() };
      await provider.interactionFinished(request, response, { login: { accountId: state.as }, consent });
    });
  });
  return state;
}
