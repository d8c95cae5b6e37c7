import type { Command } from 'commander';
import { idFault, idForm, lineForm, nameFault, nameForm, textFault } from '../../domain/entry/said.js';
import { saidWord } from '../../domain/entry/said-schemas.js';
import { BadInput } from '../../library/checked-yaml.js';

/** Ids that others give; `loan` of `loan show <loan>` and of `--loan <loan>`. */
const IDS = new Set([
  'loan',
  'loans',
  'borrower',
  'collateral',
  'complaint',
  'reference',
  'staff',
  'supervisor',
  'owner',
  'approvedBy',
  'payment',
  'address',
]);
/** Arguments that are ids of our own, which contain other ids and are therefore longer. */
const OUR_IDS = new Set(['task', 'warning', 'case', 'letter', 'step']);
const NAMES = new Set(['name']);
const LINES = new Set(['branch', 'industry', 'class', 'type']);
const WORDS = new Set(['finding', 'kind']);

/** Brings arguments into the same form as the other doors do (trimmed, composed, within limits), or refuses them. */
export function bringIntoForm(command: Command): void {
  command.registeredArguments.forEach((argument, n) => {
    command.processedArgs[n] = formed(`<${argument.name()}>`, argument.name(), command.processedArgs[n]);
  });
  for (const option of command.options) {
    const name = option.attributeName();
    const said = command.getOptionValue(name);
    if (said !== undefined) command.setOptionValue(name, formed(option.long ?? name, name, said));
  }
}

function formed(where: string, name: string, said: unknown): unknown {
  if (Array.isArray(said)) return said.map((it) => formed(where, name, it));
  if (typeof said !== 'string') return said;
  const [form, fault] = formOf(name, said);
  if (fault !== null) throw new BadInput([`${where}: ${fault}`]);
  return form;
}

function formOf(name: string, said: string): [form: string, fault: string | null] {
  if (IDS.has(name)) return [idForm(said), idFault(idForm(said))];
  if (OUR_IDS.has(name)) return [idForm(said), textFault(idForm(said))];
  if (NAMES.has(name)) return [nameForm(said), nameFault(nameForm(said))];
  if (LINES.has(name)) return [lineForm(said), nameFault(lineForm(said))];
  if (WORDS.has(name)) return [said, saidWord.safeParse(said).error?.issues[0]?.message ?? null];
  return [said, textFault(said)];
}
