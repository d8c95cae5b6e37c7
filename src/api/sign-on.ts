import { readFileSync } from 'node:fs';
import * as oidc from 'openid-client';
import { readVariables } from '../lender/environment.js';
import { BadInput } from '../library/checked-yaml.js';

/** The lender's own provider of identities (OpenID Connect), as the environment names it. */
export interface SignOnSettings {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Where the provider sends people back to: it must know this very address. */
  returnTo: string;
}

/** Whom the provider has recognised. */
interface Recognised {
  /** The issuer and its name for the person, which stays when mail addresses change. */
  subject: string;
  /** Null: none, or the provider does not vouch for it. */
  email: string | null;
}

export interface SignOn {
  issuer: string;
  /** Where the browser goes, and what it keeps until it comes back: it must be the same browser. */
  begin(): Promise<{ address: string; kept: string }>;
  /** Who came back by this query. @throws an Error for an answer that is forged, of another browser, used before, or a refusal */
  end(query: string, kept: string): Promise<Recognised>;
}

/** A provider that does not answer must hold up nobody for longer. */
const PATIENCE_S = 8;

export const subjectOf = (issuer: string, subject: string): string => `${issuer} ${subject}`;

/** Authorization code with PKCE, state and nonce; the signature of the ID token is verified. The provider is looked up when first needed. */
export function signOnAt({ issuer, clientId, clientSecret, returnTo }: SignOnSettings): SignOn {
  let found: Promise<oidc.Configuration> | null = null;
  const provider = () => {
    found ??= configured(issuer, clientId, clientSecret).catch((error: unknown) => {
      found = null;
      throw error;
    });
    return found;
  };
  return {
    issuer,
    begin: async () => {
      const [state, nonce, verifier] = [oidc.randomState(), oidc.randomNonce(), oidc.randomPKCECodeVerifier()];
      const address = oidc.buildAuthorizationUrl(await provider(), {
        ...{ redirect_uri: returnTo, scope: 'openid email', state, nonce, code_challenge_method: 'S256' },
        code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      });
      return { address: address.href, kept: [state, nonce, verifier].join('.') };
    },
    end: async (query, kept) => {
      const [expectedState = '', expectedNonce = '', pkceCodeVerifier = ''] = kept.split('.');
      const configuration = await provider();
      const tokens = await oidc.authorizationCodeGrant(configuration, new URL(`?${query}`, returnTo), {
        ...{ expectedState, expectedNonce, pkceCodeVerifier, idTokenExpected: true },
      });
      const { sub, ...claims } = tokens.claims()!;
      const told = claims.email === undefined && configuration.serverMetadata().userinfo_endpoint !== undefined;
      const { email, email_verified: vouched } = told
        ? await oidc.fetchUserInfo(configuration, tokens.access_token, sub)
        : claims;
      return { subject: subjectOf(issuer, sub), email: typeof email === 'string' && vouched === true ? email : null };
    },
  };
}

/** Null: nobody signs in by it. @throws BadInput that names a variable that is missing or malformed, never its value */
export function signOnFrom(env: NodeJS.ProcessEnv): SignOn | null {
  if (!env.OIDC_ISSUER && !env.OIDC_CLIENT_ID && !env.OIDC_CLIENT_SECRET_FILE) return null;
  const {
    OIDC_ISSUER: issuer,
    OIDC_CLIENT_ID: clientId,
    OIDC_CLIENT_SECRET_FILE: file,
    PUBLIC_URL: own,
  } = readVariables(env, ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET_FILE'], ['PUBLIC_URL']);
  if (own === undefined) throw new BadInput(['PUBLIC_URL: is not set, and OIDC_ISSUER needs it']);
  const clientSecret = secretIn(file);
  return signOnAt({ issuer, clientId, clientSecret, returnTo: `${own.replace(/\/$/, '')}${RETURN}` });
}

/** As the provider must know it, after PUBLIC_URL. */
const RETURN = '/api/v1/sign-on/return';

function secretIn(file: string): string {
  let secret = '';
  try {
    secret = readFileSync(file, 'utf8').trim();
  } catch {
    // Said below.
  }
  if (secret === '')
    throw new BadInput(['OIDC_CLIENT_SECRET_FILE: there is no such file, it cannot be read, or is empty']);
  return secret;
}

async function configured(issuer: string, clientId: string, secret: string): Promise<oidc.Configuration> {
  const open = issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : [];
  const looked = await oidc.discovery(new URL(issuer), clientId, undefined, undefined, {
    ...{ execute: open, timeout: PATIENCE_S },
  });
  const server = looked.serverMetadata();
  // Where a provider does not say so, OpenID Connect has it that the secret goes into the header.
  const inHeader = server.token_endpoint_auth_methods_supported?.includes('client_secret_basic') ?? true;
  const shown = inHeader ? oidc.ClientSecretBasic(secret) : oidc.ClientSecretPost(secret);
  const configuration = new oidc.Configuration(server, clientId, undefined, shown);
  configuration.timeout = PATIENCE_S;
  for (const it of [...open, oidc.enableNonRepudiationChecks]) it(configuration);
  return configuration;
}
