import type { Command } from 'commander';
import type { z } from 'zod';
import { inWords } from '../../domain/entry/said-schemas.js';
import { FACTS, type Fact, type FactKind, type Said } from '../../domain/facts/facts.js';
import { BadInput } from '../../library/checked-yaml.js';
import { enterFact } from '../../store/incoming/enter-fact.js';
import { glassOf, withoutGlass } from './break-glass.js';
import { takeFact } from './take-fact.js';

/** Options whose name differs from that in the fact's schema: `--rate` is its `annualRate`. */
type Names = Record<string, string>;

/** Reads what was typed: arguments and options by their names. @throws BadInput that names each that is wrong */
export function readTyped<S extends z.ZodType>(
  schema: S,
  command: Command,
  said: Record<string, unknown> = typed(command),
  names: Names = {},
): z.output<S> {
  const renamed = Object.fromEntries(Object.entries(said).map(([name, it]) => [names[name] ?? name, it]));
  const read = schema.safeParse(renamed);
  if (read.success) return read.data;
  throw new BadInput(
    read.error.issues.map(({ path: [key = ''], message }) => {
      const name = Object.keys(names).find((it) => names[it] === key) ?? String(key);
      const long = command.options.find((it) => it.attributeName() === name)?.long;
      // A value of the wrong form is repeated in the message, since it was typed here; a free text never is: it may be personal.
      const repeated = message.startsWith('not ') && typeof renamed[key as string] === 'string';
      if (renamed[key as string] === undefined) return `${long ?? `<${name}>`}: is needed`;
      return `${long ?? `<${name}>`}: ${message}${repeated ? `: ${renamed[key as string]}` : ''}`;
    }),
  );
}

function typed(command: Command): Record<string, unknown> {
  const said = command.registeredArguments.map((it, n) => [it.name(), command.processedArgs[n]]);
  return { ...Object.fromEntries(said), ...withoutGlass(command) };
}

export const typedFact = <K extends FactKind>(kind: K, command: Command, names: Names = {}): Fact<K> =>
  ({ kind, said: readTyped(FACTS[kind].said(inWords), command, typed(command), names) }) as Fact<K>;

/** Takes in a fact that a person types, and says whether it was news. */
export const takeTyped = (what: string, fact: Fact, glass: { glass?: string } = {}): Promise<void> =>
  takeFact(what, ({ db, seal }, source) => enterFact(fact, source, { db, seal, by: source.actor }), glass);

/** The action of a command by which a person enters a fact of a kind; `what`: what the answer calls it. */
export const factAction =
  <K extends FactKind>(kind: K, what: (said: Said<K>) => string, names: Names = {}) =>
  (...it: unknown[]): Promise<void> => {
    const command = it.at(-1) as Command;
    const fact = typedFact(kind, command, names);
    return takeTyped(what(fact.said as Said<K>), fact as Fact, glassOf(command));
  };
