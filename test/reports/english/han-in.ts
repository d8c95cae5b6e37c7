import type { Plan } from '../../../src/domain/plan/plan.js';
import { englishWords } from '../../../src/library/english-words.js';
import { titlesOf } from '../../../src/reports/english/say.js';
import type { Paper } from '../../../src/reports/paper/paper.js';
import type { Who } from '../../../src/reports/paper/who.js';

/** Who reads English, and knows people by their ids. */
export const inEnglishById = (plan: Plan): Who => ({
  ...{ language: 'en', titles: new Map([...englishWords(), ...titlesOf(plan)]) },
  borrower: (id) => id,
  staff: (id) => id,
});

/** The texts of a paper that are still Chinese, but for what somebody wrote. */
export function hanIn(paper: Paper, written: readonly string[] = []): string[] {
  const own = [...written].filter((it) => HAN.test(it)).sort((a, b) => b.length - a.length);
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
