import { Button } from 'antd';
import { STATUS_WORDS } from '../book/words';
import type { Answer } from '../client/client';
import { type Column, Rows } from '../parts/rows';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import { AUDIT_WORDS } from './words';

type Notice = Answer<'Notice'>;

/** The messages about a loan, the newest first, each to be explained. */
export function Contacts({ contacts, explain }: { contacts: readonly Notice[]; explain: (notice: number) => void }) {
  const say = useWords(AUDIT_WORDS);
  const status = useWords(STATUS_WORDS);
  const { moment, word } = useSaying();
  const columns: Column<Notice>[] = [
    { label: say.at, show: (it) => <time className="number">{moment(it.contactedAt ?? it.due)}</time> },
    { label: say.channel, show: (it) => word(it.channel) },
    { label: say.message, show: (it) => word(it.template) },
    { label: say.state, show: (it) => status[(it.delivery ?? it.status) as keyof typeof status] ?? it.status },
    {
      label: say.detail,
      show: (it) => (
        <Button size="small" onClick={() => explain(it.notice)}>
          {say.explain}
        </Button>
      ),
    },
  ];
  return <Rows label={say.contacts} columns={columns} rows={contacts.toReversed()} keyOf={(it) => String(it.notice)} />;
}
