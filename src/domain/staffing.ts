import { type Role, supervisorOf } from './roles.js';

/** Who does what (S1): every task has one named owner, and when that person is away, another. */
export interface Person {
  staff: string;
  roles: readonly string[];
  /** Null: all branches. */
  branch: string | null;
  supervisor: string | null;
  /** Neither away nor gone. */
  here: boolean;
  /** Tasks that wait for this person. */
  openTasks: number;
}

export interface Work {
  role: Role;
  /** Null: of no branch. */
  branch: string | null;
  /** Must not be done by this person: a check by somebody else (P1.4). */
  not?: string | null;
}

/** Those who can do it now: of its own branch first (for work of no branch: who has the role for all), then by id. */
function able(work: Work, people: readonly Person[]): Person[] {
  return people
    .filter(({ staff, roles, branch, here }) => {
      const near = work.branch === null || branch === null || branch === work.branch;
      return here && near && roles.includes(work.role) && staff !== work.not;
    })
    .sort((a, b) => rank(work, a) - rank(work, b) || (a.staff < b.staff ? -1 : 1));
}

const rank = ({ branch }: Work, person: Person) => (person.branch === branch ? 0 : person.branch === null ? 1 : 2);

/** Who gets new work; null when nobody can. When all of the role are away it goes to the supervisor of one of them. */
export function ownerOf(work: Work, people: readonly Person[]): string | null {
  const [first] = able(work, people);
  if (first) return first.staff;
  const [away] = able(
    work,
    people.map((it) => ({ ...it, here: true })),
  );
  return away ? upFrom(away, work, people) : null;
}

/**
 * Who takes over work of a person who is away: of those of the role and the nearest branch, who has the least to do; else
 * the supervisor, or whoever is next above; null when there is nobody.
 */
export function takesOver(work: Work, from: Person, people: readonly Person[]): string | null {
  const others = able(
    work,
    people.filter((it) => it.staff !== from.staff),
  );
  const nearest = others.filter((it) => rank(work, it) === rank(work, others[0]!));
  const [least] = nearest.sort((a, b) => a.openTasks - b.openTasks);
  return least?.staff ?? upFrom(from, work, people);
}

/** The nearest above who is here: as recorded, else by the order of roles. */
function upFrom(from: Person, work: Work, people: readonly Person[]): string | null {
  const seen = new Set([from.staff]);
  for (let id = from.supervisor; id !== null && !seen.has(id); ) {
    seen.add(id);
    const person = people.find((it) => it.staff === id);
    if (person?.here && id !== work.not) return id;
    id = person?.supervisor ?? null;
  }
  for (let role = supervisorOf(work.role); role !== null; role = supervisorOf(role)) {
    const [above] = able(
      { ...work, role },
      people.filter((it) => it.staff !== from.staff),
    );
    if (above) return above.staff;
  }
  return null;
}
