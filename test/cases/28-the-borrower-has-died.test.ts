import { describe, expect, it, vi } from 'vitest';
import { preview } from '../../src/domain/preview/preview.js';
import { parseMoment } from '../../src/domain/time/dates.js';
import { shippedPlans } from '../../src/library/shipped-plans.js';
import { habitsOf } from '../../src/rehearsal/scenario.js';
import { scenarioLoans } from '../../src/rehearsal/scenario-loans.js';
import { CHINA } from '../support/contact-rules.js';
import { ofWhat, rehearsed, scenarioOf } from './case.js';

vi.setConfig({ testTimeout: 240_000 });

const NEWS = parseMoment('2026-12-23T10:00:00+08:00')!;
const plans = await shippedPlans();

describe('news that rests the ladder', () => {
  it('from a death on nothing goes to the borrower and no letter is made, until a person has decided', async () => {
    const lines = await rehearsed(scenarioOf('28'));
    for (const what of ['notice', 'stage', 'offer']) expect(ofWhat(lines, what), what).toEqual([]);
    // The form of the warning stays in the house.
    expect(ofWhat(lines, 'letter').map((line) => line.kind)).toEqual(['warning-form']);
    expect(ofWhat(lines, 'task.open', { kind: 'contact-decision' })).toMatchObject([
      { at: '2026-12-23T10:00:00+08:00', role: 'account-manager' },
    ]);
    expect(ofWhat(lines, 'task.open', { kind: 'repayment-plan' })).toEqual([]);
  });

  it('a message that waited when the news came is not sent; what a person decides lets the rest go on', async () => {
    const late = (text: string) =>
      text
        .replace('2026-12-23T10:00:00+08:00, signal', '2026-12-29T09:00:00+08:00, signal')
        .concat('  - { at: 2027-01-10T10:00:00+08:00, release: { loan: D4 } }\n');
    const lines = await rehearsed(scenarioOf('28', late));
    const told = ofWhat(lines, 'notice', { status: 'sent' }).map((it) => it.at.slice(0, 10));
    expect(told[0]).toBe('2026-12-25');
    expect(told.filter((day) => day >= '2026-12-29' && day < '2027-01-10')).toEqual([]);
    expect(told.filter((day) => day >= '2027-01-10')).not.toEqual([]);
  });

  it.each([...plans.values()].map((plan) => [plan.plan, plan] as const))('%s', (name, plan) => {
    expect(plan.warnings.rests).not.toEqual([]);
    const it = scenarioOf('28', (text) =>
      text.replace('04-personal', name).replace('until: 2027-02-01', 'until: 2027-06-01'),
    );
    const [given] = scenarioLoans(it, plans);
    const profile = { ...given!.file.profile, kind: plan.borrowers[0]! };
    const told = (signals: object[]) => {
      const loans = [{ plan, file: { ...given!.file, profile, signals: signals as never } }];
      return preview({ loans, until: it.until, staff: habitsOf(it), providers: {}, rules: CHINA });
    };
    const reaches = (lines: ReturnType<typeof told>) =>
      lines.filter(
        (line) =>
          line.at >= NEWS &&
          (line.what === 'notice'
            ? line.status === 'sent'
            : line.kind === 'lawyer-letter' || line.kind === 'collection-notice'),
      );
    expect(reaches(told([]))).not.toEqual([]);
    for (const kind of plan.warnings.rests.flatMap((rest) => rest.kinds)) {
      const signal = { id: '1', source: 'registry', kind, at: NEWS };
      expect(reaches(told([signal])), kind).toEqual([]);
      expect(
        told([signal]).filter((line) => line.kind === 'contact-decision'),
        kind,
      ).not.toEqual([]);
    }
    const decided = {
      id: '1',
      source: 'registry',
      kind: plan.warnings.rests[0]!.kinds[0]!,
      at: NEWS,
      restEndedAt: NEWS + 86_400_000,
    };
    expect(reaches(told([decided]))).not.toEqual([]);
  });
});
