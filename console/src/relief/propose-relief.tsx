import { Form } from 'antd';
import { KINDS, type Relief } from '../book/kinds';
import { api } from '../client/client';
import { Enter } from '../parts/entry/enter';
import { ChoiceLine, DayLine, TextLine } from '../parts/entry/said-form';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import { OwnSchedule } from './own-schedule';
import { ReliefAhead } from './relief-ahead';
import { scheduleOf, type TypedSchedule } from './typed';
import { RELIEF_WORDS } from './words';

interface Entered extends TypedSchedule {
  kind: Relief;
  until?: string;
  why: string;
}

/** A case is opened; what it would change is computed before. Proposal and approval follow, by others. */
export function ProposeRelief({ loan }: { loan: string }) {
  const say = useWords(RELIEF_WORDS);
  const { word } = useSaying();
  const open = api.useMutation('post', '/api/v1/cases');
  return (
    <Enter<Entered>
      label={say.openCase}
      entering={open}
      initial={{ kind: 'grace' }}
      saved={say.caseOpened}
      wide
      save={({ kind, why, ...typed }) => open.mutateAsync({ body: { loan, kind, why, ...scheduleOf(typed) } })}
    >
      <ChoiceLine name="kind" label={say.kind} among={KINDS.map((it) => ({ value: it, label: word(it) }))} />
      <Computed loan={loan} />
      <TextLine name="why" label={say.grounds} />
    </Enter>
  );
}

function Computed({ loan }: { loan: string }) {
  const say = useWords(RELIEF_WORDS);
  const form = Form.useFormInstance();
  const kind = Form.useWatch<Relief>('kind', form);
  const until = Form.useWatch<string | undefined>('until', form);
  const own = Form.useWatch<boolean | undefined>('own', form) === true;
  if (!kind) return null;
  return (
    <>
      {!own && <DayLine name="until" label={say.until} optional />}
      <OwnSchedule loan={loan} kind={kind} />
      {!own && <ReliefAhead loan={loan} kind={kind} until={until || null} />}
    </>
  );
}
