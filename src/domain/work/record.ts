/** What a task's record must answer (its `form`), held against what was said. */

/** A line of a form may be named by its words or by its number, from 1 on. */
export type Answers = Record<string, string>;

/** The task asks for documents: filing them answers it. */
const DOCUMENTS = 'document';

/**
 * The answers under the words of the form's lines; `unknown`: keys that are no line, `missing`: lines without an answer.
 * An answer of blanks is none.
 */
export function answersTo(
  task: { kind: string; form: readonly string[] },
  said: Answers,
): { answers: Answers; missing: string[]; unknown: string[] } {
  const form = task.kind === DOCUMENTS ? [] : task.form;
  const lineOf = (key: string) => form.find((line, n) => line === key || String(n + 1) === key);
  const answers: Answers = {};
  for (const [key, value] of Object.entries(said)) {
    const line = lineOf(key);
    if (line !== undefined && value.trim() !== '') answers[line] = value.trim();
  }
  return {
    answers,
    missing: form.filter((line) => !Object.hasOwn(answers, line)),
    unknown: Object.keys(said).filter((key) => lineOf(key) === undefined),
  };
}
