import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { freePort } from '../../src/embedded/base/free-port.js';
import type { Identity } from '../channels/dialogue.js';
import type { Service } from '../channels/mail-servers.js';
import { until } from '../support/until.js';
import { program } from './needs.js';

const PARTS = [
  'cleanup unix n - n - 0 cleanup',
  'qmgr unix n - n 300 1 qmgr',
  'tlsmgr unix - - n 1000? 1 tlsmgr',
  'rewrite unix - - n - - trivial-rewrite',
  'bounce unix - - n - 0 bounce',
  'defer unix - - n - 0 bounce',
  'trace unix - - n - 0 bounce',
  'verify unix - - n - 1 verify',
  'proxymap unix - - n - - proxymap',
  'smtp unix - - n - - smtp',
  'showq unix n - n - - showq',
  'error unix - - n - - error',
  'retry unix - - n - - error',
  'discard unix - - n - - discard',
  'anvil unix - - n - 1 anvil',
  'scache unix - - n - 1 scache',
  'postlog unix-dgram n - n - 1 postlogd',
];

export interface Postfix {
  ports: Record<Service, number>;
  log(): string;
  stop(): void;
}

/**
 * A Postfix of its own, beside one that the machine may run: its files are all in `dir`, it listens on this machine only, and
 * throws away what is not for one of `returns`, which go to these ports.
 */
export async function startPostfix(dir: string, identity: Identity, returns: Record<string, number>): Promise<Postfix> {
  const postfix = program('postfix')!;
  const grey = await startGreyList();
  const logins = await startLogins();
  const [user, group] = ['-u', '-g'].map((which) =>
    Number(execFileSync('id', [which, 'postfix'], { encoding: 'utf8' })),
  );
  const folder = (name: string) => `${dir}/${name}`;
  for (const it of [dir, folder('etc'), folder('queue'), folder('data')]) mkdirSync(it, { recursive: true });
  chmodSync(dir, 0o755);
  chownSync(folder('data'), user!, group!);
  writeFileSync(folder('etc/server.pem'), `${identity.key}\n${identity.cert}`, { mode: 0o600 });

  const tls = { smtpd_tls_security_level: 'may', smtpd_tls_chain_files: folder('etc/server.pem') };
  const login = {
    smtpd_sasl_auth_enable: 'yes',
    smtpd_sasl_type: 'dovecot',
    smtpd_sasl_path: `inet:127.0.0.1:${logins.port}`,
  };
  const onlyKnown = { mynetworks: '' };
  const relay = (not: string) => ({ smtpd_relay_restrictions: `permit_mynetworks, permit_sasl_authenticated, ${not}` });
  const services: Record<Service, Record<string, string>> = {
    clear: {},
    tls,
    login: { ...tls, ...login, ...onlyKnown, ...relay('reject_unauth_destination'), smtpd_tls_auth_only: 'yes' },
    'login-in-clear': { ...login, ...onlyKnown },
    grey: { smtpd_recipient_restrictions: `check_policy_service inet:127.0.0.1:${grey.port}` },
    stranger: { ...onlyKnown, ...relay('reject_unauth_destination') },
    'stranger-later': { ...onlyKnown, ...relay('defer_unauth_destination') },
    quota: {
      smtpd_sender_restrictions:
        'check_sender_access inline:{ { service@bank.example = 550 5.4.5 Daily user sending limit exceeded } }',
    },
    spam: {
      smtpd_end_of_data_restrictions:
        'check_sender_access inline:{ { service@bank.example = 554 5.7.1 Message rejected as spam } }',
    },
    small: { message_size_limit: '100' },
  };
  const ports = {} as Record<Service, number>;
  const doors: string[] = [];
  for (const [service, options] of Object.entries(services)) {
    const port = await freePort();
    ports[service as Service] = port;
    const set = Object.entries(options).map(([name, value]) => `\n  -o { ${name} = ${value} }`);
    doors.push(`127.0.0.1:${port} inet n - n - - smtpd${set.join('')}`);
  }
  writeFileSync(folder('etc/master.cf'), `${[...PARTS, ...doors].join('\n')}\n`);
  const routes = Object.entries(returns).map(([domain, port]) => `{ ${domain} = smtp:[127.0.0.1]:${port} }`);
  writeFileSync(
    folder('etc/main.cf'),
    `${Object.entries({
      compatibility_level: '3.6',
      queue_directory: folder('queue'),
      data_directory: folder('data'),
      maillog_file: folder('log'),
      maillog_file_prefixes: dir,
      myhostname: 'mx.bank.example',
      inet_interfaces: '127.0.0.1',
      inet_protocols: 'ipv4',
      mydestination: '',
      virtual_alias_domains: '',
      virtual_mailbox_domains: 'local.example',
      virtual_mailbox_maps: 'inline:{ somebody@local.example=x }',
      mynetworks: '127.0.0.0/8',
      default_transport: 'discard',
      relay_transport: 'discard',
      transport_maps: `inline:{ { nowhere.example = discard: }, ${routes.join(', ')} }`,
      smtpd_recipient_restrictions:
        'check_recipient_access inline:{ { full@borrower.example = 552 5.2.2 Mailbox full }, { full-now@borrower.example = 452 4.2.2 Mailbox full } }',
      smtp_dns_support_level: 'disabled',
      notify_classes: '',
      // Nobody here is kept out for trying often.
      smtpd_client_connection_count_limit: '0',
      smtpd_error_sleep_time: '0',
    })
      .map(([name, value]) => `${name} = ${value}`)
      .join('\n')}\n`,
  );
  const run = (...command: string[]) => execFileSync(postfix, ['-c', folder('etc'), ...command], { stdio: 'pipe' });
  run('start');
  await until('Postfix listens', () => run('status') !== undefined);
  return {
    ports,
    log: () => readFileSync(folder('log'), 'utf8'),
    stop: () => {
      run('stop');
      grey.stop();
      logins.stop();
    },
  };
}

/** Puts off whatever it sees for the first time (Postfix's policy protocol), as postgrey does. */
function startGreyList() {
  const seen = new Set<string>();
  let who = '';
  return startLines((line, say) => {
    if (/^(sender|recipient|client_address)=/.test(line)) who += line;
    if (line !== '') return;
    say(`action=${seen.has(who) ? 'DUNNO' : 'DEFER 4.2.0 Greylisted, see http://postgrey.schweikert.ch/'}\n\n`);
    seen.add(who);
    who = '';
  });
}

/** Knows one login (Dovecot's authentication protocol). */
function startLogins() {
  const right = Buffer.from('\0bank\0right').toString('base64');
  return startLines((line, say) => {
    const [what, id] = line.split('\t');
    if (what === 'AUTH') say(line.includes(`resp=${right}`) ? `OK\t${id}\tuser=bank\n` : `FAIL\t${id}\tuser=bank\n`);
  }, 'VERSION\t1\t1\nMECH\tPLAIN\tplaintext\nSPID\t1\nCUID\t1\nCOOKIE\t0123456789abcdef0123456789abcdef\nDONE\n');
}

async function startLines(heard: (line: string, say: (words: string) => void) => void, greeting = '') {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.write(greeting);
    createInterface({ input: socket }).on('line', (line) => heard(line, (words) => void socket.write(words)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    stop: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
