import { Drawer, Segmented } from 'antd';
import { useState } from 'react';
import { PAGE_TITLES } from '../app/page-list';
import { type Answer, api, IN_PARTS } from '../client/client';
import { Asked } from '../parts/asked';
import { Mark } from '../parts/mark';
import { More } from '../parts/more';
import { Page } from '../parts/page';
import { PART_WORDS } from '../parts/words';
import { useSession } from '../session/session';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import { Rests } from './rests';
import { TaskForm } from './task-form';
import { TaskList } from './task-list';
import { WORK_WORDS } from './words';

type Whose = 'mine' | 'everybodys';

/** What is to be done, by when, the late on top; and what is not to be done. */
export default function MyWork() {
  const { work } = useWords(PAGE_TITLES);
  const say = useWords(WORK_WORDS);
  const parts = useWords(PART_WORDS);
  const { title } = useSaying();
  const { staff, roles } = useSession();
  // Who looks after the machine has no work of a plan: he begins with everybody's.
  const works = roles.some((it) => !['ops', 'auditor', 'administrator'].includes(it));
  const [whose, setWhose] = useState<Whose>(works ? 'mine' : 'everybodys');
  const [opened, setOpened] = useState<Answer<'Task'> | null>(null);
  const owner = whose === 'mine' && staff !== null ? { owner: staff } : {};
  const tasks = api.useInfiniteQuery('get', '/api/v1/tasks', { params: { query: { limit: 100, ...owner } } }, IN_PARTS);
  const lender = api.useQuery('get', '/api/v1/lender');
  const items = tasks.data?.pages.flatMap((it) => it.items) ?? [];
  const late = items.filter((it) => it.late).length;
  const more = tasks.hasNextPage ? '+' : '';
  return (
    <Page
      title={work}
      about={
        tasks.data && (
          <>
            {say.count(`${items.length}${more}`)} {late > 0 && <Mark tone="bad">{say.lateBy(String(late))}</Mark>}
          </>
        )
      }
      actions={
        <Segmented<Whose>
          aria-label={say.whose}
          value={whose}
          onChange={setWhose}
          options={[
            { value: 'mine', label: say.mine },
            { value: 'everybodys', label: say.everybodys },
          ]}
        />
      }
    >
      <div className="split">
        <div>
          <Asked
            query={tasks}
            empty={() => (items.length === 0 ? (whose === 'mine' ? say.nothingMine : say.nothing) : null)}
          >
            {() => (
              <>
                <TaskList tasks={items} now={lender.data?.now ?? ''} opened={opened?.task ?? null} open={setOpened} />
                <More of={tasks} />
              </>
            )}
          </Asked>
        </div>
        <Rests />
      </div>
      <Drawer
        open={opened !== null}
        onClose={() => setOpened(null)}
        size={560}
        title={opened && title(opened.title, opened.kind)}
        closable={{ 'aria-label': parts.close }}
        destroyOnHidden
      >
        {opened && <TaskForm key={opened.task} task={opened} close={() => setOpened(null)} />}
      </Drawer>
    </Page>
  );
}
