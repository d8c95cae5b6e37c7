import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { type EnglishWords, englishBy } from '../domain/reason/english.js';
import { checkedYaml } from './checked-yaml.js';
import { projectPath } from './project-path.js';

const FILE = 'plans/words/english.yaml';
const schema = z.record(z.string(), z.string().min(1));

let known: EnglishWords | undefined;

/** What the plans that ship, and the work of the house, say in Chinese alone, in English. @throws BadInput naming file, line and key of a fault */
export function englishWords(): EnglishWords {
  known ??= new Map(Object.entries(checkedYaml(readFileSync(projectPath(FILE), 'utf8'), schema, FILE)));
  return known;
}

let say: ((text: string) => string) | undefined;

/** Says by them what a plan calls something, or a line of its forms. */
export const sayInEnglish = (): ((text: string) => string) => {
  say ??= englishBy(englishWords());
  return say;
};
