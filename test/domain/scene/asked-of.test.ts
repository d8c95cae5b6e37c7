import { expect, it } from 'vitest';
import { askedOf } from '../../../src/domain/scene/asked-of.js';
import { shippedPlans } from '../../../src/library/shipped-plans.js';

const task = { kind: 'visit', role: 'account-manager' as const, dueDays: 5 };

it('P10.4: a visit to an enterprise does not ask about illness, one to a person does', () => {
  const form = [
    '未还原因：受灾、疾病、暂时困难',
    '灾害或疾病',
    '疾病或失业',
    '证明材料：受灾证明、病历等',
    '预计出售时间',
  ];
  expect(askedOf({ ...task, form }, 'enterprise').form).toEqual([
    ...['未还原因：受灾、暂时困难', '灾害', '失业', '证明材料：受灾证明等', '预计出售时间'],
  ]);
  expect(askedOf({ ...task, form }, 'person').form).toEqual(form);
});

it('no plan asks an enterprise about it, and no answer that sets something loses its line', async () => {
  const tasks: (typeof task & { form: string[]; sets?: unknown })[] = [];
  const look = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return;
    if ('form' in part && 'dueDays' in part && Array.isArray(part.form)) tasks.push(part as (typeof tasks)[number]);
    Object.values(part).forEach(look);
  };
  for (const plan of (await shippedPlans()).values()) if (plan.borrowers.includes('enterprise')) look(plan);
  expect(tasks.some((it) => it.form.join().includes('疾病'))).toBe(true);
  for (const it of tasks) {
    const asked = askedOf(it as never, 'enterprise').form!;
    expect(asked.join()).not.toMatch(/疾病|病历/);
    if (it.sets !== undefined) expect(asked).toEqual(it.form);
  }
});
