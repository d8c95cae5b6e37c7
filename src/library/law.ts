import { readFileSync } from 'node:fs';
import { type Law, lawSchema } from '../domain/plan/law.js';
import type { Plan } from '../domain/plan/plan.js';
import { checkedYaml } from './checked-yaml.js';
import { demandDays } from './letter-files.js';
import { projectPath } from './project-path.js';

const FILE = 'plans/law/china-2026.yaml';

let law: Law | null = null;
let demands: Plan['demands'] | null = null;

/** The law that ships. */
function chinaLaw(): Law {
  law ??= checkedYaml(readFileSync(projectPath(FILE), 'utf8'), lawSchema, FILE);
  return law;
}

/** A plan as it is carried out: with the law, and with what letters say of their terms, which no plan changes. */
export function underLaw(plan: Plan): Plan {
  demands ??= demandDays();
  return { ...plan, law: chinaLaw(), demands };
}
