import { PAGE_TITLES } from '../app/page-list';
import { type Answer, api } from '../client/client';
import { Asked } from '../parts/asked';
import { Mark } from '../parts/mark';
import { Page } from '../parts/page';
import { type Column, Rows } from '../parts/rows';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import { Absence, Return } from './absence';
import { HandWorkOver } from './hand-work-over';
import { STAFF_WORDS } from './words';

type Person = Answer<'Staff'>;

/** Who works here: who is away, and who has the work of who is. */
export default function People() {
  const { people: title } = useWords(PAGE_TITLES);
  const say = useWords(STAFF_WORDS);
  const { word, count } = useSaying();
  const staff = api.useQuery('get', '/api/v1/staff');
  const columns: Column<Person>[] = [
    { label: say.person, show: (it) => it.staff },
    { label: say.roles, show: (it) => it.roles.map(word).join(' · ') },
    { label: say.branch, show: (it) => it.branch ?? say.every },
    { label: say.supervisor, show: (it) => it.supervisor ?? '–' },
    { label: say.state, show: (it) => <State of={it} /> },
    { label: say.open, show: (it) => count(it.openTasks), figure: true },
    { label: say.act, show: (it) => it.yours && <Acts of={it} /> },
  ];
  const working = (items: readonly Person[]) => items.filter((it) => it.leftOn === null && it.roles.length > 0);
  return (
    <Page title={title} about={say.about}>
      <Asked query={staff} empty={({ items }) => (working(items).length === 0 ? say.none : null)}>
        {({ items }) => (
          <div className="card">
            <Rows label={say.people} columns={columns} rows={working(items)} keyOf={(it) => it.staff} />
          </div>
        )}
      </Asked>
    </Page>
  );
}

function State({ of: { here, absentUntil } }: { of: Person }) {
  const say = useWords(STAFF_WORDS);
  if (here) return <Mark tone="good">{say.here}</Mark>;
  return <Mark tone="warn">{say.awayUntil(absentUntil ?? '–')}</Mark>;
}

const Acts = ({ of: { staff, here, openTasks } }: { of: Person }) => (
  <div className="actions">
    {here ? <Absence of={staff} /> : <Return of={staff} />}
    {openTasks > 0 && <HandWorkOver from={staff} />}
  </div>
);
