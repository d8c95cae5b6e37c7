/** What a failure of the database means for whoever runs us, and what to do about it: one line, no value, no password. */

interface Failure {
  code?: string;
  message?: string;
  errors?: unknown[];
  cause?: unknown;
}

const NAMES_LOST =
  'the pooler does not look after named statements: DATABASE_PREPARED=no, or PgBouncer from 1.21 on with max_prepared_statements';

/** By PostgreSQL's own codes (SQLSTATE). */
const BY_SQLSTATE: Record<string, string> = {
  '28P01': 'the database refuses this user or password: correct them in DATABASE_URL (or PGPASSWORD)',
  '28000': 'the database does not let this user in from here: see pg_hba.conf, and the user in DATABASE_URL',
  '3D000':
    'there is no database of this name on the server: make it (CREATE DATABASE … OWNER …), or correct DATABASE_URL',
  '53300': 'the database takes no more connections: let max_connections be larger, or DATABASE_POOL smaller',
  '53100': "the database's disk is full: make room; nothing was written",
  '53200': 'the database is out of memory: nothing was written; see its log',
  '26000': NAMES_LOST,
  '42P05': NAMES_LOST,
  '25006': 'the database is read-only: a replica, or a node that failed over; let DATABASE_URL point to the primary',
  '42501': 'the database role may not do this: grant it what docs/operators.md lists under Roles',
  '42P01': 'the database has no schema yet: run `postloan db deploy`',
  '42703': 'the database has an older schema than this program: run `postloan db deploy`',
  '57P01': 'the database was shut down: it is tried again when it is started again',
  '57P02': 'the database has crashed and recovers: try again when it is back',
  '57P03': 'the database is starting up or shutting down: try again when it is ready',
  '57014': 'the database gave a statement up that took too long (statement_timeout)',
  '55P03': 'a row or table stayed locked by somebody else for too long: try again later',
  '58030': 'the database cannot read or write its files: see its log',
};

/** By the codes of Node and OpenSSL. */
const BY_CODE: Record<string, string> = {
  ECONNREFUSED: 'nothing listens at the address of DATABASE_URL: is the database running, are host and port right?',
  ECONNRESET: 'the database hung up: is it running, does it take connections from here?',
  EPIPE: 'the database hung up: is it running?',
  ENOTFOUND: 'the host of DATABASE_URL is not known: is its name right?',
  EAI_AGAIN: 'the host of DATABASE_URL could not be looked up: is its name right, does DNS answer?',
  ENOENT: 'there is no socket of a database at the path of DATABASE_URL: is it running there?',
  ETIMEDOUT: 'the database does not answer: is it running, and reachable from here?',
  EHOSTUNREACH: 'the host of DATABASE_URL cannot be reached from here',
  ENETUNREACH: 'the host of DATABASE_URL cannot be reached from here',
  ERR_TLS_CERT_ALTNAME_INVALID:
    "the database's certificate is for another host: let DATABASE_URL name the host that the certificate names",
  CERT_HAS_EXPIRED: "the database's certificate has expired: renew it (or is this machine's clock wrong?)",
  CERT_NOT_YET_VALID: "the database's certificate is not valid yet: is this machine's clock right?",
};
const UNKNOWN_AUTHORITY =
  "the database's certificate is signed by nobody we know: name the authority in sslrootcert (or PGSSLROOTCERT)";
for (const code of [
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
])
  BY_CODE[code] = UNKNOWN_AUTHORITY;

/** What has no code, or one that says too little: PgBouncer gives most of its answers the code of a broken protocol. */
const BY_WORDS: [RegExp, string][] = [
  [
    /does not support SSL/i,
    'the database speaks no TLS: set it up there, or ask for plain TCP by sslmode=disable in DATABASE_URL',
  ],
  [
    /pg_hba\.conf.*no encryption|SSL (off|required)/i,
    'the database takes only TLS connections from here: sslmode=verify-full in DATABASE_URL',
  ],
  [/pg_hba\.conf/i, BY_SQLSTATE['28000']!],
  [/role ".*" does not exist/i, 'the database knows no such user: make the role, or correct DATABASE_URL'],
  [/(SASL|password) authentication failed|auth failed|must be a (non-empty )?string/i, BY_SQLSTATE['28P01']!],
  [/no such database/i, BY_SQLSTATE['3D000']!],
  [/no such user/i, 'the pooler knows no such user: see its auth_file, or correct DATABASE_URL'],
  [
    /no more connections allowed|too many (clients|connections)|remaining connection slots/i,
    'the database takes no more connections: let max_connections (of a pooler: max_client_conn) be larger, or DATABASE_POOL smaller',
  ],
  [
    /query_wait_timeout/i,
    'the pooler had no connection free in time: let its default_pool_size be larger, or DATABASE_POOL smaller',
  ],
  [
    /unsupported startup parameter/i,
    'the pooler refuses a parameter of DATABASE_URL: take `options` and the like out of it',
  ],
  [/No space left on device/i, BY_SQLSTATE['53100']!],
  [
    /wrong version number|packet length too long/i,
    'what listens at the address of DATABASE_URL speaks no TLS of PostgreSQL',
  ],
  [
    /timeout expired|connection timeout|timeout exceeded|Query read timeout/i,
    'the database does not answer: is it running, and reachable from here?',
  ],
  [/Connection terminated|server conn crashed|server login failed/i, 'the database hung up: is it running?'],
];

/** One line for an error of the database or of the way to it; null: it is no such error. */
export function databaseFault(error: unknown): string | null {
  const { code = '', message = '', errors, cause } = (error ?? {}) as Failure;
  // A name that stands for several addresses fails once for each.
  if (Array.isArray(errors)) {
    const each = errors.map(databaseFault).filter((it) => it !== null);
    if (each[0] !== undefined) return each[0];
  }
  const words = BY_WORDS.find(([pattern]) => pattern.test(message))?.[1];
  const table = BY_SQLSTATE[code] ? undeclared(code, message) : undefined;
  const fault = words ?? table ?? BY_SQLSTATE[code] ?? BY_CODE[code];
  if (fault !== undefined) return fault;
  return cause === undefined || cause === error ? null : databaseFault(cause);
}

/** An answer of the server itself, wherever in a command it comes. */
export const saidByDatabase = (error: unknown): boolean =>
  /^[0-9A-Z]{5}$/.test((error as Failure | null)?.code ?? '') && 'severity' in (error as object);

/** The object that lacks a grant, without which the remedy is no use: the server's message names it last. */
function undeclared(code: string, message: string): string | undefined {
  const object = /^permission denied for (\w+ [\w.]+)$/.exec(message)?.[1];
  return code === '42501' && object
    ? `the database role may not use ${object}: grant it what docs/operators.md lists under Roles`
    : undefined;
}
