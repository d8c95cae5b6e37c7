import { Form } from 'antd';
import { api } from '../client/client';
import { Enter } from '../parts/entry/enter';
import { ChoiceLine, DayLine, TextLine } from '../parts/entry/said-form';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import { KINDS, type Relief } from './kinds';
import { ReliefAhead } from './relief-ahead';
import { BOOK_WORDS } from './words';

/** A case is opened; what it would change is computed before. Proposal and approval follow, by others. */
export function ProposeRelief({ loan }: { loan: string }) {
  const say = useWords(BOOK_WORDS);
  const { word } = useSaying();
  const open = api.useMutation('post', '/api/v1/cases');
  return (
    <Enter<{ kind: Relief; until?: string; why: string }>
      label={say.openCase}
      entering={open}
      initial={{ kind: 'grace' }}
      saved={say.caseOpened}
      save={({ kind, why }) => open.mutateAsync({ body: { loan, kind, why } })}
    >
      <ChoiceLine name="kind" label={say.kind} among={KINDS.map((it) => ({ value: it, label: word(it) }))} />
      <DayLine name="until" label={say.until} optional />
      <Computed loan={loan} />
      <TextLine name="why" label={say.grounds} />
    </Enter>
  );
}

function Computed({ loan }: { loan: string }) {
  const form = Form.useFormInstance();
  const kind = Form.useWatch<Relief>('kind', form);
  const until = Form.useWatch<string | undefined>('until', form);
  return kind ? <ReliefAhead loan={loan} kind={kind} until={until || null} /> : null;
}
