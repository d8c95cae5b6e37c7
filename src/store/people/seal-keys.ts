import { BadInput } from '../../library/checked-yaml.js';
import { type Database, rows, type Sql, transaction } from '../base/connection/database.js';
import { createSeal, type Seal } from '../base/seal.js';
import { FactRefused } from '../facts/fact-refused.js';
import { noteFact, type Source } from '../facts/facts.js';
import { countedKeys, underKey } from './keys.js';

/**
 * The seal of the settings, once the database knows its keys: a key that is well formed and wrong would seal a whole book so
 * that nobody can read it. A key is known from its first use on; one that is not known yet is looked for in all that is
 * sealed, which may take long. `soon`: put around what may not. @throws BadInput for a key that is not the one of its id
 */
export async function openSeal(
  sql: Sql,
  { POSTLOAN_KEY, POSTLOAN_KEYS_OTHER }: { POSTLOAN_KEY: string; POSTLOAN_KEYS_OTHER: string },
  soon: <T>(asked: Promise<T>) => Promise<T> = (asked) => asked,
): Promise<Seal> {
  const seal = createSeal(POSTLOAN_KEY, POSTLOAN_KEYS_OTHER);
  const known = await soon(knownKeys(sql));
  if (seal.checks.every(({ id, check }) => known.get(id)?.equals(check))) return seal;
  for (const it of seal.checks.filter(({ id }) => !known.has(id))) await keepKey(sql, seal, it);
  const wrong = await wrongKeys(sql, seal);
  if (wrong.length > 0) throw new BadInput(wrong);
  return seal;
}

/** The keys of the settings that are not those of the database, as one line each with what to do. */
export async function wrongKeys(sql: Sql, seal: Seal): Promise<string[]> {
  const known = await knownKeys(sql);
  const lines: string[] = [];
  for (const { id, variable, check } of seal.checks) {
    const kept = known.get(id);
    if (kept ? kept.equals(check) : await underKey(sql, seal, id).then((it) => it !== 'wrong')) continue;
    lines.push(
      `${variable}: key ${id} is not the key ${id} that this database is sealed with: set that one again; a new key needs an id of its own (\`postloan keys new\`)`,
    );
  }
  return lines;
}

/** A key that opens what is there, or that begins to seal. Of two that begin at once under one id the first one's is kept. */
async function keepKey(sql: Sql, seal: Seal, { id, check }: Seal['checks'][number]): Promise<void> {
  const state = await underKey(sql, seal, id);
  if (state === 'wrong' || (state === 'none' && id !== seal.current)) return;
  await sql.query('INSERT INTO seal_keys (key_id, check_value) VALUES ($1, $2) ON CONFLICT DO NOTHING', [id, check]);
}

/** Nothing stands under a key that was set by mistake: its id may be used again. False: the database does not know it. */
export async function forgetKey(db: Database, id: number, source: Source): Promise<boolean> {
  return transaction(db, async (client) => {
    const used = (await countedKeys(client)).filter(({ key }) => key === id);
    const values = used.reduce((sum, it) => sum + it.values, 0);
    if (values > 0) throw new FactRefused(`${values} values are sealed with key ${id}: \`keys rotate\` first`, 'id');
    const { rowCount } = await client.query('DELETE FROM seal_keys WHERE key_id = $1', [id]);
    if (rowCount) await noteFact(client, source, 'key forgotten', 'keys', { key: id });
    return rowCount === 1;
  });
}

async function knownKeys(sql: Sql): Promise<Map<number, Buffer>> {
  const found = await rows<{ id: number; check: Buffer }>(
    sql,
    'SELECT key_id AS id, check_value AS check FROM seal_keys',
  );
  return new Map(found.map(({ id, check }) => [id, check]));
}
