import { Alert, App, Button, Checkbox, Form, Input, Radio, Select } from 'antd';
import { useState } from 'react';
import type { Answer } from '../client/client';
import { DayLine, MoneyLine } from '../parts/entry/said-form';
import { Trouble } from '../parts/refusal/trouble';
import { PART_WORDS } from '../parts/words';
import { useSession } from '../session/session';
import { Proof } from '../visit/proof';
import { NOTHING_SHOWN, type Shown } from '../visit/proofs';
import { VISIT_WORDS } from '../visit/words';
import { useWriting } from '../visit/writing';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import { Call } from './call';
import { useRecord } from './use-record';
import { WORK_WORDS } from './words';

type Task = Answer<'Task'>;

interface Entered {
  ended?: 'answered' | 'unanswered';
  promiseOn?: string;
  promiseAmount?: string;
  /** By the number of the form's line. */
  lines?: string[];
  note?: string;
  incomplete?: boolean;
  shown?: Shown;
}

/** What came of a task: the call where there was one, the lines of the plan's form, what shows it. It is kept while it is written. */
export function Record({ task, close }: { task: Task; close: () => void }) {
  const say = useWords(WORK_WORDS);
  const parts = useWords(PART_WORDS);
  const visit = useWords(VISIT_WORDS);
  const { message } = App.useApp();
  const { can } = useSession();
  const { title, line: said } = useSaying();
  const [form] = Form.useForm<Entered>();
  const [called, setCalled] = useState(false);
  const record = useRecord(task);
  const writing = useWriting(task.task, `${title(task.title, task.kind)} · ${task.loan ?? task.id}`, form);
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
    });
    const left = unanswered
      ? 'sent'
      : await writing.finish(
          { note: note || noted, answers, incomplete: it.incomplete === true },
          it.shown ?? NOTHING_SHOWN,
        );
    if (left === 'refused') return;
    void message.success(left === 'sent' ? say.saved : visit.kept);
    close();
  };

  if (writing.waits) return <Alert type="info" showIcon title={visit.waiting} description={visit.sealed} />;
  return (
    <Form<Entered>
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={{ ended: 'answered', promiseAmount: task.overdue ?? '', ...writing.begun }}
      onValuesChange={(_, all) => writing.note(all)}
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
            <fieldset className="boxed pair">
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
              {line in task.choices ? (
                <Select options={task.choices[line]!.map((value) => ({ value, label: said(value) }))} />
              ) : task.days.includes(line) ? (
                <Input type="date" />
              ) : (
                <Input.TextArea autoSize={{ minRows: 1, maxRows: 6 }} />
              )}
            </Form.Item>
          ))}
          <Form.Item
            name="note"
            label={called ? say.notes : say.note}
            rules={called ? [] : [{ required: true, message: parts.needed }]}
          >
            <Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} maxLength={10_000} />
          </Form.Item>
          {task.kind !== 'call' && can('POST /tasks/:task/evidence') && (
            <Form.Item name="shown" label={visit.shows}>
              <Proof />
            </Form.Item>
          )}
          {task.form.length > 0 && (
            <Form.Item name="incomplete" valuePropName="checked">
              <Checkbox>{say.incomplete}</Checkbox>
            </Form.Item>
          )}
        </>
      )}
      {record.error !== null && <Trouble error={record.error} />}
      {writing.refused !== null && <Trouble error={writing.refused} />}
      <Button type="primary" htmlType="submit" loading={record.isPending || writing.isSending}>
        {unanswered ? say.later : called ? say.saveCall : say.done}
      </Button>
    </Form>
  );
}
