import { randomBytes } from 'node:crypto';
import { Command } from 'commander';
import { BadInput } from '../../library/checked-yaml.js';
import { keysInUse, rotateKeys } from '../../store/people/keys.js';
import { forgetKey } from '../../store/people/seal-keys.js';
import { withDatabase } from '../connect/connect.js';
import { me } from '../connect/me.js';
import { progressBar } from '../terminal/progress-bar.js';

export function keysCommand(command: Command): Command {
  return command
    .addCommand(
      new Command('list')
        .description('how many values of each column stand under which key; status 1 when some cannot be opened')
        .option('--json', 'JSON lines')
        .action(list),
    )
    .addCommand(
      new Command('new')
        .description('print a new key with an id of its own, to be put into the settings; nothing is kept')
        .action(fresh),
    )
    .addCommand(
      new Command('rotate')
        .description('seal everything anew with POSTLOAN_KEY; may be broken off and run again while the worker runs')
        .action(rotate),
    )
    .addCommand(
      new Command('forget')
        .description('a key that was set by mistake, and that nothing is sealed with: its id may be used again')
        .argument('<id>')
        .action(forget),
    );
}

/** The commands that find out what is wrong with keys, and mend it, connect with wrong keys too. */
const ANY_KEY = { anyKey: true };

const MEANING = {
  current: 'the current key',
  other: 'opens; `keys rotate` seals anew',
  unbound: 'opens, and is not bound to its row; `keys rotate` seals anew',
  unknown: 'NOT CONFIGURED: cannot be opened',
  wrong: 'CANNOT BE OPENED by the configured key of this id',
};

async function list(options: { json?: true }): Promise<void> {
  await withDatabase(async ({ db, seal }) => {
    const uses = await keysInUse(db.pool, seal);
    for (const use of uses) {
      const { table, column, key, values, state } = use;
      const line = `key ${String(key).padStart(3)}  ${String(values).padStart(9)}  ${`${table}.${column}`.padEnd(34)} ${MEANING[state]}`;
      process.stdout.write(`${options.json ? JSON.stringify(use) : line}\n`);
    }
    if (uses.some(({ state }) => state === 'unknown' || state === 'wrong')) process.exitCode = 1;
  }, ANY_KEY);
}

async function fresh(): Promise<void> {
  await withDatabase(async ({ db, seal }) => {
    const taken = new Set([...seal.keyIds, ...(await keysInUse(db.pool, seal)).map(({ key }) => key)]);
    const id = Array.from({ length: 255 }, (_, n) => n + 1).find((it) => it > seal.current && !taken.has(it));
    if (id === undefined)
      throw new BadInput(['ids above the current key’s are used up: choose one that `keys list` does not show']);
    process.stdout.write(`${id}:${randomBytes(32).toString('base64')}\n`);
  }, ANY_KEY);
}

async function forget(text: string): Promise<void> {
  const id = Number(text);
  if (!/^\d{1,3}$/.test(text) || id < 1 || id > 255) throw new BadInput([`not the id of a key, 1 to 255: ${text}`]);
  await withDatabase(async ({ db }) => {
    const known = await forgetKey(db, id, me());
    if (!known) throw new BadInput([`no key ${id}: see \`postloan keys list\``]);
    process.stdout.write(`key ${id} is forgotten: its id may be used again\n`);
  }, ANY_KEY);
}

async function rotate(): Promise<void> {
  await withDatabase(async ({ db, seal }) => {
    const bar = progressBar('rows');
    const changed = await rotateKeys(db, seal, me(), bar.show).finally(() => bar.end());
    process.stdout.write(
      changed === 0
        ? `all is sealed with key ${seal.current} already\n`
        : `${changed} rows are sealed with key ${seal.current} now\n`,
    );
  });
}
