import { readdirSync, readFileSync } from 'node:fs';
import { type ContactRules, contactRulesSchema, rulesOf } from '../domain/plan/contact-rules.js';
import { chinaCalendar } from './calendar.js';
import { BadInput, checkedYaml } from './checked-yaml.js';
import { projectPath } from './project-path.js';

const FOLDER = 'plans/contact-rules';

/**
 * The set of contact rules of a name (CONTACT_RULES).
 * @throws BadInput when there is none of this name, or its file does not keep to the schema
 */
export function contactRules(name: string): ContactRules {
  const known = readdirSync(projectPath(FOLDER)).map((file) => file.replace(/\.yaml$/, ''));
  if (!known.includes(name)) throw new BadInput([`CONTACT_RULES: must be one of ${known.sort().join(', ')}`]);
  const file = `${FOLDER}/${name}.yaml`;
  const rules = checkedYaml(readFileSync(projectPath(file), 'utf8'), contactRulesSchema, file);
  if (rules.rules !== name) throw new BadInput([`${file}: rules: must be the name of the file`]);
  return rulesOf(rules, chinaCalendar());
}
