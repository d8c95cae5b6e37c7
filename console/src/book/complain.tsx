import { Form, Input } from 'antd';
import { api } from '../client/client';
import { Enter } from '../parts/entry/enter';
import { TextLine } from '../parts/entry/said-form';
import { PART_WORDS } from '../parts/words';
import { useWords } from '../words/language';
import { BOOK_WORDS } from './words';

/** A complaint comes in; until it is solved nothing goes out to the borrower. */
export function Complain({ borrower }: { borrower: string }) {
  const say = useWords(BOOK_WORDS);
  const parts = useWords(PART_WORDS);
  const complain = api.useMutation('post', '/api/v1/complaints');
  return (
    <Enter<{ id: string; text: string }>
      label={say.complain}
      entering={complain}
      save={(it) => complain.mutateAsync({ body: { borrower, ...it } })}
    >
      <Form.Item name="id" label={say.complaintId} rules={[{ required: true, message: parts.needed }]}>
        <Input />
      </Form.Item>
      <TextLine name="text" label={say.complaintText} rows={3} />
    </Enter>
  );
}
