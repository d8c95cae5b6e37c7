import { isIP } from 'node:net';
import { mayGoInTheClear } from '../../channels/email.js';
import { webhookVariable } from '../../channels/settings.js';
import { WEBHOOK_CHANNELS } from '../../domain/plan/atoms.js';
import { databaseUrl } from '../../lender/database-url.js';
import { isOpenWay } from '../../store/base/connection/tls.js';
import { temporalConfig } from '../connect/connect-temporal.js';

/**
 * Connections to other machines that are not encrypted, each with its remedy. Where a client decides by more than its address (the
 * database, mail), its own function is asked. @throws BadInput for a malformed variable
 */
export function inTheClear(env: NodeJS.ProcessEnv): string[] {
  const found: string[] = [];
  for (const variable of [
    'PUBLIC_URL',
    'PAYMENT_URL',
    'OIDC_ISSUER',
    ...WEBHOOK_CHANNELS.map(webhookVariable),
    'TWILIO_BASE_URL',
    'ALIYUN_BASE_URL',
  ]) {
    const url = parsed(env[variable]);
    if (url?.protocol === 'http:' && isElsewhere(url.hostname)) found.push(`${variable} is http: let it be https`);
  }
  if (env.DATABASE_URL && isOpenWay(databaseUrl(env.DATABASE_URL, env)))
    found.push('DATABASE_URL asks for plain TCP: let it ask for ?sslmode=verify-full');
  const mail = parsed(env.SMTP_URL);
  if (mail && isElsewhere(mail.hostname) && mayGoInTheClear(mail.href))
    found.push('SMTP_URL ignores TLS: take ignoreTLS, requireTLS or opportunisticTLS out of it');
  const { connectionOptions } = temporalConfig(env);
  const temporal = (connectionOptions.address ?? '').replace(/:\d+$/, '');
  if (temporal !== '' && isElsewhere(temporal) && !connectionOptions.tls)
    found.push('TEMPORAL_ADDRESS is plain: set TEMPORAL_TLS=true, or its certificates');
  return found;
}

function parsed(text: string | undefined): URL | null {
  return text && URL.canParse(text) ? new URL(text) : null;
}

/** Whether a host is another machine; a socket of this machine has no host. */
function isElsewhere(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, '');
  if (name === '' || name === 'localhost' || name === '::1') return false;
  return !(isIP(name) === 4 && name.startsWith('127.'));
}
