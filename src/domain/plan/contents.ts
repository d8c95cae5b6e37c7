import type { NoticeSpec, Plan, TaskSpec } from '../plan.js';

/** Where something stands in a plan's file: the keys that lead to it. */
type Path = (string | number)[];

export interface PlacedNotice {
  path: Path;
  /** The reminder, stage and action, or offer that sends it. */
  where: string;
  rule: string;
  purpose: 'reminder' | 'collection' | 'offer';
  notice: NoticeSpec;
}

/** Every message of a plan. */
export function noticesOf(plan: Plan): PlacedNotice[] {
  const listed = <T extends { id: string; rule: string; notice?: NoticeSpec | undefined }>(
    part: string,
    items: T[],
    purpose: PlacedNotice['purpose'],
  ): PlacedNotice[] =>
    items.flatMap(({ id, rule, notice }, n) =>
      notice ? [{ path: [part, n, 'notice'], where: `${part}: ${id}`, rule, purpose, notice }] : [],
    );
  return [
    ...listed('reminders', plan.reminders, 'reminder'),
    ...plan.ladder.stages.flatMap(({ stage, rule, actions }, s) =>
      actions.flatMap((action, n): PlacedNotice[] => {
        if (!action.notice) return [];
        const path = ['ladder', 'stages', s, 'actions', n, 'notice'];
        const where = `stage ${stage}: ${action.id}`;
        return [{ path, where, rule: action.rule ?? rule, purpose: 'collection', notice: action.notice }];
      }),
    ),
    ...listed('maturity', plan.maturity, 'reminder'),
    ...listed('offers', plan.offers, 'offer'),
  ];
}

/** Every letter that a plan names. */
export function lettersOf(plan: Plan): { path: Path; letter: string }[] {
  return findAll(plan, (key, value) => key === 'letter' && typeof value === 'string').map(({ path, value }) => ({
    path,
    letter: value as string,
  }));
}

export interface PlacedTask {
  path: Path;
  task: TaskSpec;
  /** What stands beside it, such as the conditions on which it is opened. */
  beside: Record<string, unknown>;
}

/** Every task of a plan, wherever it stands: alone, or among the measures of a warning. */
export function tasksOf(plan: Plan): PlacedTask[] {
  const alone = findAll(plan, (key) => key === 'task').map(({ path, value, beside }) => ({
    path,
    task: value as TaskSpec,
    beside,
  }));
  const measures = findAll(plan, (key) => key === 'measures').flatMap(({ path, value, beside }) =>
    (value as TaskSpec[]).map((task, n) => ({ path: [...path, n], task, beside })),
  );
  return [...alone, ...measures];
}

/** Every title, wherever it stands, and every line of a form. */
export function titlesOf(plan: Plan): { path: Path; text: string }[] {
  const titles = findAll(plan, (key, value) => key === 'title' && typeof value === 'string');
  const forms = findAll(plan, (key, value) => key === 'form' && Array.isArray(value));
  return [
    ...titles.map(({ path, value }) => ({ path, text: value as string })),
    ...forms.flatMap(({ path, value }) => (value as string[]).map((text, n) => ({ path: [...path, n], text }))),
  ];
}

interface Found {
  path: Path;
  value: unknown;
  beside: Record<string, unknown>;
}

function findAll(part: unknown, wanted: (key: string, value: unknown) => boolean, path: Path = []): Found[] {
  if (typeof part !== 'object' || part === null) return [];
  const beside = part as Record<string, unknown>;
  return Object.entries(beside).flatMap(([key, value]) => {
    const here = [...path, Array.isArray(part) ? Number(key) : key];
    const own =
      !Array.isArray(part) && value !== undefined && wanted(key, value) ? [{ path: here, value, beside }] : [];
    return [...own, ...findAll(value, wanted, here)];
  });
}
