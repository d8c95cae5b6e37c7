import { Alert, Button, Form, Modal, Table, type TableColumnsType } from 'antd';
import { useState } from 'react';
import { type Answer, api } from '../client/client';
import { Asked } from '../parts/asked';
import { ChoiceLine, TextLine } from '../parts/entry/said-form';
import { useTakers } from '../parts/entry/takers';
import { useTold } from '../parts/entry/told';
import { Said, Trouble } from '../parts/refusal/trouble';
import { PART_WORDS } from '../parts/words';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import { STAFF_WORDS } from './words';

type Task = Answer<'Task'>;
/** As many as go at once. */
const MOST = 200;

/** Tasks of one person, chosen in a list, go to another; why one stays is said. */
export function HandWorkOver({ from }: { from: string }) {
  const say = useWords(STAFF_WORDS);
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{say.handOver}</Button>
      {open && <Hands from={from} close={() => setOpen(false)} />}
    </>
  );
}

function Hands({ from, close }: { from: string; close: () => void }) {
  const say = useWords(STAFF_WORDS);
  const parts = useWords(PART_WORDS);
  const { count } = useSaying();
  const told = useTold();
  const [form] = Form.useForm<{ to: string; reason: string }>();
  const [tasks, setTasks] = useState<readonly Task[]>([]);
  const listed = api.useQuery('get', '/api/v1/tasks', { params: { query: { owner: from, limit: MOST } } });
  const giving = api.useMutation('post', '/api/v1/task-hand-overs');
  const takers = useTakers([...new Set(tasks.map((it) => it.role))], from);
  const stay = giving.data?.items.filter((it) => it.refused !== null) ?? [];
  const save = async (it: { to: string; reason: string }) => {
    const { items } = await giving.mutateAsync({ body: { from, ...it, tasks: tasks.map(({ task }) => task) } });
    const gone = items.filter(({ refused }) => refused === null).map(({ task }) => task);
    const back = () => giving.mutateAsync({ body: { from: it.to, to: from, reason: say.mistaken, tasks: gone } });
    if (gone.length > 0) told(say.went(count(gone.length)), back);
    setTasks([]);
    if (gone.length === items.length) close();
  };
  return (
    <Modal
      open
      width={880}
      title={`${say.handOver} · ${from}`}
      okText={say.give(count(tasks.length))}
      okButtonProps={{ disabled: tasks.length === 0, loading: giving.isPending }}
      cancelText={parts.cancel}
      closable={{ 'aria-label': parts.close }}
      onOk={() => form.submit()}
      onCancel={close}
    >
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(it) => void save(it).catch(() => undefined)}>
        <Asked query={listed} empty={({ items }) => (items.length === 0 ? say.nothing : null)}>
          {({ items }) => <Choice of={items} chosen={tasks} choose={setTasks} />}
        </Asked>
        <ChoiceLine name="to" label={say.to} among={takers} />
        <TextLine name="reason" label={say.reason} />
        {stay.length > 0 && (
          <Alert
            type="warning"
            showIcon
            title={say.stays(count(stay.length))}
            description={[...new Set(stay.map((it) => it.refused!))].map((it) => <Said key={it} line={it} />)}
          />
        )}
        {giving.error != null && <Trouble error={giving.error} />}
      </Form>
    </Modal>
  );
}

interface Chosen {
  of: readonly Task[];
  chosen: readonly Task[];
  choose: (tasks: Task[]) => void;
}

function Choice({ of, chosen, choose }: Chosen) {
  const say = useWords(STAFF_WORDS);
  const { title, moment, word } = useSaying();
  const columns: TableColumnsType<Task> = [
    { title: say.due, width: 150, render: (_, it) => <time className="number">{moment(it.due)}</time> },
    { title: say.work, width: 260, render: (_, it) => title(it.title, it.kind) },
    { title: say.about2, width: 150, render: (_, it) => [it.loan ?? it.duty, it.name].filter(Boolean).join(' ') },
    { title: say.roles, width: 130, render: (_, it) => word(it.role) },
  ];
  return (
    <Table<Task>
      className="gap"
      aria-label={say.which}
      virtual
      size="small"
      pagination={false}
      scroll={{ x: 690, y: 300 }}
      rowKey="task"
      columns={columns}
      dataSource={of as Task[]}
      rowSelection={{
        columnWidth: 44,
        selectedRowKeys: chosen.map((it) => it.task),
        onChange: (_, rows) => choose(rows),
        getTitleCheckboxProps: () => ({ 'aria-label': say.all }),
        getCheckboxProps: (it) => ({ 'aria-label': `${it.id} ${title(it.title, it.kind)}` }),
      }}
    />
  );
}
