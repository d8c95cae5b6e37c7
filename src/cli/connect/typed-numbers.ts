import type { Command } from 'commander';
import { BadInput } from '../../library/checked-yaml.js';
import { wholeId } from '../../store/lists/whole-id.js';
import { withDatabase } from './connect.js';

/** Arguments that may be typed as their number in a list: T1042, W7, K12. Our own ids have a slash in them, numbers have none. */
const NUMBERED = { task: 'T', warning: 'W', case: 'K' } as const;
type Kind = keyof typeof NUMBERED;
const isKind = (name: string): name is Kind => name in NUMBERED;

/** Replaces numbers that were typed by the ids they stand for. @throws BadInput for a number that is not in the list */
export async function bringNumbersToIds(command: Command): Promise<void> {
  for (const [n, { name }] of command.registeredArguments.map((it) => ({ name: it.name() })).entries()) {
    const said: unknown = command.processedArgs[n];
    if (!isKind(name) || typeof said !== 'string') continue;
    const number = new RegExp(`^${NUMBERED[name]}(\\d{1,15})$`, 'i').exec(said)?.[1];
    if (number === undefined) continue;
    const id = await withDatabase(({ db }) => wholeId(db.pool, name, Number(number)));
    if (id === null) throw new BadInput([`<${name}>: no ${name} ${said}: see \`${name} list\``]);
    command.processedArgs[n] = id;
  }
}
