import { Command } from 'commander';
import { inWords } from '../../domain/entry/said-schemas.js';
import { FACTS } from '../../domain/facts/facts.js';
import { readTyped, takeTyped } from '../connect/typed-fact.js';

/** `warning measure`, `case measure`: what is to be done, by whom, until when. */
export function measureCommand(kind: 'warning' | 'case'): Command {
  return new Command('measure')
    .description(`a written measure: a task for its owner; the ${kind} stays open until it is done`)
    .argument(`<${kind}>`)
    .requiredOption('--text <text>', 'what is to be done; kept sealed')
    .requiredOption('--owner <staff>')
    .requiredOption('--due <date>', 'the last day')
    .action((id: string, it: { text: string; owner: string; due: string }, command: Command) => {
      const said = readTyped(FACTS.measure.said(inWords), command, { of: kind, id, ...it }, { [kind]: 'id' });
      return takeTyped(`measure for ${id}`, { kind: 'measure', said });
    });
}
