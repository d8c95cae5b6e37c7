import { channelSettings } from '../../channels/index.js';

/** The mail variables that describe our sender; the others describe the server. */
const SENDER = ['MAIL_FROM', 'MAIL_DOMAIN', 'DKIM_DOMAIN', 'DKIM_SELECTOR', 'DKIM_PRIVATE_KEY', 'MAIL_UNSUBSCRIBE_URL'];
const BOUNCES = ['BOUNCE_DOMAIN', 'BOUNCE_SMTP_HOST', 'BOUNCE_SMTP_PORT'];
const LOOKUP = 'MAIL_LOOKUP_URL';

/**
 * The variables of the embedded system (`own`), with the mail server that the environment names, if any, in place of the embedded
 * mailbox. Our made-up domain for bounces is kept only with our made-up sender: a real server would accept neither.
 */
export function withMailServer(own: Record<string, string>, given: NodeJS.ProcessEnv): Record<string, string> {
  if (!given.SMTP_URL) return own;
  const env: Record<string, string> = { ...own, [LOOKUP]: '' };
  if (given.MAIL_FROM && !given.BOUNCE_DOMAIN) for (const name of BOUNCES) env[name] = '';
  for (const name of ['SMTP_URL', LOOKUP, ...SENDER, ...BOUNCES]) if (given[name]) env[name] = given[name];
  return env;
}

/** Where mails go, without the login; null: to the mailbox. @throws BadInput for an address that is none, before anything starts */
export function mailServerOf(given: NodeJS.ProcessEnv): string | null {
  if (!given.SMTP_URL) return null;
  channelSettings({ SMTP_URL: given.SMTP_URL, MAIL_FROM: 'a@a.example', MAIL_DOMAIN: 'a.example' });
  return new URL(given.SMTP_URL).host;
}
