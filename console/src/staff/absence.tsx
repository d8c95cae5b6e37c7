import { App, Button } from 'antd';
import { type Answer, api } from '../client/client';
import { Enter } from '../parts/entry/enter';
import { DayLine } from '../parts/entry/said-form';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import { STAFF_WORDS } from './words';

/** Somebody goes away until a day; who has the open work then is said. */
export function Absence({ of: staff }: { of: Answer<'Staff'>['staff'] }) {
  const say = useWords(STAFF_WORDS);
  const { count } = useSaying();
  const { modal } = App.useApp();
  const absent = api.useMutation('post', '/api/v1/absences');
  const save = async ({ until }: { until: string }) => {
    const { handedOver } = await absent.mutateAsync({ body: { staff, until } });
    if (handedOver.length === 0) return;
    const takers = new Map<string | null, number>();
    for (const { to } of handedOver) takers.set(to, (takers.get(to) ?? 0) + 1);
    void modal.success({
      title: say.gone(count(handedOver.filter((it) => it.to !== null).length)),
      content: (
        <ul>
          {[...takers].map(([to, tasks]) => (
            <li key={to}>
              {to ?? say.nobody}: {count(tasks)}
            </li>
          ))}
        </ul>
      ),
    });
  };
  return (
    <Enter<{ until: string }> label={say.away} entering={absent} save={save}>
      <DayLine name="until" label={say.until} />
    </Enter>
  );
}

/** Somebody is here again, earlier than was said. */
export function Return({ of: staff }: { of: Answer<'Staff'>['staff'] }) {
  const say = useWords(STAFF_WORDS);
  const { message } = App.useApp();
  const back = api.useMutation('post', '/api/v1/returns', { onSuccess: () => void message.success(say.isBack) });
  return (
    <Button loading={back.isPending} onClick={() => back.mutate({ body: { staff } })}>
      {say.back}
    </Button>
  );
}
