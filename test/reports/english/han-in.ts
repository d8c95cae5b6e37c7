import type { Plan } from '../../../src/domain/plan/plan.js';
import { titlesOf } from '../../../src/reports/english/say.js';
import type { Paper } from '../../../src/reports/paper/paper.js';
import type { Who } from '../../../src/reports/paper/who.js';

/** Who reads English, and knows people by their ids. */
export const inEnglishById = (plan: Plan): Who => ({
  ...{ language: 'en', titles: titlesOf(plan) },
  borrower: (id) => id,
  staff: (id) => id,
});

/** The texts of a paper that are still Chinese, but for what the plan itself has in Chinese alone and what somebody wrote. */
export function hanIn(paper: Paper, plan: Plan, written: readonly string[] = []): string[] {
  const own = [...textsIn(plan), ...written].filter((it) => HAN.test(it)).sort((a, b) => b.length - a.length);
  return textsIn({ ...paper, plan: '' }).filter((text) => {
    const rest = own.reduce((left, it) => left.replaceAll(it, ''), text);
    return HAN.test(rest);
  });
}

const HAN = /\p{Script=Han}/u;

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
