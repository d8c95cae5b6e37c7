import { isAllowance } from '../domain/facts/incoming.js';
import { BadInput } from '../library/checked-yaml.js';

/** One of the lender's other systems: core banking, a watcher of courts and registries, the system that keeps documents. */
export interface Sender {
  name: string;
  /** Two while one is replaced. */
  secrets: readonly string[];
  /** What it may send: `payment`, `signal`, `signal:litigation`. */
  kinds: readonly string[];
}

const NAME = /^[a-z][a-z0-9-]{0,39}$/;
const SECRET = /^whsec_[A-Za-z0-9+/]+={0,2}$/;

/**
 * INTAKE_SECRETS `core-banking=whsec_…,court-watch=whsec_…`, a name twice while its secret is replaced; INTAKE_KINDS
 * `core-banking=payment reversal,court-watch=signal:litigation`.
 * @throws BadInput that names what is wrong, never a secret
 */
export function readSenders(secrets: string, kinds: string): Sender[] {
  const keys = pairsOf('INTAKE_SECRETS', secrets);
  const allowed = pairsOf('INTAKE_KINDS', kinds);
  for (const [name, secret] of keys) {
    const bytes = SECRET.test(secret) ? Buffer.from(secret.slice(6), 'base64').length : 0;
    if (bytes < 24 || bytes > 64)
      throw new BadInput([`INTAKE_SECRETS: ${name}: must be whsec_ and the base64 of 24 to 64 bytes`]);
  }
  const names = [...new Set(keys.map(([name]) => name))];
  for (const [name, list] of allowed) {
    if (!names.includes(name)) throw new BadInput([`INTAKE_KINDS: ${name} has no secret in INTAKE_SECRETS`]);
    const wrong = list.split(/\s+/).find((it) => !isAllowance(it));
    if (wrong !== undefined) throw new BadInput([`INTAKE_KINDS: ${name}: no kind of fact: ${wrong}`]);
  }
  return names.map((name) => {
    const own = allowed.filter(([it]) => it === name).flatMap(([, list]) => list.split(/\s+/));
    if (own.length === 0) throw new BadInput([`INTAKE_KINDS: ${name} has a secret, but nothing that it may send`]);
    return { name, secrets: keys.filter(([it]) => it === name).map(([, secret]) => secret), kinds: own };
  });
}

/** `a=x,b=y` */
function pairsOf(variable: string, said: string): [name: string, value: string][] {
  if (said.trim() === '') return [];
  return said.split(',').map((pair) => {
    const [name, value] = splitOnce(pair.trim());
    if (!NAME.test(name) || value === '')
      throw new BadInput([
        `${variable}: must be pairs such as core-banking=…, the names of small letters, digits and -`,
      ]);
    return [name, value];
  });
}

/** A secret may end in `=`. */
function splitOnce(pair: string): [string, string] {
  const at = pair.indexOf('=');
  return at < 0 ? [pair, ''] : [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
}
