import { readFileSync } from 'node:fs';
import { type Retention, retentionSchema } from '../domain/person/retention.js';
import { checkedYaml } from './checked-yaml.js';
import { projectPath } from './project-path.js';

const FILE = 'plans/retention/rules.yaml';

/** @throws BadInput when the file does not keep to the schema */
export function readRetention(): Retention {
  return checkedYaml(readFileSync(projectPath(FILE), 'utf8'), retentionSchema, FILE);
}
