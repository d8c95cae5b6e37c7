import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ROLES, supervisorOf } from '../../../src/domain/plan/roles.js';
import { type Colleague, ownerOf, takesOver, type Work } from '../../../src/domain/work/staffing.js';

/** Some staff of two branches, who may be away or gone, with supervisors who may go round in a circle or not be there at all. */
const IDS = ['A', 'B', 'C', 'D', 'E'];
const branch = fc.constantFrom('east', 'west', null);
const colleague = (staff: string): fc.Arbitrary<Colleague> =>
  fc.record({
    staff: fc.constant(staff),
    roles: fc.subarray([...ROLES], { minLength: 1, maxLength: 2 }),
    branch,
    supervisor: fc.constantFrom(...IDS, null, 'not in the book'),
    here: fc.boolean(),
    openTasks: fc.nat(3),
  });
const units = fc.subarray(IDS, { minLength: 1 }).chain((ids) => fc.tuple(...ids.map(colleague)));
const works: fc.Arbitrary<Work> = fc.record({
  role: fc.constantFrom(...ROLES),
  branch,
  not: fc.constantFrom(...IDS, null),
});
const some = fc.constantFrom(...IDS, null);
const over = (holds: (people: Colleague[], work: Work, own: string | null, under: string | null) => void) =>
  fc.assert(fc.property(units, works, some, some, holds), { numRuns: 2000, seed: 20261130 });

const mayHave = (people: Colleague[], { role, branch, not }: Work) =>
  people.filter(
    (it) =>
      it.here &&
      it.staff !== not &&
      it.roles.includes(role) &&
      (branch === null || it.branch === null || it.branch === branch),
  );

describe('S1: of staff of whom some are away or gone', () => {
  it('nobody gets work who is not here, or who may not do it', () =>
    over((people, work, own, under) => {
      const owner = ownerOf(work, people, { own, under });
      if (owner === null) return;
      expect(people.find(({ staff }) => staff === owner)?.here).toBe(true);
      expect(owner).not.toBe(work.not);
    }));

  it('work that somebody here may have is somebody’s: whose own it is, else who has the role', () =>
    over((people, work, own, under) => {
      const able = mayHave(people, work).map(({ staff }) => staff);
      const owner = ownerOf(work, people, { own, under });
      const isOwn = own !== work.not && people.some((it) => it.staff === own && it.here);
      if (isOwn) expect(owner).toBe(own);
      else if (able.length > 0) expect(able).toContain(owner);
    }));

  it('the open work of who goes is somebody else’s who is here, of the role where there is one', () =>
    over((people, work) => {
      const [from] = people as [Colleague];
      const left = people.map((it) => (it === from ? { ...it, here: false } : it));
      const heir = takesOver(work, from, left);
      const able = mayHave(left, work).map(({ staff }) => staff);
      if (able.length > 0) expect(able).toContain(heir);
      if (heir === null) return;
      expect(left.find(({ staff }) => staff === heir)?.here).toBe(true);
      expect([from.staff, work.not]).not.toContain(heir);
    }));

  it('nothing is nobody’s while somebody here may have it, or holds a role above', () =>
    over((people, work, own, under) => {
      if (ownerOf(work, people, { own, under }) !== null) return;
      for (let role = work.role as Work['role'] | null; role !== null; role = supervisorOf(role)) {
        const from = people.find((it) => it.staff === (own ?? under));
        expect(mayHave(people, { ...work, role }).filter((it) => it !== from || role === work.role)).toEqual([]);
      }
    }));

  it('nothing is nobody’s while the person above whoever should have it is here', () =>
    over((people, work, own) => {
      const above = people.find((it) => it.staff === people.find(({ staff }) => staff === own)?.supervisor);
      if (!above?.here || above.staff === work.not || above.staff === own) return;
      expect(ownerOf(work, people, { own })).not.toBeNull();
    }));
});
