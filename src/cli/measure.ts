import { Command } from 'commander';
import { isDay } from '../domain/dates.js';
import { BadInput } from '../store/checked-yaml.js';
import { writeMeasure } from '../store/measures.js';
import { takeFact } from './take-fact.js';

/** `warning measure`, `case measure`: what is to be done, by whom, until when. */
export function measureCommand(kind: 'warning' | 'case'): Command {
  return new Command('measure')
    .description(`a written measure: a task for its owner; the ${kind} stays open until it is done`)
    .argument(`<${kind}>`)
    .requiredOption('--text <text>', 'what is to be done; kept sealed')
    .requiredOption('--owner <staff>')
    .requiredOption('--due <date>', 'the last day')
    .action((id: string, it: { text: string; owner: string; due: string }) => {
      if (!isDay(it.due)) throw new BadInput([`--due: not a date: ${it.due}`]);
      const measure = { of: { kind, id }, ...it };
      return takeFact(`measure for ${id}`, ({ db, seal }, source) => writeMeasure(db, seal, measure, source));
    });
}
