import { describe, expect, it } from 'vitest';
import { type Colleague, ownerOf, takesOver } from '../../../src/domain/work/staffing.js';

const person = (staff: string, role: string, change: Partial<Colleague> = {}): Colleague => ({
  staff,
  roles: [role],
  branch: 'east',
  supervisor: null,
  here: true,
  openTasks: 0,
  ...change,
});
const PEOPLE = [
  person('BP', 'branch-president'),
  person('DH', 'department-head', { supervisor: 'BP' }),
  person('AM1', 'account-manager', { supervisor: 'DH' }),
  person('AM2', 'account-manager', { supervisor: 'DH', openTasks: 5 }),
  person('AM3', 'account-manager', { supervisor: 'DH', openTasks: 2 }),
  person('AM4', 'account-manager', { branch: 'west' }),
  person('RM', 'risk-manager', { branch: null }),
];
const away = (...ids: string[]) => PEOPLE.map((it) => (ids.includes(it.staff) ? { ...it, here: false } : it));
const of = (id: string) => PEOPLE.find((it) => it.staff === id)!;
const visit = { role: 'account-manager', branch: 'east' } as const;

describe('S1: every task has one named owner', () => {
  it('of the role, of its own branch first, then of all branches', () => {
    expect(ownerOf(visit, PEOPLE)).toBe('AM1');
    expect(ownerOf({ role: 'risk-manager', branch: 'east' }, PEOPLE)).toBe('RM');
    const both = [...PEOPLE, person('ZZ', 'risk-manager')];
    expect(ownerOf({ role: 'risk-manager', branch: 'east' }, both)).toBe('ZZ');
    expect(ownerOf({ role: 'risk-manager', branch: null }, both)).toBe('RM');
  });

  it('nobody who is away; when all are, the supervisor', () => {
    expect(ownerOf(visit, away('AM1'))).toBe('AM2');
    expect(ownerOf(visit, away('AM1', 'AM2', 'AM3'))).toBe('DH');
    expect(ownerOf(visit, away('AM1', 'AM2', 'AM3', 'DH'))).toBe('BP');
  });
});

describe('S1: work of a role that nobody has', () => {
  it('goes up by the order of roles, and is nobody’s only while nobody above is here', () => {
    const filing = { role: 'archivist', branch: 'east' } as const;
    expect(ownerOf(filing, PEOPLE)).toBe('DH');
    expect(ownerOf(filing, away('DH'))).toBe('BP');
    expect(ownerOf(filing, away('DH', 'BP'))).toBeNull();
    expect(ownerOf({ ...filing, branch: 'west' }, PEOPLE)).toBeNull();
  });
});

describe('S1: work about a borrower', () => {
  const near = { own: 'AM3', under: 'AM3' };

  it('is of the account manager, if here, else of another one, else of whoever is above', () => {
    expect(ownerOf(visit, PEOPLE, near)).toBe('AM3');
    expect(ownerOf(visit, away('AM3'), near)).toBe('AM1');
    expect(ownerOf(visit, away('AM1', 'AM2', 'AM3'), near)).toBe('DH');
    expect(ownerOf(visit, away('AM1', 'AM2', 'AM3', 'DH'), near)).toBe('BP');
  });

  it('goes up from the account manager where nobody has the role, to somebody who is here', () => {
    const filing = { role: 'archivist', branch: 'east' } as const;
    expect(ownerOf(filing, PEOPLE, { under: 'AM3' })).toBe('DH');
    expect(ownerOf(filing, away('DH'), { under: 'AM3' })).toBe('BP');
    expect(ownerOf(filing, away('DH', 'BP'), { under: 'AM3' })).toBeNull();
  });

  it('P1.4: the cross-check is not of the account manager whose borrower it is', () => {
    expect(ownerOf({ ...visit, not: 'AM1' }, PEOPLE, { under: 'AM1' })).toBe('AM2');
    expect(ownerOf({ ...visit, not: 'AM1' }, away('AM2', 'AM3'), { under: 'AM1' })).toBe('DH');
  });
});

describe('a person goes away', () => {
  it('who has the least to do of the role and branch takes over', () => {
    expect(takesOver(visit, of('AM1'), away('AM1'))).toBe('AM3');
    expect(takesOver(visit, of('AM4'), away('AM4'))).toBe('AM1');
  });

  it('else the supervisor, or whoever is next above; by the order of roles where none is recorded', () => {
    expect(takesOver(visit, of('AM1'), away('AM1', 'AM2', 'AM3'))).toBe('DH');
    expect(takesOver(visit, of('AM1'), away('AM1', 'AM2', 'AM3', 'DH'))).toBe('BP');
    expect(takesOver({ role: 'risk-manager', branch: 'east' }, of('RM'), away('RM'))).toBe('DH');
    expect(takesOver({ role: 'branch-president', branch: 'east' }, of('BP'), away('BP'))).toBeNull();
  });

  it('P1.4: the cross-check does not come back to the account manager whose borrower it is', () => {
    expect(takesOver({ ...visit, not: 'AM3' }, of('AM1'), away('AM1'))).toBe('AM2');
    expect(takesOver({ ...visit, not: 'AM3' }, of('AM1'), away('AM1', 'AM2'))).toBe('DH');
  });

  it('a circle of supervisors has an end', () => {
    const a = person('A', 'archivist', { supervisor: 'B', here: false });
    const b = person('B', 'archivist', { supervisor: 'A', here: false });
    expect(takesOver({ role: 'archivist', branch: 'east' }, a, [a, b])).toBeNull();
  });
});
