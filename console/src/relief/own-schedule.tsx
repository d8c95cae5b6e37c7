import { Alert, Button, Checkbox, Form, Input } from 'antd';
import { useEffect, useState } from 'react';
import type { Relief } from '../book/kinds';
import type { Answer } from '../client/client';
import { Said } from '../parts/refusal/trouble';
import { PART_WORDS } from '../parts/words';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import { ReliefAhead, useReliefAhead } from './relief-ahead';
import './relief.css';
import { MONEY, PARTS, scheduleOf, sumsOf, type TypedRow } from './typed';
import { RELIEF_WORDS } from './words';

/** Who types pauses so long. */
const PAUSE_MS = 400;

/** Where a relief moves due days: a schedule that is typed row by row, and what it changes. */
export function OwnSchedule({ loan, kind }: { loan: string; kind: Relief }) {
  const say = useWords(RELIEF_WORDS);
  const form = Form.useFormInstance();
  const own = Form.useWatch<boolean | undefined>('own', form) === true;
  const { data } = useReliefAhead({ loan, kind, until: null });
  const moves = data?.effect === 'extend';
  const { setFieldsValue } = form;
  // It begins with what is owed, by the days to which the plan would move it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it is asked for; what was typed stays.
  useEffect(() => {
    if (own && moves) setFieldsValue({ rows: (data.refused === null ? data.after : data.before).map(rowOf) });
  }, [own, moves]);
  if (!moves) return null;
  return (
    <>
      <Form.Item name="own" valuePropName="checked" label={null}>
        <Checkbox>{say.own}</Checkbox>
      </Form.Item>
      {own && <Typed loan={loan} kind={kind} owed={data.before} />}
    </>
  );
}

const rowOf = ({ dueOn, principal, interest, fee }: Answer<'ReliefAhead'>['after'][number]): TypedRow => ({
  ...{ dueOn, principal, interest, fee },
});

function Typed({ loan, kind, owed }: { loan: string; kind: Relief; owed: Answer<'ReliefAhead'>['before'] }) {
  const say = useWords(RELIEF_WORDS);
  const form = Form.useFormInstance();
  const rows = Form.useWatch<(TypedRow | undefined)[] | undefined>('rows', form) ?? [];
  const capitalise = Form.useWatch<boolean | undefined>('capitalise', form) === true;
  const typed = usePaused(JSON.stringify(scheduleOf({ own: true, rows: rows as TypedRow[], capitalise })));
  const schedule: ReturnType<typeof scheduleOf> = JSON.parse(typed);
  const asked = { loan, kind, until: null, schedule };
  const faults = useReliefAhead(asked, 'instalments' in schedule).data?.faults ?? [];
  return (
    <fieldset className="boxed own-schedule">
      <legend>{say.ownRows}</legend>
      <Form.List name="rows">
        {(fields, { add, remove }) => (
          <>
            {fields.map(({ key, name }) => (
              <Row
                key={key}
                name={name}
                remove={fields.length > 1 ? () => remove(name) : null}
                faults={faults.filter((it) => it.seq === name + 1).map((it) => it.wrong)}
              />
            ))}
            <Button onClick={() => add({ interest: '0.00', fee: '0.00' })}>{say.add}</Button>
          </>
        )}
      </Form.List>
      <Form.Item name="capitalise" valuePropName="checked" label={null}>
        <Checkbox>{say.capitalise}</Checkbox>
      </Form.Item>
      <Sums typed={sumsOf(rows)} owed={sumsOf(owed)} />
      {'instalments' in schedule ? (
        <ReliefAhead {...asked} />
      ) : (
        <Alert className="gap" type="info" showIcon title={say.unfinished} />
      )}
    </fieldset>
  );
}

function Row({ name, remove, faults }: { name: number; remove: (() => void) | null; faults: readonly string[] }) {
  const say = useWords(RELIEF_WORDS);
  const parts = useWords(PART_WORDS);
  const n = String(name + 1);
  return (
    <fieldset className="own-row" aria-label={say.row(n)}>
      <span className="number soft">{n}</span>
      <Form.Item name={[name, 'dueOn']} label={say.dueOn} rules={[{ required: true, message: parts.needed }]}>
        <Input type="date" />
      </Form.Item>
      {PARTS.map((part) => (
        <Form.Item
          key={part}
          name={[name, part]}
          label={say[part]}
          rules={[{ required: part === 'principal', pattern: MONEY, message: parts.money }]}
        >
          <Input inputMode="decimal" />
        </Form.Item>
      ))}
      {remove && (
        <Button aria-label={say.remove(n)} onClick={remove}>
          ×
        </Button>
      )}
      {faults.length > 0 && (
        <div className="fault" role="alert">
          {faults.map((it) => (
            <Said key={it} line={it} />
          ))}
        </div>
      )}
    </fieldset>
  );
}

/** What is typed against what is owed now, part by part. */
function Sums({ typed, owed }: { typed: number[]; owed: number[] }) {
  const say = useWords(RELIEF_WORDS);
  const { money } = useSaying();
  const line = (label: string, of: number[]) => (
    <tr>
      <th scope="row">{label}</th>
      {[...of, of.reduce((a, b) => a + b, 0)].map((it, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts have their places.
        <td key={n} className="number">
          {money((it / 100).toFixed(2))}
        </td>
      ))}
    </tr>
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keys.
    <section className="sums-box" tabIndex={0} aria-label={say.sum}>
      <table className="sums" aria-live="polite">
        <thead>
          <tr>
            <td />
            {[...PARTS.map((it) => say[it]), say.sum].map((it) => (
              <th key={it} scope="col">
                {it}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {line(say.typed, typed)}
          {line(say.owed, owed)}
          {line(
            say.differs,
            typed.map((it, n) => it - owed[n]!),
          )}
        </tbody>
      </table>
    </section>
  );
}

function usePaused(text: string): string {
  const [paused, setPaused] = useState(text);
  useEffect(() => {
    const soon = setTimeout(() => setPaused(text), PAUSE_MS);
    return () => clearTimeout(soon);
  }, [text]);
  return paused;
}
