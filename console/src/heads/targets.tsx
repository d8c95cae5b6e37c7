import type { Answer } from '../client/client';
import { Mark } from '../parts/mark';
import { type Column, Rows } from '../parts/rows';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import { HEADS_WORDS } from './words';

type Target = Answer<'Portfolio'>['targets'][number];

/** What people and units are judged by, and how it stands. */
export function Targets({ targets }: { targets: readonly Target[] }) {
  const say = useWords(HEADS_WORDS);
  const { named } = useSaying();
  if (targets.length === 0) return <p className="soft">{say.noTargets}</p>;
  const columns: Column<Target>[] = [
    { label: say.target, show: (it) => named(it.title) },
    { label: say.group, show: (it) => (it.group === null ? '–' : named(it.group)) },
    { label: say.bound, show: (it) => it.bound, figure: true },
    { label: say.value, show: (it) => it.value ?? '–', figure: true },
    { label: say.result, show: (it) => <Result met={it.met} /> },
    {
      label: say.points,
      show: (it) => (it.weight === null ? '–' : `${it.points ?? '–'} / ${it.weight}`),
      figure: true,
    },
    { label: say.row, show: (it) => it.rule },
  ];
  return <Rows label={say.targets} columns={columns} rows={targets} keyOf={(it) => it.key} />;
}

function Result({ met }: { met: boolean | null }) {
  const say = useWords(HEADS_WORDS);
  if (met === null) return <Mark>{say.unknown}</Mark>;
  return met ? <Mark tone="good">{say.met}</Mark> : <Mark tone="bad">{say.missed}</Mark>;
}
