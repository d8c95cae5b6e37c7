import type { Figures } from '../loan/steps.js';
import type { NoticeSpec, Plan, TaskSpec } from '../plan/plan.js';

/** Where something stands in a plan's file: the keys that lead to it. */
type Path = (string | number)[];

export interface PlacedNotice {
  path: Path;
  /** The reminder, stage and action, or offer that sends it. */
  where: string;
  rule: string;
  /** `news` tells of no money. */
  purpose: 'reminder' | 'collection' | 'offer' | 'news';
  notice: NoticeSpec;
  /** The figures that its words may name; left out: none. */
  figures?: (keyof Figures)[];
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
    ...plan.offers.flatMap(({ id, rule, notice, personal }, n): PlacedNotice[] => {
      if (!personal) return [];
      const own = { ...notice, template: personal.template, byChannel: undefined };
      const place = { path: ['offers', n, 'personal'], where: `offers: ${id}`, rule, purpose: 'offer' as const };
      return [{ ...place, notice: own, figures: ['rate', 'limit', 'onTime'] }];
    }),
    ...(plan.rateChange ? [rateNoticeOf(plan.rateChange)] : []),
    ...(plan.reliefRefused ? [newsOf('reliefRefused', plan.reliefRefused)] : []),
  ];
}

const rateNoticeOf = (it: NonNullable<Plan['rateChange']>): PlacedNotice => ({
  ...newsOf('rateChange', it),
  figures: ['rate', 'rateFrom'],
});

const newsOf = (where: string, { rule, notice }: { rule: string; notice: NoticeSpec }): PlacedNotice => ({
  ...{ path: [where, 'notice'], where, rule, purpose: 'news', notice },
});

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

/** The signals and figures that a plan does something about; of others a signal opens a yellow warning, a figure does nothing. */
export function listensFor(plan: Plan): { signals: string[]; indicators: string[] } {
  const inConditions = findAll(plan, (key, value) => key === 'signals' && isWords(value));
  const kinds = [...plan.warnings.signals, ...inConditions.map(({ value }) => ({ kinds: value as string[] }))];
  const figures = findAll(plan, (key, value) => key === 'indicator' && typeof value === 'string');
  const sorted = (words: string[]) => [...new Set(words)].sort();
  return {
    signals: sorted(kinds.flatMap((it) => it.kinds)),
    indicators: sorted(figures.map(({ value }) => value as string)),
  };
}

const isWords = (value: unknown): boolean => Array.isArray(value) && value.every((it) => typeof it === 'string');

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
