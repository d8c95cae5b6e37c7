import type { Entry } from './leaf.js';
import { momentOf, type Row, rowsOf, SOON_MS } from './rows.js';

const verdictOf = (it: Row): unknown => (it.gate as { decision?: { verdict?: string } } | undefined)?.decision?.verdict;

/** What must fit together among the things of an export: each as one line. */
export function crossFaults(entries: readonly Entry[]): string[] {
  const of = rowsOf(entries);
  return [
    ...contacts(of('notices'), of('diary'), of('notice_attempts')),
    ...of('staff_calls').flatMap((it): string[] =>
      (verdictOf(it) === 'go') === it.allowed
        ? []
        : [`staff_calls [${it.staff_call_id}]: it says another thing than the gate's decision beside it`],
    ),
    ...work(of('diary'), of('tasks'), new Set(of('letters').map((it) => it.letter_id))),
    ...opened(of('diary'), of('warnings'), 'warning'),
    ...opened(of('diary'), of('cases'), 'case'),
    ...plans(of('diary'), of('loans'), of('plans')),
    ...gaps(of('payments'), 'payments', 'reference', 'booking'),
    ...gaps(of('notice_attempts'), 'notice_attempts', 'notice_id', 'attempt'),
    ...clocks(of('diary'), of('tasks')),
  ];
}

/** Each contact was decided and let go, each that was decided is a message, each attempt is there. */
function contacts(notices: Row[], diary: Row[], tries: Row[]): string[] {
  const decided = new Set(diary.map((it) => `${it.subject}/${it.entry}`));
  const there = new Set(notices.map((it) => `${it.loan_id}/${it.entry}`));
  const attempts = new Map<unknown, number>();
  for (const { notice_id } of tries) attempts.set(notice_id, (attempts.get(notice_id) ?? 0) + 1);
  return [
    ...notices.flatMap((it): string[] => {
      const counted = attempts.get(it.notice_id) ?? 0;
      const name = `notices [${it.notice_id}]`;
      return [
        ...(decided.has(`${it.loan_id}/${it.entry}`) ? [] : [`${name}: nothing in the diary decided it`]),
        ...(counted === Number(it.attempts ?? 0)
          ? []
          : [`${name}: ${it.attempts} attempts are counted, ${counted} are there`]),
        ...(it.contacted_at === undefined || it.gate === undefined || verdictOf(it) === 'go'
          ? []
          : [`${name}: the borrower was contacted, though the gate said ${verdictOf(it)}`]),
      ];
    }),
    ...diary.flatMap((it): string[] =>
      it.kind === 'loan' && it.what === 'notice' && !there.has(`${it.subject}/${it.entry}`)
        ? [`diary ${it.subject} ${it.entry}: a message was decided, and there is none`]
        : [],
    ),
  ];
}

/** What was decided to be done by people, or to be written, is there; and each piece of work of a loan was decided. */
function work(diary: Row[], tasks: Row[], letters: ReadonlySet<unknown>): string[] {
  const there = new Set(tasks.map((it) => it.task_id));
  const opened = new Set(
    diary.map((it) => (it.what === 'task.open' ? (it.detail as { task?: string }).task : undefined)),
  );
  return [
    ...diary.flatMap((it): string[] => {
      const { task } = it.detail as { task?: string };
      if (it.what === 'task.open' && task !== undefined && !there.has(task))
        return [`diary ${it.subject} ${it.entry}: work was opened, ${task}, and is not there`];
      return it.kind === 'loan' && it.what === 'letter' && !letters.has(`${it.subject}/${it.entry}`)
        ? [`diary ${it.subject} ${it.entry}: a letter was decided, and there is none`]
        : [];
    }),
    ...tasks.flatMap((it): string[] =>
      it.loan_id === undefined || opened.has(String(it.task_id))
        ? []
        : [`tasks ["${it.task_id}"]: nothing in the diary opened it`],
    ),
  ];
}

/** No warning and no case but its line in the diary says why. */
function opened(diary: Row[], things: Row[], kind: 'warning' | 'case'): string[] {
  const said = new Set(diary.flatMap((it) => (it.what === `${kind}.open` ? [(it.detail as Row)[kind]] : [])));
  return things.flatMap((it) => {
    const id = it[`${kind}_id`];
    return said.has(id) ? [] : [`${kind}s ["${id}"]: nothing in the diary opened it`];
  });
}

function plans(diary: Row[], loans: Row[], versions: Row[]): string[] {
  const there = new Set(versions.map((it) => `${it.plan}/${it.version}`));
  const planOf = new Map(loans.map((it) => [it.loan_id, it.plan]));
  return diary.flatMap((it): string[] => {
    const plan = planOf.get(it.subject);
    if (it.kind !== 'loan' || !it.plan_version || plan === undefined || there.has(`${plan}/${it.plan_version}`))
      return [];
    return [`diary ${it.subject} ${it.entry}: decided by version ${it.plan_version} of ${plan}, which is not there`];
  });
}

/** What is counted from 1 for each thing has no gap. */
function gaps(counted: Row[], table: string, of: string, by: string): string[] {
  const numbers = new Map<unknown, number[]>();
  for (const it of counted) numbers.set(it[of], [...(numbers.get(it[of]) ?? []), Number(it[by])]);
  return [...numbers].flatMap(([thing, found]) => {
    const missing = found.map((_, n) => n + 1).filter((n) => !found.includes(n));
    return missing.map((n) => `${table} ${JSON.stringify([thing, n])}: is missing, though later ones are there`);
  });
}

/** Nothing was done before its moment, or ended before it began. */
const clocks = (diary: Row[], tasks: Row[]): string[] => [
  ...diary.flatMap((it): string[] =>
    momentOf(it.acted_at)! + SOON_MS < momentOf(it.at)!
      ? [`diary ${it.subject} ${it.entry}: done at ${it.acted_at}, before its moment ${it.at}`]
      : [],
  ),
  ...tasks.flatMap((it): string[] =>
    it.ended_at !== undefined && momentOf(it.ended_at)! + SOON_MS < momentOf(it.opened_at)!
      ? [`tasks ["${it.task_id}"]: ended at ${it.ended_at}, before it was opened at ${it.opened_at}`]
      : [],
  ),
];
