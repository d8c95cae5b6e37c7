/** Roles (S1). Every task has one owner, and a supervisor it goes up to. */
export const ROLES = [
  'account-manager',
  'risk-manager',
  'collection-specialist',
  'archivist',
  'industry-analyst',
  'department-head',
  'branch-president',
] as const;
export type Role = (typeof ROLES)[number];

export const isRole = (word: string): word is Role => ROLES.some((it) => it === word);

const SUPERVISOR: Record<Role, Role | null> = {
  'account-manager': 'department-head',
  'risk-manager': 'department-head',
  'collection-specialist': 'department-head',
  archivist: 'department-head',
  'industry-analyst': 'department-head',
  'department-head': 'branch-president',
  'branch-president': null,
};

/** The role a task goes up to after `steps` steps; null past the top. */
export function supervisorOf(role: Role, steps = 1): Role | null {
  let at: Role | null = role;
  for (let step = 0; step < steps && at !== null; step++) at = SUPERVISOR[at];
  return at;
}
