import { readFileSync } from 'node:fs';
import { projectPath } from './project-path.js';

/** The program's version, `0.1.0`. */
export const ownVersion = (): string =>
  (JSON.parse(readFileSync(projectPath('package.json'), 'utf8')) as { version: string }).version;
