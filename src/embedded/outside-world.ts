import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { CannotStart } from './base/faults.js';
import { sandboxTemplates } from './gateways/aliyun-templates.js';
import { webhooks } from './gateways/sandbox-state.js';
import { startTwilioSandbox } from './gateways/twilio-sandbox.js';
import { startMailbox } from './mail/mailbox.js';

/** A sandbox in place of everyone outside: a mailbox, and the SMS, voice, WeChat and push providers. */
export interface OutsideWorld {
  /** What the worker's environment must say to send there. */
  env: Record<string, string>;
  smsUrl: string;
  mailUrl: string;
  stop(): Promise<void>;
}

export interface OutsidePorts {
  sms?: number;
  smtp?: number;
  mail?: number;
  /** Where the API will listen: Alibaba's pushes go there. */
  api?: number;
  /** Where the API will take mails that come back; left out: they do not. */
  bounce?: number;
}

const LENDER = '示例贷款公司';

/** The lender's other systems, and what each may send. */
const SENDERS = {
  'core-banking':
    'payment reversal balance rate newBorrower loan borrower name contact consent retire terms schedule staff',
  watchers: 'signal indicator',
  'archive-system': 'look filed',
};

export async function startOutsideWorld(dir: string, ports: OutsidePorts = {}): Promise<OutsideWorld> {
  const folder = (name: string) => {
    mkdirSync(join(dir, name), { recursive: true });
    return join(dir, name);
  };
  const secrets = embeddedSecrets(dir);
  const { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken, WEBHOOK_SECRET: webhookSecret } = secrets;
  const approved = sandboxTemplates(LENDER);
  const templatesFile = join(folder('sms'), 'aliyun-templates.yaml');
  writeFileSync(templatesFile, stringify(approved.file));
  const sms = await startTwilioSandbox({
    dir: folder('sms'),
    aliyun: {
      accessKeyId: secrets.ALIYUN_ACCESS_KEY_ID,
      accessKeySecret: secrets.ALIYUN_ACCESS_KEY_SECRET,
      sign: LENDER,
      templates: approved.byCode,
      ...(ports.api === undefined
        ? {}
        : { pushUrl: `http://127.0.0.1:${ports.api}/webhooks/aliyun/${secrets.ALIYUN_WEBHOOK_SECRET}` }),
    },
    accountSid,
    authToken,
    webhookSecret,
    ...optional('port', ports.sms),
  });
  const mail = await startMailbox({
    dir: folder('mail'),
    ...optional('smtpPort', ports.smtp),
    ...optional('webPort', ports.mail),
    ...optional('bouncePort', ports.bounce),
  });
  return {
    env: {
      ...secrets,
      TWILIO_FROM: '+15005550006',
      TWILIO_VOICE_FROM: '+15005550006',
      TWILIO_BASE_URL: sms.url,
      // The sandbox is no carrier: it takes numbers of every country.
      TWILIO_COUNTRIES: '*',
      ALIYUN_TEMPLATES: templatesFile,
      ALIYUN_BASE_URL: sms.url,
      SMTP_URL: mail.smtpUrl,
      MAIL_FROM: 'loans@lender.example',
      MAIL_DOMAIN: 'lender.example',
      MAIL_LOOKUP_URL: mail.webUrl,
      ...(ports.bounce === undefined
        ? {}
        : { BOUNCE_DOMAIN: 'bounce.lender.example', BOUNCE_SMTP_PORT: String(ports.bounce) }),
      ...Object.fromEntries(webhooks.map((it) => [`${it.toUpperCase()}_WEBHOOK_URL`, `${sms.url}/webhooks/${it}`])),
      INTAKE_KINDS: Object.entries(SENDERS)
        .map((it) => it.join('='))
        .join(','),
      LENDER_NAME: LENDER,
      LENDER_HOTLINE: '400-000-0000',
      AUDIT_WITNESS: folder('witness'),
    },
    smsUrl: sms.url,
    mailUrl: mail.webUrl,
    stop: async () => {
      await sms.stop();
      await mail.stop();
    },
  };
}

function optional<K extends string>(key: K, value: number | undefined): { [key in K]?: number } {
  return value === undefined ? {} : ({ [key]: value } as { [key in K]: number });
}

const NAMES = [
  'POSTLOAN_KEY',
  'TWILIO_ACCOUNT_SID',
  'TWILIO_AUTH_TOKEN',
  'ALIYUN_ACCESS_KEY_ID',
  'ALIYUN_ACCESS_KEY_SECRET',
  'ALIYUN_WEBHOOK_SECRET',
  'WEBHOOK_SECRET',
  'LINK_KEY',
  'INTAKE_SECRETS',
  'AUDIT_KEY',
] as const;
type Secrets = Record<(typeof NAMES)[number], string>;

/** @throws CannotStart when they are damaged: new ones in their place would make all that is sealed unreadable */
function secretsIn(file: string): Partial<Secrets> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Partial<Secrets>;
  } catch {
    throw new CannotStart(`${file}: is damaged, and the key of the personal data is in it: bring it back from a copy`);
  }
}

/** Made once for a folder and kept beside its data: without the key the personal data in the database cannot be read. */
function embeddedSecrets(dir: string): Secrets {
  const file = join(dir, 'secrets.json');
  // Secrets that an earlier version did not have are added.
  const before = existsSync(file) ? secretsIn(file) : {};
  if (NAMES.every((name) => before[name] !== undefined)) return before as Secrets;
  const secrets: Secrets = {
    POSTLOAN_KEY: randomBytes(32).toString('base64'),
    TWILIO_ACCOUNT_SID: `AC${randomBytes(16).toString('hex')}`,
    TWILIO_AUTH_TOKEN: randomBytes(16).toString('hex'),
    ALIYUN_ACCESS_KEY_ID: `LTAI${randomBytes(10).toString('hex')}`,
    ALIYUN_ACCESS_KEY_SECRET: randomBytes(15).toString('hex'),
    ALIYUN_WEBHOOK_SECRET: randomBytes(24).toString('hex'),
    WEBHOOK_SECRET: `whsec_${randomBytes(32).toString('base64')}`,
    LINK_KEY: randomBytes(32).toString('base64'),
    INTAKE_SECRETS: Object.keys(SENDERS)
      .map((name) => `${name}=whsec_${randomBytes(32).toString('base64')}`)
      .join(','),
    AUDIT_KEY: generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    ...before,
  };
  mkdirSync(dir, { recursive: true });
  // Whole or not at all: a full disk must not cost the key.
  writeFileSync(`${file}.new`, JSON.stringify(secrets), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return secrets;
}
