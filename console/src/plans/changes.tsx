import diff from 'microdiff';
import { Rows } from '../parts/rows';
import { useWords } from '../words/language';
import { PLAN_WORDS } from './words';

interface Change {
  where: string;
  before: string;
  now: string;
}

const written = (value: unknown) =>
  value === undefined ? '–' : typeof value === 'object' ? JSON.stringify(value) : String(value);

/** Two versions of a plan, key by key. */
export function Changes({ before, now }: { before: object; now: object }) {
  const say = useWords(PLAN_WORDS);
  const changes = diff(before, now)
    .filter(({ path }) => path.join() !== 'version')
    .map(
      (it): Change => ({
        where: it.path.join(' › '),
        before: it.type === 'CREATE' ? '–' : written(it.oldValue),
        now: it.type === 'REMOVE' ? '–' : written(it.value),
      }),
    );
  if (changes.length === 0) return <p className="soft">{say.same}</p>;
  const columns = [
    { label: say.where, show: (it: Change) => <code>{it.where}</code> },
    { label: say.before, show: (it: Change) => it.before },
    { label: say.now, show: (it: Change) => it.now },
  ];
  return <Rows label={say.changes} columns={columns} rows={changes} keyOf={(it) => it.where} />;
}
