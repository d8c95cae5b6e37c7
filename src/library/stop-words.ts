import { readFile } from 'node:fs/promises';
import { type StopWords, stopWordsSchema } from '../domain/contact/keywords.js';
import { checkedYaml } from './checked-yaml.js';
import { projectPath } from './project-path.js';

const FILE = 'plans/words/stop-words.yaml';

/** The words by which people end messages, or have them again. @throws BadInput naming file, line and key of a fault */
export async function readStopWords(): Promise<StopWords> {
  return checkedYaml(await readFile(projectPath(FILE), 'utf8'), stopWordsSchema, FILE);
}
