import { maskName } from '../../domain/person/mask.js';
import { ROLES, type Role } from '../../domain/plan/roles.js';
import type { Language } from '../../domain/plan/template.js';
import { chineseOf, englishOf, word } from '../../domain/reason/vocabulary.js';
import { englishWords } from '../../library/english-words.js';
import { rows, type Sql } from '../../store/base/connection/database.js';
import type { Seal } from '../../store/base/seal.js';
import { findPlan } from '../../store/loans/plans.js';
import { capital, titlesOf } from '../english/say.js';
import type { Frozen } from '../paper/frozen.js';
import type { Who } from '../paper/who.js';

/**
 * Who stands in a report, as its readers may know them: staff by name and role, firms by name, persons masked unless they are among `clear`. Who has
 * no name, or whose name was erased or cannot be opened, stands by the id.
 */
export async function readersOf(
  sql: Sql,
  seal: Seal,
  { plan, figures }: Pick<Frozen, 'plan' | 'figures'>,
  lender: string,
  { clear = new Set(), language = 'zh-CN' }: { clear?: ReadonlySet<string>; language?: Language } = {},
): Promise<Who> {
  const english = language === 'en';
  const and = (name: string, more: string) => (english ? `${name} (${more})` : `${name}（${more}）`);
  // In English a role is its id in words.
  const roleIn = (id: string) => (english && isRole(id) ? id.replaceAll('-', ' ') : word(id));
  const people = await rows<{ id: string; kind: string; name: Buffer | null }>(
    sql,
    'SELECT borrower_id AS id, kind, name_sealed AS name FROM borrowers WHERE borrower_id = ANY($1)',
    [[...textsIn(figures)]],
  );
  const borrowers = new Map(
    people.flatMap(({ id, kind, name }) => {
      const opened = name && seal.tryOpen(name, 'borrowers.name_sealed', id);
      return opened === null ? [] : [[id, clear.has(id) || kind === 'enterprise' ? opened : maskName(opened)]];
    }),
  );
  const colleagues = await rows<{ id: string; roles: Role[]; name: Buffer | null }>(
    sql,
    'SELECT staff_id AS id, roles, name_sealed AS name FROM staff',
  );
  const staff = new Map(
    colleagues.map(({ id, roles, name }) => {
      const opened = (name && seal.tryOpen(name, 'staff.name_sealed', id)) ?? id;
      return [id, roles[0] === undefined ? opened : and(opened, roleIn(roles[0]))];
    }),
  );
  const found = await findPlan(sql, plan);
  return {
    lender,
    ...(english ? { language: 'en' as const, titles: new Map([...englishWords(), ...titlesOf(found)]) } : {}),
    ...(found === null ? {} : { plan: english ? capital(englishOf(found.title)) : chineseOf(found.title) }),
    borrower: (id) => (borrowers.has(id) ? and(borrowers.get(id)!, id) : id),
    staff: (id) => staff.get(id) ?? roleIn(id),
  };
}

const isRole = (id: string) => (ROLES as readonly string[]).includes(id);

/** The persons who stand in figures, firms left out: by their ids. */
export async function personsIn(sql: Sql, figures: unknown): Promise<string[]> {
  const found = await rows<{ id: string }>(
    sql,
    `SELECT borrower_id AS id FROM borrowers WHERE kind = 'person' AND borrower_id = ANY($1) ORDER BY 1`,
    [[...textsIn(figures)]],
  );
  return found.map((it) => it.id);
}

/** Every text that stands in figures: the ids are among them. */
function textsIn(figures: unknown, found = new Set<string>()): Set<string> {
  if (typeof figures === 'string') found.add(figures);
  else if (typeof figures === 'object' && figures !== null) for (const it of Object.values(figures)) textsIn(it, found);
  return found;
}
