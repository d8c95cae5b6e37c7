import type { CaseKind, TaskSpec } from '../plan/plan.js';
import type { Answers } from './record.js';

type Way = NonNullable<NonNullable<TaskSpec['sets']>['way']>;

/**
 * Which way a loan will go, as the record of a piece of work answers it (P2.8: recoverable, extension or renewal, neither): the kind
 * of case that the answer's first word names. `none`: one of those that open none, or the line was left open. Null: no such word.
 */
export function wayOf({ line, cases }: Way, answers: Answers): CaseKind | 'none' | null {
  const said = answers[line]?.trim();
  if (!said) return 'none';
  const named = Object.entries(cases).flatMap(([kind, words]) => words.map((word) => ({ kind, word })));
  // The longest that fits: 不续贷 is not 续贷, and 续贷重组 is what it says.
  const [found] = named.filter(({ word }) => said.startsWith(word)).sort((a, b) => b.word.length - a.word.length);
  return (found?.kind as CaseKind | 'none' | undefined) ?? null;
}

/** The words that an answer may begin with. */
export const wordsOf = ({ cases }: Way): string[] => Object.values(cases).flat();
