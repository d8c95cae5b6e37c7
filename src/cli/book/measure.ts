import { Command } from 'commander';
import { writeMeasure } from '../../store/people/measures.js';
import { takeFact } from '../connect/take-fact.js';
import { checkDay } from '../terminal/check-day.js';

/** `warning measure`, `case measure`: what is to be done, by whom, until when. */
export function measureCommand(kind: 'warning' | 'case'): Command {
  return new Command('measure')
    .description(`a written measure: a task for its owner; the ${kind} stays open until it is done`)
    .argument(`<${kind}>`)
    .requiredOption('--text <text>', 'what is to be done; kept sealed')
    .requiredOption('--owner <staff>')
    .requiredOption('--due <date>', 'the last day')
    .action((id: string, it: { text: string; owner: string; due: string }) => {
      checkDay('--due', it.due);
      const measure = { of: { kind, id }, ...it };
      return takeFact(`measure for ${id}`, ({ db, seal }, source) => writeMeasure(db, seal, measure, source));
    });
}
