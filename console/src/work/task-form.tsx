import { App, Button, Checkbox, Form, Input, Radio } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Answer } from '../client/client';
import { DayLine, MoneyLine } from '../parts/entry/said-form';
import { Facts } from '../parts/facts';
import { LetterFile } from '../parts/letter-file';
import { Mark } from '../parts/mark';
import { Trouble } from '../parts/refusal/trouble';
import { PART_WORDS } from '../parts/words';
import { useSession } from '../session/session';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import { Call } from './call';
import { HandOver } from './hand-over';
import { useRecord } from './use-record';
import { WORK_WORDS } from './words';

type Task = Answer<'Task'>;

/** A task: what it is about and why, the call where it is one, and its record by the plan's own form. */
export function TaskForm({ task, close }: { task: Task; close: () => void }) {
  const say = useWords(WORK_WORDS);
  const { money, moment, word } = useSaying();
  const { can } = useSession();
  return (
    <div className="stack">
      <Facts
        of={{
          [say.due]: task.late ? <Mark tone="bad">{moment(task.due)}</Mark> : moment(task.due),
          [say.borrower]: task.borrower && <BorrowerLink task={task} />,
          [say.loan]: task.loan && <Link to={`/loans/${encodeURIComponent(task.loan)}`}>{task.loan}</Link>,
          [say.overdue]:
            task.overdue !== null && task.dpd ? `${money(task.overdue)} · ${say.days(String(task.dpd))}` : null,
          [say.owner]: `${task.owner ?? say.nobody} · ${word(task.role)}`,
          [say.rule]: task.rule,
          [say.why]: task.why,
          [say.letter]: task.letter && <LetterFile letter={task.letter} name={task.id} />,
        }}
      />
      {task.decides !== null ? (
        <Link className="strong" to={`/approvals?case=${encodeURIComponent(task.decides)}`}>
          {say.decide}
        </Link>
      ) : (
        can('POST /tasks/:task/done') && <Record task={task} close={close} />
      )}
      {can('POST /tasks/:task/owner') && <HandOver task={task} done={close} />}
    </div>
  );
}

const BorrowerLink = ({ task }: { task: Task }) => (
  <Link to={`/borrowers/${encodeURIComponent(task.borrower!)}`}>{task.name ?? task.borrower}</Link>
);

interface Entered {
  ended?: 'answered' | 'unanswered';
  promiseOn?: string;
  promiseAmount?: string;
  /** By the number of the form's line. */
  lines?: string[];
  note?: string;
  incomplete?: boolean;
}

function Record({ task, close }: { task: Task; close: () => void }) {
  const say = useWords(WORK_WORDS);
  const parts = useWords(PART_WORDS);
  const { line: said } = useSaying();
  const { message } = App.useApp();
  const { can } = useSession();
  const [form] = Form.useForm<Entered>();
  const [called, setCalled] = useState(false);
  const record = useRecord(task);
  const calls = task.loan !== null && can('POST /tasks/:task/call');
  const ended = Form.useWatch('ended', form);
  const unanswered = called && ended === 'unanswered';
  const lenient = Form.useWatch('incomplete', form) === true;

  const save = async (it: Entered) => {
    const { promiseOn, promiseAmount, note } = it;
    const promise = promiseOn && promiseAmount ? { on: promiseOn, amount: promiseAmount } : null;
    const noted = promise ? say.notePromised(promise.amount, promise.on) : say.noteAnswered;
    const answers = Object.fromEntries(
      task.form.map((line, n) => [line, it.lines?.[n] ?? '']).filter(([, text]) => text),
    );
    await record.save({
      ...(called && it.ended ? { ended: it.ended } : {}),
      ...(promise && !unanswered ? { promise } : {}),
      ...(unanswered ? {} : { done: { note: note || noted, answers, incomplete: it.incomplete === true } }),
    });
    void message.success(say.saved);
    close();
  };

  return (
    <Form<Entered>
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={{ ended: 'answered', promiseAmount: task.overdue ?? '' }}
      onFinish={(it) => void save(it).catch(() => undefined)}
    >
      {calls && (
        <section className="gap">
          <Call task={task} letGo={() => setCalled(true)} />
        </section>
      )}
      {called && (
        <>
          <Form.Item name="ended" label={say.ended}>
            <Radio.Group
              optionType="button"
              options={[
                { value: 'answered', label: say.answered },
                { value: 'unanswered', label: say.unanswered },
              ]}
            />
          </Form.Item>
          {!unanswered && can('POST /promises') && (
            <fieldset className="pair">
              <legend>{say.promised}</legend>
              <DayLine name="promiseOn" label={say.promiseOn} optional />
              <MoneyLine name="promiseAmount" label={say.promiseAmount} optional />
            </fieldset>
          )}
        </>
      )}
      {!unanswered && (
        <>
          <h3>{say.record}</h3>
          {task.form.map((line, n) => (
            <Form.Item
              key={line}
              name={['lines', n]}
              label={said(line)}
              rules={lenient ? [] : [{ required: true, message: parts.needed }]}
            >
              <Input.TextArea autoSize={{ minRows: 1, maxRows: 6 }} />
            </Form.Item>
          ))}
          <Form.Item
            name="note"
            label={called ? say.notes : say.note}
            rules={called ? [] : [{ required: true, message: parts.needed }]}
          >
            <Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} maxLength={10_000} />
          </Form.Item>
          {task.form.length > 0 && (
            <Form.Item name="incomplete" valuePropName="checked">
              <Checkbox>{say.incomplete}</Checkbox>
            </Form.Item>
          )}
        </>
      )}
      {record.error !== null && <Trouble error={record.error} />}
      <Button type="primary" htmlType="submit" loading={record.isPending}>
        {unanswered ? say.later : called ? say.saveCall : say.done}
      </Button>
    </Form>
  );
}
