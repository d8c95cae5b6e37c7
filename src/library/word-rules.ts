import { readFile } from 'node:fs/promises';
import { type WordRules, wordRulesSchema } from '../domain/plan/word-rules.js';
import { checkedYaml } from './checked-yaml.js';
import { projectPath } from './project-path.js';

const FILE = 'plans/words/rules.yaml';

/** What words may not and must say. @throws BadInput naming file, line and key of a fault */
export async function readWordRules(): Promise<WordRules> {
  return checkedYaml(await readFile(projectPath(FILE), 'utf8'), wordRulesSchema, FILE);
}
