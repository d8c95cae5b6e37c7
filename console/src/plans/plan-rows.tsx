import type { Plan } from '../../../src/domain/plan/plan';
import { type Column, Rows } from '../parts/rows';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import { PLAN_WORDS } from './words';

const PARTS = ['reminders', 'checks', 'offers', 'maturity', 'cases', 'duties', 'targets'] as const;

interface Row {
  key: string;
  rule: string;
  part: (typeof PARTS)[number] | 'stages';
  title: string;
  role: string | null;
}

/** What every part of a plan has of these. */
interface Said {
  id?: string;
  kind?: string;
  rule?: string;
  report?: string;
  title?: string;
  task?: { title?: string; kind?: string; role?: string };
  notice?: { template?: string };
}

/** What the plan does, by the row that asks for it. */
export function PlanRows({ plan }: { plan: Plan }) {
  const say = useWords(PLAN_WORDS);
  const { word, named } = useSaying();
  const nameOf = ({ title }: Row) => (/^[a-z][a-z-]*$/i.test(title) ? word(title) : named(title));
  const columns: Column<Row>[] = [
    { label: say.row, show: (it) => it.rule },
    { label: say.part, show: (it) => say[it.part] },
    { label: say.what, show: (it) => nameOf(it) },
    { label: say.who, show: (it) => word(it.role) },
  ];
  return <Rows label={say.rows} columns={columns} rows={rowsOf(plan)} keyOf={(it) => it.key} />;
}

function rowsOf(plan: Plan): Row[] {
  const stages = (plan.ladder?.stages ?? []).map((it) => ({
    ...{
      key: `stages/${it.stage}`,
      rule: it.rule,
      part: 'stages' as const,
      title: it.title,
      role: it.owner,
    },
  }));
  const others = PARTS.flatMap((part) =>
    ((plan[part] ?? []) as Said[]).map((it, n) => ({
      ...{ key: `${part}/${n}`, part, rule: it.rule ?? '–', role: it.task?.role ?? null },
      title: it.title ?? it.task?.title ?? it.task?.kind ?? it.notice?.template ?? it.kind ?? it.id ?? '–',
    })),
  );
  return [...stages, ...others].sort((a, b) => a.rule.localeCompare(b.rule, 'en', { numeric: true }));
}
