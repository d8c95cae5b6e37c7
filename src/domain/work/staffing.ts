import { isRole, type Role, supervisorOf } from '../plan/roles.js';
import type { Day } from '../time/dates.js';

/** Who does what (S1): every task has one named owner, and when that person is away, another. */
export interface Person {
  staff: string;
  roles: readonly string[];
  /** Null: all branches. */
  branch: string | null;
  supervisor: string | null;
  /** Neither away nor gone. */
  here: boolean;
}

export interface Colleague extends Person {
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
function able<T extends Person>(work: Work, people: readonly T[]): T[] {
  return people
    .filter(({ staff, roles, branch, here }) => {
      const near = work.branch === null || branch === null || branch === work.branch;
      return here && near && roles.includes(work.role) && staff !== work.not;
    })
    .sort((a, b) => rank(work, a) - rank(work, b) || (a.staff < b.staff ? -1 : 1));
}

const rank = ({ branch }: Work, person: Person) => (person.branch === branch ? 0 : person.branch === null ? 1 : 2);

/** A piece of work as it is stored: for whom of the staff it is, and about which borrower. */
export interface WorkAbout {
  role: Role;
  /** The borrower's; null: of no branch. */
  branch: string | null;
  /** The borrower's account manager; null: work of a unit, or nobody looks after the borrower. */
  manager: string | null;
  /** By somebody else than the account manager (P1.4). */
  another: boolean;
  /** Work for a complaint, which may be about the account manager (P4.8). */
  ofComplaint: boolean;
}

/** Whose the work is, and who shall not do it: whoever gives it, to whomever, and for whatever reason. */
export function whose({ role, branch, manager, another, ofComplaint }: WorkAbout): { work: Work; near: Near } {
  const notTheirs = another || ofComplaint;
  const own = role === 'account-manager' && !notTheirs ? manager : null;
  return { work: { role, branch, not: notTheirs ? manager : null }, near: { own, under: manager } };
}

/** `own`: the person who should have the work, if here. `under`: the person whose superior gets it when nobody else can. */
interface Near {
  own?: string | null;
  under?: string | null;
}

const whoseOwn = <T extends Person>(work: Work, people: readonly T[], own: string | null | undefined): T | undefined =>
  people.find(({ staff, here }) => here && staff === own && staff !== work.not);

/**
 * Who gets work: whose own it is; else who has the role; else, since all of the role are away or there are none, the nearest
 * above who is here. Null when nobody is, not even at the top: it then waits for the first who comes.
 */
export function ownerOf(work: Work, people: readonly Person[], { own, under }: Near = {}): string | null {
  const theirs = whoseOwn(work, people, own);
  const [first] = theirs ? [theirs] : able(work, people);
  if (first) return first.staff;
  const [away] = able(
    work,
    people.map((it) => ({ ...it, here: true })),
  );
  const from = people.find((it) => it.staff === (own ?? under)) ?? away;
  return upFrom(from ?? null, work, people);
}

/**
 * Who takes over work of a person who is away: whose own it is, if here; of those of the role and the nearest branch, who has the
 * least to do; else the supervisor, or whoever is next above; null when there is nobody.
 */
export function takesOver(work: Work, from: Person, people: readonly Colleague[], { own }: Near = {}): string | null {
  const left = people.filter((it) => it.staff !== from.staff);
  const theirs = whoseOwn(work, left, own);
  if (theirs) return theirs.staff;
  const others = able(work, left);
  const nearest = others.filter((it) => rank(work, it) === rank(work, others[0]!));
  const [least] = nearest.sort((a, b) => a.openTasks - b.openTasks);
  return least?.staff ?? upFrom(from, work, people);
}

/** The nearest above who is here: as recorded, else by the order of roles. `from`: null where nobody has the role at all. */
function upFrom(from: Person | null, work: Work, people: readonly Person[]): string | null {
  const seen = new Set([from?.staff]);
  for (let id = from?.supervisor ?? null; id !== null && !seen.has(id); ) {
    seen.add(id);
    const person = people.find((it) => it.staff === id);
    if (person?.here && id !== work.not) return id;
    id = person?.supervisor ?? null;
  }
  for (let role = supervisorOf(work.role); role !== null; role = supervisorOf(role)) {
    const [above] = able(
      { ...work, role },
      people.filter((it) => it.staff !== from?.staff),
    );
    if (above) return above.staff;
  }
  return null;
}

/** What somebody may do, and from when and until when not. */
export interface Presence {
  roles: readonly string[];
  absentUntil: Day | null;
  leftOn: Day | null;
}

/** The roles that somebody has and nobody who is here on a day. */
export function rolesAway(people: readonly Presence[], day: Day): Set<Role> {
  const isHere = ({ absentUntil, leftOn }: Presence) =>
    (leftOn === null || leftOn > day) && (absentUntil === null || absentUntil <= day);
  const held = (all: typeof people) => new Set(all.flatMap((it) => it.roles));
  const here = held(people.filter(isHere));
  return new Set([...held(people)].filter(isRole).filter((role) => !here.has(role)));
}

/** Those who supervise each other, round about: work that goes up from one of them comes back. */
export function inCircle(people: readonly Pick<Person, 'staff' | 'supervisor'>[]): string[] {
  const above = new Map(people.map((it) => [it.staff, it.supervisor]));
  return people
    .map((it) => it.staff)
    .filter((staff) => {
      const seen = new Set<string>();
      let at = above.get(staff) ?? null;
      while (at !== null && at !== staff && !seen.has(at)) {
        seen.add(at);
        at = above.get(at) ?? null;
      }
      return at === staff;
    });
}
